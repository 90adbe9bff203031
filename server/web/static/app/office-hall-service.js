// The queue of each service, and stopping or resuming its tickets for the day. Knows no rule.
import { act } from "./api.js";
import { Ask, Field, hooks, html } from "./parts.js";
import { Zh } from "./office-parts.js";
import { zh } from "./words-hall.js";
import { named, t } from "./words.js";

const REASONS = ["close_why_system", "close_why_power", "close_why_full", "close_why_staff"];

export function Queues({ queues, say }) {
  const [open, setOpen] = hooks.useState("");
  const asked = queues.find((each) => each.service.id === open);
  return html`<section class="panel queues"><h2>${t("queues")} <small title=${t("estimate_what")}>${t("queue_units")}</small></h2><table class="table">
    <thead><tr><th scope="col">${t("to_service")}</th><th scope="col" class="figure">${t("queue")}</th><th scope="col" class="figure">${t("longest")}</th><th scope="col" class="figure">${t("estimate")}</th><th scope="col" class="figure">${t("open_for_it")}</th></tr></thead>
    <tbody>${queues.map((each) => html`<${Row} key=${each.service.id} ...${each} press=${() => setOpen(each.service.id)} />`)}</tbody></table>
    ${asked && html`<${Service} ...${asked} say=${say} leave=${() => setOpen("")} />`}</section>`;
}

function Row({ service, longest, open, count, press }) {
  const estimate = service.estimate && Math.round(service.estimate.p50_minutes) + "–" + Math.round(service.estimate.p90_minutes);
  return html`<tr class=${service.closed ? "stopped" : ""}>
    <th scope="row"><button type="button" class="name" title=${named(service)} onClick=${press}>${named(service)}</button>
      ${service.closed ? html` <span class="chip bad">${t("stopped")}</span>` : !service.offered && html` <small>${t("not_today")}</small>`}</th>
    <td class="figure"><b>${count}</b></td>
    <td class="figure">${longest === null ? "–" : longest}</td>
    <td class="figure">${estimate || "–"}</td>
    <td class="figure">${open || (count ? html`<span class="chip bad">${t("nobody_serves")}</span>` : "0")}</td>
  </tr>`;
}

/** What may be done about one service: stop its tickets with a reason, or let them go on. */
function Service({ service, open, count, say, leave }) {
  const [reason, setReason] = hooks.useState(service.closed || "");
  const close = async () => {
    await act("/services/" + service.id + "/close", { reason });
    say("fine", t("service_closed", { name: named(service) }));
  };
  const resume = async () => {
    await act("/services/" + service.id + "/open");
    say("fine", t("service_opened", { name: named(service) }));
  };
  const facts = [["queue", t("n_waiting", { n: count })], ["open_for_it", open], ["tickets_left", service.remaining === null ? t("no_cap") : service.remaining]];
  if (service.closed) { facts.push(["stopped_because", html`<${Zh}>${service.closed}<//>`]); }
  return html`<${Ask} title=${t("service_title", { name: named(service) })} done=${service.closed ? resume : close} leave=${leave} go=${service.closed ? t("open_service") : t("close_service")}>
    <dl class="facts">${facts.map(([key, value]) => html`<div key=${key}><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl>
    ${!service.closed && html`<p class="small gap">${t("close_service_what")}</p>
      <${Field} label=${t("close_why")} hint=${t("close_why_hint")}><input name="reason" required maxlength="60" value=${reason} onInput=${(event) => setReason(event.target.value)} autocomplete="off" /><//>
      <div class="row" role="group" aria-label=${t("close_why")}>${REASONS.map((each) => html`<button key=${each} type="button" class="quiet" onClick=${() => setReason(zh[each])}>${t(each)}</button>`)}</div>`}
  <//>`;
}
