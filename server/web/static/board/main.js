// The page: what is known, and what is done when something happens. All rules stand in the other files.
(function (board) {
  "use strict";
  const TURN_MS = 8000; // how long one side of the waiting list or one away notice stays
  const asked = new URLSearchParams(location.search);
  const zone = (asked.get("zone") || "").slice(0, 64);
  const paint = board.paint, view = board.view, words = board.words;
  const NO_CONTENT = { emblem: "", notices: [], rules: [], leaders: [], booking_phone: "", supervision_phone: "", board: { language: "both", slogan: "", slogan_en: "", qr: "", slides: [] } };

  let known = null; // the whole hall; null: nothing is known yet
  let queue = board.queue.EMPTY;
  let content = NO_CONTENT;
  let offset = null; // server's time less the page's own clock, which no one sets
  let lostAt = null; // time of day of what is shown, while the server is away
  let turn = 0, timer = null, line = null;

  const time = () => performance.now() + offset;
  const here = () => words.local(time(), known.hall.timezone);

  function paintAll() {
    if (known === null) { return; }
    const mine = view.inZone(known, zone);
    const call = view.large(mine, queue);
    document.body.classList.remove("starting");
    document.body.classList.toggle("closed", view.isClosed(mine));
    paint.now(call);
    paint.head(known.hall, content.emblem, zone);
    paint.paused(view.paused(mine), known.hall.timezone, turn);
    paint.recent(view.recent(mine, call));
    paint.queues(mine.waiting, turn);
    paint.closed(words.closed(known.opening, time(), known.hall.timezone), words.phones(content));
    paint.offline(lostAt);
    paint.announced(view.announced(known, time(), turn));
    paint.clock(here());
  }

  function setLanguage() {
    const wanted = asked.get("lang") || content.board.language;
    const language = ["zh", "en", "both"].includes(wanted) ? wanted : "both";
    document.body.classList.remove("in-zh", "in-en", "in-both");
    document.body.classList.add("in-" + language);
    document.documentElement.lang = language === "en" ? "en" : "zh-CN";
    return language;
  }

  function paintContent() {
    const language = setLanguage();
    if (known === null) { return; }
    const today = here();
    const slides = board.slides.slidesOf(content, today.day, today.weekday);
    const slogan = { kind: "slogan", title: [content.board.slogan || known.hall.name, content.board.slogan_en || known.hall.name_en], seconds: 12 };
    board.show.set(slides.length ? slides : [slogan]);
    paint.tape(words.tape(content, today.day, language));
  }

  // The queue goes on by itself: one timer for its next change.
  function go(next) {
    const isNew = next.shown !== null && next.shown !== queue.shown;
    queue = next;
    clearTimeout(timer);
    const left = board.queue.wait(queue, performance.now());
    if (left !== null) { timer = setTimeout(() => go(board.queue.tick(queue, performance.now())), left); }
    paintAll();
    if (isNew) { paint.flash(); }
  }

  function message(envelope) {
    offset = Date.parse(envelope.at) - performance.now();
    if (envelope.type === "snapshot") { begin(envelope); return; }
    if (known === null || envelope.rev <= known.rev) { return; }
    if (view.isGap(known, envelope) || view.isAnew(envelope)) { line.again(); return; }
    const call = view.callOf(known, envelope);
    known = view.apply(known, envelope);
    const ticket = envelope.body.ticket;
    const left = ticket && !view.isActive(ticket) ? board.queue.withdraw(queue, ticket.id) : queue;
    line.soon();
    go(call && (!zone || call.zone === zone) ? board.queue.add(left, call, performance.now()) : left);
  }

  // The present state, and nothing of it is announced: whoever was called before has been called.
  function begin(snapshot) {
    known = view.fromSnapshot(snapshot);
    lostAt = null;
    go(board.queue.EMPTY);
    paintContent();
  }

  function lost() {
    if (known !== null && lostAt === null) { lostAt = here().time; }
    paintAll();
  }

  function stranger() {
    board.pair(zone ? "大厅屏 " + zone : "大厅屏", paint.pairing, () => { paint.at("pair").hidden = true; line.begin(); });
  }

  function start() {
    line = board.link.follow({
      stranger: stranger, message: message, lost: lost,
      polled: (shown) => { if (known !== null) { known = view.polled(known, shown); paintAll(); } },
      content: (read) => { content = read; paintContent(); paintAll(); }
    });
  }

  setLanguage();
  setInterval(() => { if (known !== null) { paint.clock(here()); } }, 1000);
  setInterval(() => { turn += 1; paintAll(); paintContent(); }, TURN_MS);
  window.addEventListener("resize", paintAll);
  start();
})(window.board = window.board || {});
