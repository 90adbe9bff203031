// The middle of the clerk's page: whom this counter serves, or whom it would call, and what may be done now.
import { act } from "./api.js";
import { nameOf, useContent, zhOnly } from "./desk-content.js";
import { DID } from "./desk-last.js";
import { Do, html } from "./parts.js";
import { clock, minutesSince } from "./desk-queue.js";
import { language, named, t } from "./words.js";

export const KEYS = { next: " ", recall: "r", start: "s", finish: "f", noShow: "n", transfer: "t", hold: "h", cancel: "x", issue: "i", pause: "p", guide: "g", notices: "l" };

/** Nobody is at the counter: one big button, and what it will do. */
export function Free({ live, counter, carry, attempt, queue, setOpen, small }) {
  const next = queue[0];
  const isPaused = counter.state === "paused";
  const call = () => carry(() => act("/counters/" + counter.id + "/call-next"), (answer) => (answer.ticket ? "" : t("nobody_waits")), (answer) => answer.ticket && DID.called(answer.ticket));
  const comeBack = () => attempt(() => act("/counters/" + counter.id + "/open", { post: counter.post }), t("back_again"));
  return html`
    ${isPaused
      ? html`<div class="pause" key="pause"><h1>${t("counter_paused")}</h1><p lang=${zhOnly()}>${counter.reason} · ${counter.contact}</p>${counter.back_at && html`<p>${t("back_at", { at: clock(live, Date.parse(counter.back_at)).slice(0, 5) })}</p>`}
          <${Do} kind="huge strong" keys=${KEYS.next} act=${comeBack}>${t("come_back")}<//></div>`
      : html`<${Do} key="call" kind="huge strong" keys=${KEYS.next} act=${call}>${t("call_next")}<//>
          <div class="next" key="next" aria-live="polite">${next ? html`<${Next} ticket=${next} live=${live} />` : html`<p class="quiet-text">${t("nobody_waits")}</p>`}</div>`}
    ${!small && html`<div class="row tools" key="tools">
      <${Do} keys=${KEYS.issue} act=${async () => setOpen("issue")}>${t("issue_for")}<//>
      <${Do} keys=${KEYS.guide} act=${async () => setOpen("guide")}>${t("guides")}<//>
      <${Do} keys=${KEYS.notices} act=${async () => setOpen("notices")}>${t("notices")}<//>
      ${!isPaused && html`<${Do} keys=${KEYS.pause} act=${async () => setOpen("pause")}>${t("pause")}<//>`}
    </div>`}`;
}

function Next({ ticket, live }) {
  return html`<p class="label">${t("comes_next")}</p>
    <p class="next-number">${ticket.number}</p>
    <p><${Facts} ticket=${ticket} live=${live} /></p>
    <p class="why">${why(ticket, live)}</p>
    ${ticket.note && html`<p class="note">${t("note")}${t("colon")}<span lang=${zhOnly()}>${ticket.note}</span></p>`}`;
}

/** Why this one: the server's sentence, or the same from its facts. */
export function why(ticket, live) {
  if (language === "zh" || !ticket.why) { return ticket.reason; }
  const { rule, over, waited_minutes, booked_at } = ticket.why;
  const grounds = [over ? t("why_over", { number: ticket.number, over }) : t("why_first", { number: ticket.number }),
    booked_at && t("why_booked", { at: clock(live, Date.parse(booked_at)).slice(0, 5) }), WHY.includes(rule) && t("why_" + rule), t("waited", { minutes: waited_minutes })];
  return grounds.filter(Boolean).join(t("comma"));
}
const WHY = ["bound", "chosen", "green_run", "early"];

const serviceOf = (live, id) => live.hall.waiting.find((each) => each.service_id === id);
const serviceName = (live, id) => { const found = serviceOf(live, id); return found ? named(found) : id; };

