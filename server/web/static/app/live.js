// The hall as it is now: a snapshot, then facts as they happen. Knows the stream, no page.
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;
const SILENCE_MS = 10000;
const ANSWER_MS = 4000;
const ACTIVE = ["called", "serving"];
const ANEW = "catalogue_imported"; // after which services and counters are others: the whole hall is asked for again

/** Follows the stream until `close`. `changed(hall, envelope|null)` is called at each change, `envelope` null after a snapshot. */
export class Live {
  constructor(changed) {
    this.changed = changed;
    this.hall = null;
    this.last = null;
    this.isLive = false;
    this.pause = FIRST_PAUSE_MS;
    this.closed = false;
    this.skew = 0;
    this.isOld = this.isAsking = false;
    this.heard = Date.now();
    this.watching = setInterval(() => this.watch(), SILENCE_MS / 2);
    this.onCut = () => this.cut();
    this.onBack = () => this.again();
    addEventListener("offline", this.onCut);
    addEventListener("online", this.onBack);
    this.connect();
  }

  /** A server that hangs keeps its connections: after a silence ask whether it is there. */
  async watch() {
    if (!this.isLive || Date.now() - this.heard < SILENCE_MS) { return; }
    const giving = new AbortController();
    const timer = setTimeout(() => giving.abort(), ANSWER_MS);
    try {
      await fetch("/health", { cache: "no-store", signal: giving.signal });
      this.heard = Date.now();
    } catch (error) {
      this.cut();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Let go of a connection that is dead: by itself it would say so only much later. */
  cut() {
    if (this.socket.onclose === null) { return; }
    this.socket.onmessage = this.socket.onopen = this.socket.onclose = null;
    this.socket.close();
    this.lost();
  }

  /** The browser says that there is a network again: no reason to wait. */
  again() {
    if (this.isLive) { return; }
    clearTimeout(this.timer);
    this.cut();
    clearTimeout(this.timer);
    this.pause = FIRST_PAUSE_MS;
    this.connect();
  }

  connect() {
    const since = this.hall && !this.isOld ? "?since=" + this.hall.rev : "";
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    this.socket = new WebSocket(scheme + location.host + "/api/v1/events" + since);
    this.socket.onmessage = (message) => this.take(JSON.parse(message.data));
    this.socket.onopen = () => { this.pause = FIRST_PAUSE_MS; if (this.hall) { this.tell(true); } };
    this.socket.onclose = () => this.lost();
  }

  lost() {
    if (this.closed) { return; }
    if (this.isAsking) { this.isAsking = false; } else { this.tell(false); } // whoever only asks anew is not cut off
    // A hall of pages must not come back in the same moment.
    const wait = this.pause * (0.5 + Math.random() / 2);
    this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
    this.timer = setTimeout(() => this.connect(), wait);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.watching);
    removeEventListener("offline", this.onCut);
    removeEventListener("online", this.onBack);
    this.socket.close();
  }

  tell(isLive) {
    this.isLive = isLive;
    this.changed(this, null);
  }

  take(message) {
    this.heard = Date.now();
    this.skew = Date.parse(message.at) - Date.now();
    if (message.type === "snapshot") {
      this.hall = fromSnapshot(message);
      this.isOld = false;
      this.last = null;
      this.tell(true);
      return;
    }
    if (!this.hall || message.rev <= this.hall.rev) { return; }
    if (message.rev !== this.hall.rev + 1) { // a gap: never guess
      this.hall = null;
      this.socket.close();
      return;
    }
    this.hall = apply(this.hall, message);
    this.last = message;
    this.isLive = true;
    this.changed(this, message);
    if (message.type === ANEW) {
      this.isOld = this.isAsking = true;
      this.socket.close();
    }
  }

  /** Milliseconds since 1970 by the server's clock, whatever this computer's says. */
  now() { return Date.now() + this.skew; }
}

function fromSnapshot(message) {
  const board = message.body.board;
  return {
    rev: message.rev,
    hall: board.hall,
    opening: board.opening,
    counters: board.counters,
    waiting: board.waiting,
    calls: board.calls,
    tickets: new Map(message.body.tickets.map((each) => [each.id, each]))
  };
}

/** The hall after one fact. Pure. */
export function apply(hall, message) {
  const { ticket, counter } = message.body;
  const next = Object.assign({}, hall, { rev: message.rev });
  if (ticket) {
    next.tickets = new Map(hall.tickets);
    next.tickets.set(ticket.id, Object.assign({}, hall.tickets.get(ticket.id), ticket));
    next.counters = hall.counters.map((each) => occupied(each, ticket));
  }
  if (counter) { next.counters = next.counters.map((each) => (each.id === counter.id ? counter : each)); }
  return next;
}

function occupied(counter, ticket) {
  const isHere = ticket.counter_id === counter.id && ACTIVE.includes(ticket.state);
  if (isHere) { return Object.assign({}, counter, { current: { ticket_id: ticket.id, number: ticket.number, state: ticket.state } }); }
  if (counter.current && counter.current.ticket_id === ticket.id) { return Object.assign({}, counter, { current: null }); }
  return counter;
}
