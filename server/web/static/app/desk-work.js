// A counter at work: puts the parts together. No rule stands here: what the server refuses is shown.
import { act } from "./api.js";
import { Guide } from "./desk-guide.js";
import { Notices } from "./desk-notice.js";
import { Language } from "./login.js";
import { Cancel, Hold, Issue, Pause, Transfer } from "./desk-ask.js";
import { Last } from "./desk-last.js";
import { Alerts, Colleagues, Held, Queue, Today } from "./desk-side.js";
import { Small, useSmall } from "./desk-small.js";
import { Free, Visit } from "./desk-visit.js";
import { Do, hooks, html, useTick } from "./parts.js";
import { named, t } from "./words.js";
import { clock, useAlerts, useQueue, useToday } from "./desk-queue.js";

const DIALOGS = { pause: Pause, transfer: Transfer, hold: Hold, cancel: Cancel, issue: Issue, guide: Guide, notices: Notices };
const OF_A_VISIT = ["transfer", "hold", "cancel"];

export function Work(props) {
  const { live, counter, attempt } = props;
  const [open, setOpen] = hooks.useState("");
  const [last, setLast] = hooks.useState(null);
  const queue = useQueue(live, counter);
  const today = useToday(live, counter);
  const [alerts, look] = useAlerts(live, counter);
  useTick(1000);
  const current = counter.current && live.hall.tickets.get(counter.current.ticket_id);
  const ticket = current || (counter.current && { id: counter.current.ticket_id, number: counter.current.number, state: counter.current.state });
  /** Do a step and remember it as the last one: `did(answer)` tells what it was. */
  const carry = async (wish, done, did) => {
    const answer = await attempt(wish, done);
    if (answer !== false) { setLast(did(answer) || null); }
  };
  const shared = Object.assign({}, props, { queue, today, alerts, look, ticket, carry, last, did: setLast, forget: () => setLast(null), open, setOpen });
  const openSmall = useSmall(shared);
  if (location.hash === "#small") { return html`<main><${Small} ...${shared} /></main>`; }
  const Dialog = !OF_A_VISIT.includes(open) || ticket ? DIALOGS[open] : null;
  /** A dialog closes a moment after it was left: by then another may be open, which stays. */
  const leave = () => setOpen((now) => (now === open ? "" : now));
  return html`
    <${Head} ...${props} openSmall=${openSmall} />
    ${!live.isLive && html`<p class="away" role="alert">${t("away")}</p>`}
    <main class="work" aria-busy=${!live.isLive}>
      <section class="now"><${Last} ...${shared} />${ticket ? html`<${Visit} ...${shared} />` : html`<${Free} ...${shared} />`}<${Today} ...${shared} /></section>
      <aside class="side">
        <${Alerts} ...${shared} />
        <${Queue} ...${shared} />
        <${Held} ...${shared} />
        <${Colleagues} ...${shared} />
      </aside>
    </main>
    ${Dialog && html`<${Dialog} ...${shared} leave=${leave} key=${open} />`}`;
}

function Head({ session, live, counter, turn, leave, attempt, openSmall }) {
  const close = async () => {
    const done = await attempt(() => act("/counters/" + counter.id + "/close"), t("closed_now"));
    if (done) { leave(); }
  };
  return html`<header class="bar">
    <span class="badge">${counter.number}</span><b>${named(counter)}</b>
    <span class="chip">${t("at_post", { post: counter.post })}</span>
    <span class=${"chip " + counter.state}>${t("counter_" + counter.state)}</span>
    <span class="grow"></span>
    <span class=${"dot " + (live.isLive ? "on" : "off")} role="status">${t(live.isLive ? "live" : "not_live")}</span>
    <span class="clock">${clock(live, live.now())}</span><span>${session.name}</span>
    <${Language} turn=${turn} />
    <button type="button" class="quiet" title=${t("small_hint")} onClick=${openSmall}>${t("small_page")}</button>
    <${Do} kind="quiet" act=${close}>${t("leave_counter")}<//>
  </header>`;
}
