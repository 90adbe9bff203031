// Which call is shown large, and for how long. Pure: a queue, a call and a time in milliseconds give the next queue.
(function (board) {
  "use strict";
  const LEAST_MS = 3000; // each call is shown at least so long, like on the LED boards
  const LIMIT = 12; // calls that may wait their turn; older ones stand in the list of recent calls anyway
  const EMPTY = Object.freeze({ shown: null, since: 0, waiting: Object.freeze([]) });

  // A call is shown at once if none is in its time, else when all before it have had theirs.
  function add(queue, call, now) {
    const present = tick(queue, now);
    if (present.shown === null) { return { shown: call, since: now, waiting: [] }; }
    return { shown: present.shown, since: present.since, waiting: present.waiting.concat([call]).slice(-LIMIT) };
  }

  // A late tick never shortens a call: its time begins when it is shown.
  function tick(queue, now) {
    if (queue.shown === null || now - queue.since < LEAST_MS) { return queue; }
    if (queue.waiting.length === 0) { return EMPTY; }
    return { shown: queue.waiting[0], since: now, waiting: queue.waiting.slice(1) };
  }

  // A ticket that is not called any more is not announced when its turn comes.
  function withdraw(queue, ticketId) {
    const waiting = queue.waiting.filter((call) => call.ticket_id !== ticketId);
    return waiting.length === queue.waiting.length ? queue : Object.assign({}, queue, { waiting: waiting });
  }

  // Milliseconds until something changes by itself; null: nothing will.
  function wait(queue, now) {
    return queue.shown === null ? null : Math.max(0, queue.since + LEAST_MS - now);
  }

  board.queue = { LEAST_MS: LEAST_MS, LIMIT: LIMIT, EMPTY: EMPTY, add: add, tick: tick, withdraw: withdraw, wait: wait };
})(window.board = window.board || {});
