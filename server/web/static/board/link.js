// The line to the server: lets the page in, follows the events, asks for what moves with time. Comes back by itself.
(function (board) {
  "use strict";
  const API = "/api/v1";
  const POLL_MS = 4000, CONTENT_MS = 300000, ANSWER_MS = 5000, FIRST_MS = 10000;
  const REPORT_MS = 10000; // the hall hears that the screen is there
  const SOON_MS = 500; // after a fact that may have changed who waits
  const MISSES = 2; // polls without an answer, and the line is dead whatever the socket believes
  const SOONEST_MS = 500, LATEST_MS = 15000;
  const SETTLED_MS = 10000; // a page this young is not loaded anew for a newer version

  // Doubled each time, and spread: forty screens must not come back in the same moment.
  const delay = (attempt, chance) => Math.min(LATEST_MS, SOONEST_MS * Math.pow(2, attempt)) * (0.5 + chance / 2);

  // {status, json(), etag}; status 0: no answer in time.
  async function ask(path, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ANSWER_MS);
    try {
      const answer = await fetch(path, Object.assign({ signal: stop.signal, credentials: "same-origin", cache: "no-cache" }, options));
      const text = await answer.text();
      return { status: answer.status, etag: answer.headers.get("ETag"), csrf: answer.headers.get("X-CSRF-Token"), json: () => JSON.parse(text) };
    } catch (error) {
      return { status: 0, etag: null, csrf: null, json: () => null };
    } finally { clearTimeout(timer); }
  }

  const post = (path, body) => ask(API + path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

  // `told`: stranger(), message(envelope), polled(board), content(content), lost().
  function follow(told) {
    let socket = null, attempt = 0, misses = 0, polling = null, due = 0, guard = null, read = 0, csrf = null, losses = 0;

    async function begin() {
      const answer = await ask(API + "/session/station");
      if (answer.status === 401 || answer.status === 403) { told.stranger(); return; }
      if (answer.status !== 204) { retry(); return; }
      csrf = answer.csrf;
      await renewPage();
      read = 0;
      open();
    }

    function retry() {
      setTimeout(begin, delay(attempt, Math.random()));
      attempt += 1;
    }

    function open() {
      const mine = new WebSocket(location.origin.replace("http", "ws") + API + "/events");
      socket = mine;
      guard = setTimeout(() => end(mine), FIRST_MS);
      mine.onclose = () => end(mine);
      mine.onmessage = (event) => {
        if (mine !== socket) { return; }
        if (guard !== null) { clearTimeout(guard); guard = null; attempt = 0; misses = 0; poll(); }
        told.message(JSON.parse(event.data));
      };
    }

    // However the line ended: once for each socket.
    function end(mine) {
      if (mine !== socket) { return; }
      drop();
      losses += 1;
      told.lost();
      retry();
    }

    function drop() {
      const old = socket;
      socket = null;
      clearTimeout(guard);
      clearTimeout(polling);
      guard = polling = null;
      old.onclose = old.onmessage = null;
      old.close();
    }

    async function poll() {
      const mine = socket;
      polling = null;
      const answer = await ask(API + "/board");
      if (mine !== socket || mine === null) { return; }
      if (answer.status === 200) { misses = 0; told.polled(answer.json()); } else { misses += 1; }
      if (answer.status === 401 || misses >= MISSES) { end(mine); return; }
      if (performance.now() - read > CONTENT_MS || read === 0) { await readContent(); }
      if (mine === socket) { pollIn(POLL_MS); }
    }

    function pollIn(ms) {
      clearTimeout(polling);
      due = performance.now() + ms;
      polling = setTimeout(poll, ms);
    }

    // Who waits has changed: ask before it is time. Many facts are one question.
    function soon() {
      if (polling !== null && due - performance.now() > SOON_MS) { pollIn(SOON_MS); }
    }

    async function readContent() {
      const answer = await ask(API + "/content");
      if (answer.status === 200) { read = performance.now(); told.content(answer.json()); }
    }

    // After an update of the server the page loads itself anew.
    async function renewPage() {
      const version = document.querySelector("meta[name=version]").content;
      const answer = await ask("/board");
      const is = answer.status === 200 && answer.etag;
      if (is && answer.etag.indexOf(version) < 0 && performance.now() > SETTLED_MS) { location.reload(); }
    }

    // A screen that is switched off is missed. Staff who only look at the page are no station and have no right to this.
    function report() {
      if (socket === null || csrf === null) { return; }
      const screen = { name: "screen", condition: "up", errors: losses, firmware: document.querySelector("meta[name=version]").content };
      const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
      ask(API + "/devices/health", { method: "POST", headers: headers, body: JSON.stringify({ devices: [screen] }) });
    }

    // The whole hall again, at once: a gap, a new day, a new set-up.
    function again() {
      if (socket !== null) { drop(); read = 0; open(); }
    }

    setInterval(report, REPORT_MS);
    begin();
    return { begin: begin, again: again, soon: soon };
  }

  board.link = { delay: delay, ask: ask, post: post, follow: follow };
})(window.board = window.board || {});
