// A counter at work: whom it serves, who comes next, what may be done now. No rule stands here: what the server refuses is shown.
import { act } from "./api.js";
import { Guide } from "./desk-guide.js";
import { Language } from "./login.js";
import { Cancel, Hold, Issue, Pause, Transfer } from "./desk-ask.js";
import { Do, hooks, html, useTick } from "./parts.js";
import { named, t } from "./words.js";
import { clock, minutesSince, useQueue, useToday } from "./desk-queue.js";

const KEYS = { next: " ", recall: "r", start: "s", finish: "f", noShow: "n", transfer: "t", hold: "h", issue: "i", pause: "p", guide: "g" };

export function Work(props) {
  const { live, counter, attempt } = props;
  const [open, setOpen] = hooks.useState("");
  const [small, setSmall] = hooks.useState(false);
  const queue = useQueue(live, counter);
  const today = useToday(live, counter);
  useTick(1000);
  const current = counter.current && live.hall.tickets.get(counter.current.ticket_id);
  const ticket = current || (counter.current && { id: counter.current.ticket_id, number: counter.current.number, state: counter.current.state });
  const step = (name, done) => attempt(() => act("/tickets/" + ticket.id + "/" + name), done);
  /** A dialog closes a moment after it was left: by then another may be open, which stays. */
  const shut = (name) => () => setOpen((now) => (now === name ? "" : now));
  const shared = Object.assign({}, props, { queue, today, ticket, step, open, setOpen });

  return html`
    <${Head} ...${props} small=${small} setSmall=${setSmall} />
    ${!live.isLive && html`<p class="away" role="alert">${t("away")}</p>`}
    <main class=${"work" + (small ? " small-mode" : "")} aria-busy=${!live.isLive}>
      <section class="now">${ticket ? html`<${Visit} ...${shared} />` : html`<${Free} ...${shared} />`}</section>
      <aside class="side">
        <${Queue} ...${shared} />
        <${Held} ...${shared} />
        <${Today} ...${shared} />
        <${Hall} ...${shared} />
      </aside>
    </main>
    ${open === "pause" && html`<${Pause} ...${shared} leave=${shut("pause")} />`}
    ${open === "transfer" && ticket && html`<${Transfer} ...${shared} leave=${shut("transfer")} />`}
    ${open === "hold" && ticket && html`<${Hold} ...${shared} leave=${shut("hold")} />`}
    ${open === "cancel" && ticket && html`<${Cancel} ...${shared} leave=${shut("cancel")} />`}
    ${open === "issue" && html`<${Issue} ...${shared} leave=${shut("issue")} />`}
    ${open === "guide" && html`<${Guide} ...${shared} leave=${shut("guide")} />`}`;
}

