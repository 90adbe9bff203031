// What a counter's page asks beside the stream: the order of its queue, its figures of today, its alerts. Knows when to ask.
import { ask } from "./api.js";
import { hooks } from "./parts.js";

const SHOWN = 8;
const SOON_MS = 250;
const SPREAD_MS = 500;
const FEW = 3; // so many known ones are enough for a while
const LONG_SPREAD_MS = 2000;
const TODAY_MS = 30000;
const MOVING = ["waiting", "called", "no_show", "cancelled", "held", "closed_unserved"];

/** The next tickets of a counter, each with its reason; `total`: how many wait for its services. */
export function useQueue(live, counter) {
  const [queue, setQueue] = hooks.useState([]);
  const timer = hooks.useRef(0);
  const asked = hooks.useRef(false);
  const concerned = changed(live, counter);
  hooks.useEffect(() => {
    if (!live.isLive || timer.current) { return; }
    // Hundreds of pages hear of one call in the same moment: they ask one after another, later where the next ones are
    // known anyway. A page that opens does not wait.
    const spread = queue.length < FEW ? SPREAD_MS : LONG_SPREAD_MS;
    const pause = asked.current ? SOON_MS + Math.random() * spread : 0;
    asked.current = true;
    timer.current = setTimeout(async () => {
      timer.current = 0;
      try {
        const answer = await ask("/queue/preview?counter_id=" + counter.id + "&n=" + SHOWN);
        setQueue(answer.tickets);
      } catch (error) { /* the page already says that nobody answers */ }
    }, pause);
  }, [concerned, counter.id, counter.state, live.isLive]);
  hooks.useEffect(() => () => clearTimeout(timer.current), []);
  const waiting = queue.filter((each) => { const now = live.hall.tickets.get(each.id); return !now || now.state === "waiting"; });
  waiting.total = Array.from(live.hall.tickets.values()).filter((each) => each.state === "waiting" && counter.services.includes(each.service_id)).length;
  return waiting;
}

/** The rev of the last fact that may have changed this counter's queue. */
function changed(live, counter) {
  const seen = hooks.useRef({ at: 0, rev: 0 });
  if (live.hall.rev !== seen.current.rev) {
    const ticket = live.last && live.last.body.ticket;
    const isOurs = !live.last || (ticket && MOVING.includes(ticket.state) && counter.services.includes(ticket.service_id));
    seen.current = { rev: live.hall.rev, at: isOurs ? live.hall.rev : seen.current.at };
  }
  return seen.current.at;
}

export function useToday(live, counter) {
  const [today, setToday] = hooks.useState(null);
  hooks.useEffect(() => {
    let isOver = false;
    const look = () => ask("/counters/" + counter.id + "/today").then((answer) => { if (!isOver) { setToday(answer.today); } }, () => undefined);
    look();
    const timer = setInterval(look, TODAY_MS);
    return () => { isOver = true; clearInterval(timer); };
  }, [counter.id, counter.current ? 0 : 1, live.isLive]);
  return today;
}

const ALERTS_MS = 15000;
const TOLD = ["help_called", "help_given", "counter_paused"];

/** What whoever sits here should see to now. */
export function useAlerts(live, counter) {
  const [alerts, setAlerts] = hooks.useState([]);
  const told = hooks.useRef(0);
  const timer = hooks.useRef(0);
  if (live.last && concernsAlerts(live.last, counter)) { told.current = live.last.rev; }
  const look = () => ask("/counters/" + counter.id + "/alerts").then((answer) => setAlerts(answer.alerts), () => undefined);
  hooks.useEffect(() => {
    const every = setInterval(look, ALERTS_MS);
    return () => { clearInterval(every); clearTimeout(timer.current); };
  }, [counter.id]);
  hooks.useEffect(() => {
    if (!live.isLive) { return; }
    clearTimeout(timer.current);
    timer.current = setTimeout(look, SOON_MS + Math.random() * SPREAD_MS);
  }, [counter.id, counter.current ? 0 : 1, live.isLive, told.current]);
  return [alerts, look];
}

/** What may change them at once; the rest is seen soon enough, and hundreds of pages do not ask for each call. */
function concernsAlerts({ type, body }, counter) {
  return TOLD.includes(type) || (type === "slip_settled" && body.ticket && counter.services.includes(body.ticket.service_id));
}

/** Hours, minutes and seconds of a moment as the hall's wall clock shows it. */
export function clock(live, ms) {
  return new Date(ms).toLocaleTimeString("zh-CN", { hour12: false, timeZone: live.hall.hall.timezone });
}

export function minutesSince(moment, ms) {
  return Math.max(0, Math.floor((ms - Date.parse(moment)) / 60000));
}