/** What staff know of a ticket in one line. */
export function Facts({ ticket, live, brief }) {
  const reason = ticket.class_reason && live.reasons.find((each) => each.code === ticket.class_reason);
  const waited = ticket.issued_at ? minutesSince(ticket.issued_at, ticket.called_at ? Date.parse(ticket.called_at) : live.now()) : null;
  const service = html`<span>${serviceName(live, ticket.service_id)}</span>`;
  return html`${brief ? html`<span>${t("n_minutes", { n: waited })}</span>` : html`${service}${waited !== null && html` · <span>${t("waited", { minutes: waited })}</span>`}`}
    ${ticket.class && ticket.class !== "ordinary" && html` <span class=${"chip class-" + ticket.class}>${t("class_" + ticket.class)}${reason ? " · " + named(reason) : ""}</span>`}
    ${ticket.slip === "failed" && html` <span class="chip bad">${t("slip_failed")}</span>`}
    ${ticket.offline && html` <span class="chip">${t("offline_ticket")}</span>`}
    ${ticket.language === "en" && html` <span class="chip">English</span>`}${brief && html` · ${service}`}`;
}

/** Somebody is called or served. */
export function Visit({ live, ticket, carry, attempt, queue, setOpen, small }) {
  const isCalled = ticket.state === "called";
  const since = isCalled ? ticket.called_at : ticket.started_at;
  const step = (name) => () => act("/tickets/" + ticket.id + "/" + name);
  const after = (ticket.services || []).slice(1);
  const finished = () => (after.length ? DID.movedOn(ticket) : DID.finished(ticket));
  return html`
    <p class="label">${t(isCalled ? "called_now" : "serving_now")}${since && html` · <span class="clock">${duration(live.now() - Date.parse(since))}</span>`}${isCalled && ticket.calls > 1 && html` · ${t("calls", { times: ticket.calls })}`}</p>
    <p class="number" aria-live="polite">${ticket.number}</p>
    <p class="facts"><${Facts} ticket=${ticket} live=${live} /></p>
    ${ticket.item_id && !small && html`<${Item} id=${ticket.item_id} setOpen=${setOpen} />`}
    ${ticket.note && html`<p class="note">${t("note")}${t("colon")}<span lang=${zhOnly()}>${ticket.note}</span></p>`}
    ${after.length > 0 && html`<p class="small">${t("services_after")}${t("colon")}${after.map((each) => serviceName(live, each)).join(" → ")}</p>`}
    ${!small && html`<p class="prompt">${t(isCalled ? "greet" : "answer")}</p>`}
    <div class="row acts" key="acts">
      ${isCalled
        ? html`<${Do} kind="strong big" keys=${KEYS.start} act=${() => attempt(step("start"))}>${t("start")}<//>
            <${Do} kind="big" keys=${KEYS.recall} act=${() => attempt(step("recall"), (answer) => (answer.offer === "no_show" ? t("recall_spent") : t("recalled")))}>${t("recall")}<//>
            <${Do} kind="big" keys=${KEYS.noShow} act=${() => carry(step("no-show"), "", () => DID.passed(ticket))}>${t("no_show")}<//>`
        : html`<${Do} kind="strong big" keys=${KEYS.finish} act=${() => carry(step("finish"), "", finished)}>${after.length ? t("finish_one", { service: serviceName(live, after[0]) }) : t("finish")}<//>`}
    </div>
    ${queue.length > 0 && html`<p class="then small" key="then">${t("comes_next")}${t("colon")}<b>${queue[0].number}</b> · <${Facts} ticket=${queue[0]} live=${live} />${!small && html` · ${why(queue[0], live)}`}${queue[0].note && !small && html` · <span lang=${zhOnly()}>${queue[0].note}</span>`}</p>`}
    ${!small && html`<div class="row tools" key="tools">
      <${Do} keys=${KEYS.transfer} act=${async () => setOpen("transfer")}>${t("transfer")}<//>
      <${Do} keys=${KEYS.hold} act=${async () => setOpen("hold")}>${t("hold")}<//>
      ${isCalled && html`<${Do} keys=${KEYS.cancel} act=${async () => setOpen("cancel")}>${t("cancel")}<//>`}
      <${Do} keys=${KEYS.guide} act=${async () => setOpen("guide")}>${t("guide_and_notice")}<//>
      <${Do} keys=${KEYS.notices} act=${async () => setOpen("notices")}>${t("notices")}<//>
      <${Do} keys=${KEYS.issue} act=${async () => setOpen("issue")}>${t("issue_for")}<//>
    </div>`}`;
}

/** What the visitor chose at the kiosk. */
function Item({ id, setOpen }) {
  const content = useContent();
  const guide = content && content.guides.find((each) => each.id === id);
  return guide ? html`<p><button type="button" class="quiet item" lang=${nameOf(guide).lang} onClick=${() => setOpen("guide")}>${nameOf(guide).text}</button></p>` : null;
}

function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
}