function Head({ session, live, counter, turn, leave, attempt, small, setSmall }) {
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
    <button type="button" class="quiet" onClick=${() => setSmall(!small)}>${t(small ? "whole_page" : "small_page")}</button>
    <${Do} kind="quiet" act=${close}>${t("leave_counter")}<//>
  </header>`;
}

/** Nobody is at the counter: one big button, and what it will do. */
function Free({ live, counter, attempt, queue, setOpen }) {
  const next = queue[0];
  const isPaused = counter.state === "paused";
  const call = () => attempt(() => act("/counters/" + counter.id + "/call-next"), (answer) => (answer.ticket ? "" : t("nobody_waits")));
  const comeBack = () => attempt(() => act("/counters/" + counter.id + "/open", { post: counter.post }), t("back_again"));
  return html`
    ${isPaused
      ? html`<div class="pause"><h1>${t("counter_paused")}</h1><p>${counter.reason} · ${counter.contact}</p>${counter.back_at && html`<p>${t("back_at", { at: clock(live, Date.parse(counter.back_at)).slice(0, 5) })}</p>`}
          <${Do} kind="huge strong" keys=${KEYS.next} act=${comeBack}>${t("come_back")}<//></div>`
      : html`<${Do} kind="huge strong" keys=${KEYS.next} act=${call}>${t("call_next")}<//>
          <div class="next" aria-live="polite">${next ? html`<${Next} ticket=${next} live=${live} />` : html`<p class="quiet-text">${t("nobody_waits")}</p>`}</div>`}
    <div class="row tools">
      <${Do} keys=${KEYS.issue} act=${async () => setOpen("issue")}>${t("issue_for")}<//>
      <${Do} keys=${KEYS.guide} act=${async () => setOpen("guide")}>${t("guides")}<//>
      ${!isPaused && html`<${Do} keys=${KEYS.pause} act=${async () => setOpen("pause")}>${t("pause")}<//>`}
    </div>`;
}

function Next({ ticket, live }) {
  return html`<p class="label">${t("comes_next")}</p>
    <p class="next-number">${ticket.number}</p>
    <p><${Facts} ticket=${ticket} live=${live} /></p>
    <p class="why">${ticket.reason}</p>
    ${ticket.note && html`<p class="note">${t("note")}: ${ticket.note}</p>`}`;
}

/** What staff know of a ticket in one line. */
function Facts({ ticket, live }) {
  const service = live.hall.waiting.find((each) => each.service_id === ticket.service_id);
  return html`<span>${service ? named(service) : ticket.service_id}</span>
    ${ticket.issued_at && html` · <span>${t("waited", { minutes: minutesSince(ticket.issued_at, ticket.called_at ? Date.parse(ticket.called_at) : live.now()) })}</span>`}
    ${ticket.class && ticket.class !== "ordinary" && html` <span class=${"chip class-" + ticket.class}>${t("class_" + ticket.class)}</span>`}
    ${ticket.slip === "failed" && html` <span class="chip bad">${t("slip_failed")}</span>`}
    ${ticket.language === "en" && html` <span class="chip">English</span>`}`;
}

/** Somebody is called or served. */
function Visit({ live, counter, ticket, step, setOpen }) {
  const isCalled = ticket.state === "called";
  const since = isCalled ? ticket.called_at : ticket.started_at;
  return html`
    <p class="label">${t(isCalled ? "called_now" : "serving_now")}${since && html` · <span class="clock">${duration(live.now() - Date.parse(since))}</span>`}${isCalled && ticket.calls > 1 && html` · ${t("calls", { times: ticket.calls })}`}</p>
    <p class="number" aria-live="polite">${ticket.number}</p>
    <p class="facts"><${Facts} ticket=${ticket} live=${live} /></p>
    ${ticket.note && html`<p class="note">${t("note")}: ${ticket.note}</p>`}
    ${ticket.services && ticket.services.length > 1 && html`<p class="small">${t("services_in_turn")}: ${ticket.services.join(" → ")}</p>`}
    <p class="prompt">${t(isCalled ? "greet" : "answer")}</p>
    <div class="row acts">
      ${isCalled
        ? html`<${Do} kind="strong big" keys=${KEYS.start} act=${() => step("start")}>${t("start")}<//>
            <${Do} kind="big" keys=${KEYS.recall} act=${() => step("recall", (answer) => (answer.offer === "no_show" ? t("recall_spent") : t("recalled")))}>${t("recall")}<//>
            <${Do} kind="big" keys=${KEYS.noShow} act=${() => step("no-show", t("passed", { number: ticket.number }))}>${t("no_show")}<//>`
        : html`<${Do} kind="strong big" keys=${KEYS.finish} act=${() => step("finish", t("finished", { number: ticket.number }))}>${t("finish")}<//>`}
    </div>
    <div class="row tools">
      <${Do} keys=${KEYS.transfer} act=${async () => setOpen("transfer")}>${t("transfer")}<//>
      <${Do} keys=${KEYS.hold} act=${async () => setOpen("hold")}>${t("hold")}<//>
      ${isCalled && html`<${Do} act=${async () => setOpen("cancel")}>${t("cancel")}<//>`}
      <${Do} keys=${KEYS.guide} act=${async () => setOpen("guide")}>${t("guides")}<//>
      <${Do} keys=${KEYS.issue} act=${async () => setOpen("issue")}>${t("issue_for")}<//>
    </div>`;
}

function Queue({ live, counter, queue, attempt, ticket }) {
  const call = (each) => attempt(() => act("/counters/" + counter.id + "/call", { ticket_id: each.id }));
  return html`<section class="panel"><h2>${t("queue")} <span class="count">${queue.total}</span></h2>
    <ol class="queue">${queue.map((each) => html`<li key=${each.id} title=${each.reason}>
      <b>${each.number}</b><span class="grow small"><${Facts} ticket=${each} live=${live} /></span>
      ${!ticket && counter.state === "open" && html`<${Do} kind="quiet" act=${() => call(each)} title=${t("call_this")}>${t("call")}<//>`}
    </li>`)}</ol>
    ${!queue.length && html`<p class="quiet-text">${t("nobody_waits")}</p>`}
  </section>`;
}

/** What is put aside here, and who was passed a moment ago: both can come back. */
function Held({ live, counter, attempt, ticket }) {
  const all = Array.from(live.hall.tickets.values());
  const held = all.filter((each) => each.state === "held" && each.counter_id === counter.id);
  const passed = all.filter((each) => each.state === "no_show" && counter.services.includes(each.service_id)).slice(-3);
  if (!held.length && !passed.length) { return null; }
  const resume = (each) => attempt(() => act("/tickets/" + each.id + "/resume"));
  const reinstate = (each) => attempt(() => act("/tickets/" + each.id + "/reinstate"), t("reinstated", { number: each.number }));
  return html`<section class="panel"><h2>${t("put_aside")}</h2><ol class="queue">
    ${held.map((each) => html`<li key=${each.id}><b>${each.number}</b><span class="grow small">${each.hold_reason}</span><${Do} kind="quiet" disabled=${Boolean(ticket)} act=${() => resume(each)}>${t("resume")}<//></li>`)}
    ${passed.map((each) => html`<li key=${each.id}><b>${each.number}</b><span class="grow small">${t("passed_short")}</span><${Do} kind="quiet" act=${() => reinstate(each)}>${t("reinstate")}<//></li>`)}
  </ol></section>`;
}

function Today({ today }) {
  if (!today) { return null; }
  const figures = [["served", today.served], ["passed_count", today.no_shows], ["mean_minutes", today.mean_minutes === null ? "–" : Math.round(today.mean_minutes)], ["satisfied", today.evaluated ? Math.round((100 * today.satisfied) / today.evaluated) + "%" : "–"]];
  return html`<section class="panel"><h2>${t("today")}</h2><dl class="figures">${figures.map(([key, value]) => html`<div key=${key}><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

function Hall({ live, counter }) {
  const others = live.hall.counters.filter((each) => each.id !== counter.id && each.state !== "closed");
  if (!others.length) { return null; }
  return html`<section class="panel"><h2>${t("colleagues")}</h2><ul class="others">${others.map((each) => html`<li key=${each.id}>
    <span class="badge small">${each.number}</span><span class="grow">${each.clerk || named(each)}</span><b>${each.current ? each.current.number : t("short_" + each.state)}</b></li>`)}</ul></section>`;
}

function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
}
