// The hall as the page knows it: a snapshot kept up with the facts. Pure: knows no line and no element.
(function (board) {
  "use strict";
  const CALLS = ["ticket_called", "ticket_recalled"]; // facts that send a person to a counter
  const ANEW = ["day_opened", "catalogue_imported"]; // facts after which the whole hall is asked for again
  const ACTIVE = ["called", "serving"];
  const LISTED = ["called", "serving", "no_show"];
  const KEPT = 30; // as many as the server lists

  function fromSnapshot(message) {
    const shown = message.body.board;
    return { rev: message.rev, hall: shown.hall, calls: shown.calls, waiting: shown.waiting, counters: shown.counters, opening: shown.opening, announcements: shown.announcements };
  }

  const isGap = (view, envelope) => envelope.rev > view.rev + 1;
  const isAnew = (envelope) => ANEW.includes(envelope.type);

  function apply(view, envelope) {
    const next = Object.assign({}, view, { rev: envelope.rev });
    const counter = envelope.body.counter, ticket = envelope.body.ticket;
    if (ticket) {
      const call = callOf(view, envelope);
      const others = call ? view.calls.filter((each) => each.ticket_id !== ticket.id) : view.calls.map((each) => (
        each.ticket_id === ticket.id ? Object.assign({}, each, { state: ticket.state }) : each));
      next.calls = call ? [call].concat(others).slice(0, KEPT) : others;
      next.counters = view.counters.map((each) => occupied(each, ticket));
    }
    if (counter) { next.counters = next.counters.map((each) => (each.id === counter.id ? counter : each)); }
    return next;
  }

  function occupied(counter, ticket) {
    if (ACTIVE.includes(ticket.state) && ticket.counter_id === counter.id) {
      return Object.assign({}, counter, { current: { ticket_id: ticket.id, number: ticket.number, state: ticket.state } });
    }
    const left = counter.current && counter.current.ticket_id === ticket.id;
    return left ? Object.assign({}, counter, { current: null }) : counter;
  }

  // The call a fact is, or null. `rev` tells two calls of one ticket apart.
  function callOf(view, envelope) {
    const ticket = envelope.body.ticket;
    if (!ticket || !CALLS.includes(envelope.type)) { return null; }
    const counter = view.counters.find((each) => each.id === ticket.counter_id);
    if (!counter) { return null; }
    return {
      ticket_id: ticket.id, number: ticket.number, counter_id: counter.id, counter_number: counter.number,
      counter_name: counter.name, counter_name_en: counter.name_en, zone: counter.zone, at: envelope.at,
      calls: ticket.calls, state: ticket.state, rev: envelope.rev
    };
  }

  // What moves with the time alone. Calls come by the stream only, so that none is passed over; a look at the very same
  // state makes the list what a page would show that is opened now.
  const polled = (view, shown) => Object.assign({}, view, {
    waiting: shown.waiting, opening: shown.opening, announcements: shown.announcements, calls: shown.rev === view.rev ? shown.calls : view.calls
  });

  // What is announced at a moment, one after another; null: nothing. A server that is away ends none of them.
  function announced(view, ms, turn) {
    const shown = view.announcements.filter((each) => ms < Date.parse(each.until));
    return shown.length ? shown[turn % shown.length] : null;
  }

  // The part of the hall one zone sees; no zone: all of it.
  function inZone(view, zone) {
    if (!zone) { return view; }
    const counters = view.counters.filter((each) => each.zone === zone);
    return Object.assign({}, view, {
      counters: counters,
      calls: view.calls.filter((each) => each.zone === zone),
      waiting: view.waiting.filter((each) => counters.some((counter) => counter.services.includes(each.service_id)))
    });
  }

  const isActive = (call) => ACTIVE.includes(call.state);

  // The large call: the one whose turn it is, else the newest that is still called or served; null: none.
  function large(view, queue) {
    if (queue.shown === null) { return view.calls.find(isActive) || null; }
    const same = view.calls.find((each) => each.ticket_id === queue.shown.ticket_id && each.counter_id === queue.shown.counter_id);
    return Object.assign({}, queue.shown, { state: same ? same.state : queue.shown.state });
  }

  const recent = (view, shown) => view.calls.filter(
    (each) => LISTED.includes(each.state) && !(shown && shown.ticket_id === each.ticket_id));

  const paused = (view) => view.counters.filter((each) => each.state === "paused");

  // After closing time people who hold a ticket are still served: the board closes behind the last of them.
  const isClosed = (view) => !view.opening.is_open && !view.calls.some(isActive) && !view.waiting.some((each) => each.waiting > 0);

  board.view = {
    fromSnapshot: fromSnapshot, isGap: isGap, isAnew: isAnew, apply: apply, callOf: callOf, polled: polled, inZone: inZone, announced: announced,
    isActive: isActive, large: large, recent: recent, paused: paused, isClosed: isClosed
  };
})(window.board = window.board || {});
