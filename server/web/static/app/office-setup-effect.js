// What a change would make of the hall as it is now, as the server computes it. Compares two columns, nothing else.
import { act } from "./api.js";
import { hooks, html } from "./parts.js";
import { language, t } from "./words.js";

/** A button, and behind it the hall now beside the hall after the change. `changes()` is asked when it is pressed. */
export function Effect({ changes }) {
  const [found, setFound] = hooks.useState(null);
  const [wrong, setWrong] = hooks.useState("");
  const [busy, setBusy] = hooks.useState(false);
  const look = async () => {
    setBusy(true);
    setWrong("");
    try {
      setFound(await act("/set-up/preview", { changes: changes() }));
    } catch (error) {
      setFound(null);
      const problems = (error.said && error.said.problems) || [];
      setWrong(problems.length ? problems.map((each) => each.text).join("；") : error.message || t("away_act"));
    }
    setBusy(false);
  };
  return html`<section class="effect" aria-label=${t("effect")}><div class="row"><b>${t("effect")}</b><small class="grow">${t("effect_what")}</small><button type="button" class="quiet" aria-busy=${busy} onClick=${look}>${t("effect_look")}</button></div>
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${found && html`<${Found} found=${found} />`}</section>`;
}

function Found({ found }) {
  const services = found.services.filter((each) => differs(each.before, each.after) || differs(each.green_before, each.green_after));
  const counters = found.counters.filter((each) => each.before.join() !== each.after.join());
  const isSame = !services.length && !counters.length && !found.moved && String(found.hours_before) === String(found.hours_after) && String(found.days_before) === String(found.days_after);
  if (isSame) { return html`<p class="quiet-text" role="status">${t("effect_none", { waiting: found.waiting })}</p>`; }
  return html`<div role="status">
    ${found.moved > 0 && html`<p>${t("effect_moved", { n: found.moved, waiting: found.waiting })}</p>`}
    ${String(found.hours_before) !== String(found.hours_after) && html`<p>${t("effect_hours")} <${Turn} before=${found.hours_before.join(" ") || t("not_today")} after=${found.hours_after.join(" ") || t("not_today")} /></p>`}
    ${String(found.days_before) !== String(found.days_after) && html`<p>${t("effect_days")} <${Turn} before=${days(found.days_before)} after=${days(found.days_after)} /></p>`}
    ${counters.length > 0 && html`<table class="table"><thead><tr><th scope="col">${t("effect_order")}</th><th scope="col">${t("effect_now")}</th><th scope="col">${t("effect_then")}</th></tr></thead>
      <tbody>${counters.map((each) => html`<tr key=${each.counter_id}><th scope="row">${t("counter_no", { number: each.number })}</th><td>${each.before.join(" → ") || "–"}</td><td><${Marked} before=${each.before} after=${each.after} /></td></tr>`)}</tbody></table>`}
    ${services.length > 0 && html`<table class="table"><thead><tr><th scope="col">${t("effect_waits")}</th><th scope="col">${t("class_ordinary")}</th><th scope="col">${t("class_green")}</th></tr></thead>
      <tbody>${services.map((each) => html`<tr key=${each.service_id}><th scope="row">${language === "en" ? each.name_en : each.name}</th><td><${Turn} before=${range(each.before)} after=${range(each.after)} /></td><td><${Turn} before=${range(each.green_before)} after=${range(each.green_after)} /></td></tr>`)}</tbody></table>`}
  </div>`;
}

const differs = (one, other) => range(one) !== range(other);
const range = (wait) => (wait ? Math.round(wait.p50_minutes) + "–" + Math.round(wait.p90_minutes) : t("nobody_serves"));
const days = (found) => (found.length ? found.join(" – ") : t("effect_no_days"));

function Turn({ before, after }) {
  return before === after ? html`<span>${after}</span>` : html`<span class="turn"><del>${before}</del> <ins>${after}</ins></span>`;
}

function Marked({ before, after }) {
  return after.length ? after.map((each, at) => html`${at ? " → " : ""}${before[at] === each ? each : html`<ins key=${each}>${each}</ins>`}`) : "–";
}
