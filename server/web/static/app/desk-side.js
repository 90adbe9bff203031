// The side of the clerk's page: what needs somebody now, who waits, who is put aside, today's figures, colleagues.
import { act } from "./api.js";
import { zhOnly } from "./desk-content.js";
import { DID } from "./desk-last.js";
import { Facts, why } from "./desk-visit.js";
import { Ask, Do, hooks, html } from "./parts.js";
import { language, named, t } from "./words.js";

/** Each alert in words, and what can be done about it from here. */
export function Alerts({ alerts, look, attempt, counter, ticket, carry }) {
  const [released, setReleased] = hooks.useState(null);
  if (!alerts.length && !released) { return null; }
  const call = (each) => carry(() => act("/counters/" + counter.id + "/call", { ticket_id: each.ticket_id }), "", (answer) => DID.called(answer.ticket));
  const give = (each) => attempt(() => act("/kiosks/" + each.kiosk + "/help-given"), t("help_is_given")).then(look);
  const isFree = !ticket && counter.state === "open";
  const remedy = (each) => ({
    waiting_long: isFree && html`<${Do} kind="quiet" act=${() => call(each)} title=${t("call_this")}>${t("call")}<//>`,
    slip_failed: html`<${Do} kind="quiet" act=${async () => setReleased(each)}>${t("release")}<//>`,
    help_wanted: html`<${Do} kind="quiet" act=${() => give(each)}>${t("help_given")}<//>`
  }[each.code]);
  return html`<section class="panel alerts" role="region" aria-label=${t("alerts")}><ul>${alerts.map((each) => html`<li key=${each.code + (each.number || each.name || each.kiosk || each.counter_number)}>
      <span class="grow">${t("alert_" + each.code, each)}${(each.name || each.detail) && html` <small lang=${zhOnly()}>${[each.name, each.detail].filter(Boolean).join(t("colon"))}</small>`}</span>${remedy(each)}</li>`)}</ul></section>
    ${released && html`<${Release} each=${released} leave=${() => setReleased(null)} look=${look} />`}`;
}

/** A slip that did not print: made callable, once somebody made sure that the visitor knows the number. */
function Release({ each, leave, look }) {
  const done = async () => {
    await act("/tickets/" + each.ticket_id + "/release");
    look();
  };
  return html`<${Ask} title=${t("release_title", { number: each.number })} done=${done} leave=${leave} go=${t("release")}><p>${t("release_sure")}</p><p class="small">${t("release_reprint")}</p><//>`;
}

export function Queue({ live, counter, queue, carry, ticket }) {
  const call = (each) => carry(() => act("/counters/" + counter.id + "/call", { ticket_id: each.id }), "", (answer) => DID.called(answer.ticket));
  const isFree = !ticket && counter.state === "open";
  return html`<section class="panel waiting"><h2>${t("queue")} <span class="count">${queue.total}</span></h2>
    <ol class="queue">${queue.map((each, place) => html`<li key=${each.id} title=${why(each, live)}>
      <b>${each.number}</b><span class="grow small brief"><${Facts} ticket=${each} live=${live} brief />${each.bound_to === counter.id && html` <span class="chip">${t("bound_here")}</span>`}</span>
      ${isFree && html`<${Do} kind="quiet" keys=${String(place + 1)} act=${() => call(each)} title=${t("call_this")}>${t("call")}<//>`}
    </li>`)}</ol>
    ${!queue.length && html`<p class="quiet-text">${t("nobody_waits")}</p>`}
  </section>`;
}

/** What is put aside here, and who was passed a moment ago: both can come back. */
export function Held({ live, counter, attempt, ticket }) {
  const all = Array.from(live.hall.tickets.values());
  const held = all.filter((each) => each.state === "held" && each.counter_id === counter.id);
  const passed = all.filter((each) => each.state === "no_show" && counter.services.includes(each.service_id)).slice(-3);
  if (!held.length && !passed.length) { return null; }
  const resume = (each) => attempt(() => act("/tickets/" + each.id + "/resume"));
  const reinstate = (each) => attempt(() => act("/tickets/" + each.id + "/reinstate"), t("reinstated", { number: each.number }));
  return html`<section class="panel"><h2>${t("put_aside")}</h2><ol class="queue">
    ${held.map((each) => html`<li key=${each.id}><b>${each.number}</b><span class="grow small" lang=${zhOnly()}>${each.hold_reason}</span><${Do} kind="quiet" disabled=${Boolean(ticket)} act=${() => resume(each)}>${t("resume")}<//></li>`)}
    ${passed.map((each) => html`<li key=${each.id}><b>${each.number}</b><span class="grow small">${t("passed_short")}</span><${Do} kind="quiet" act=${() => reinstate(each)}>${t("reinstate")}<//></li>`)}
  </ol></section>`;
}

export function Today({ today }) {
  if (!today) { return null; }
  const figures = [["served", today.served], ["passed_count", today.no_shows], ["mean_minutes", today.mean_minutes === null ? "–" : Math.round(today.mean_minutes)], ["satisfied", today.evaluated ? Math.round((100 * today.satisfied) / today.evaluated) + "%" : "–"]];
  return html`<section class="today" role="region" aria-label=${t("today")}><h2>${t("today")}</h2><dl class="figures">${figures.map(([key, value]) => html`<div key=${key}><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

/** Colleagues at work: whom they called just now. */
export function Colleagues({ live, counter }) {
  const others = live.hall.counters.filter((each) => each.id !== counter.id && each.state !== "closed");
  if (!others.length) { return null; }
  const doing = (each) => (each.current ? t("doing_" + each.current.state) : t("short_" + each.state));
  return html`<section class="panel colleagues"><h2>${t("colleagues")}</h2><ul class="others">${others.map((each) => html`<li key=${each.id}>
    <span class="badge small">${each.number}</span><span class="grow">${named(each)}${each.clerk && html` <small lang=${language === "en" ? "zh-CN" : undefined}>${each.clerk}</small>`}</span><small>${doing(each)}</small>${each.current && html`<b>${each.current.number}</b>`}</li>`)}</ul></section>`;
}
