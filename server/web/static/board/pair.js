// A screen without a token shows a code until an administrator has typed it. The token never comes into a script.
(function (board) {
  "use strict";
  const POLL_MS = 2000, RETRY_MS = 5000;
  const WAITS = ["等待输入配对码…", "Waiting for the code to be typed…"];
  const AWAY = ["连接不上服务器，稍后自动重试", "The server is not reachable, trying again"];
  const BUSY = ["等待配对的屏太多，稍后自动重试", "Too many screens wait, trying again"];

  // `show(code, words)`; `done()` once the browser has its cookie.
  function pair(name, show, done) {
    async function begin() {
      const answer = await board.link.post("/pairing", { kind: "board", name: name });
      if (answer.status !== 200) {
        show("", answer.status === 429 ? BUSY : AWAY);
        setTimeout(begin, RETRY_MS);
        return;
      }
      const offer = answer.json();
      show(offer.code, WAITS);
      setTimeout(() => look(offer), POLL_MS);
    }

    async function look(offer) {
      const answer = await board.link.post("/session/station", { claim: offer.claim });
      if (answer.status === 200 && answer.json().state === "paired") { done(); return; }
      if (answer.status === 404) { begin(); return; } // the code is over, or the server was started anew
      show(offer.code, answer.status === 200 ? WAITS : AWAY);
      setTimeout(() => look(offer), POLL_MS);
    }

    begin();
  }

  board.pair = pair;
})(window.board = window.board || {});
