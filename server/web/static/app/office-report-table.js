// Figures large, in tables and as opinions. Knows what each figure is called and how it is written, no call.
import { html } from "./parts.js";
import { Empty } from "./office-parts.js";
import { known, t } from "./words.js";

const MINUTES = (value) => (value === null ? "–" : value.toFixed(1));
const WHOLE = (value) => (value === null ? "–" : value.toLocaleString("en-US"));
const SHARE = (value) => (value === null ? "–" : (value * 100).toFixed(1) + "%");
const SIGNED = (value) => (value === null ? "–" : (value > 0 ? "+" : "") + value.toFixed(1));
const HOURS = (value) => (value / 60).toFixed(1);
const part = (some, all) => (all ? Math.round((some / all) * 1000) / 10 + "%" : "–");

/** Columns of the table: word, value, how it is written, and what may be listed behind it. */
const COLUMNS = {
  times: [["f_tickets", "tickets", WHOLE, "tickets"], ["f_served", "served", WHOLE, "served"], ["f_wait_mean", "wait_mean", MINUTES], ["f_wait_p50", "wait_p50", WHOLE], ["f_wait_p90", "wait_p90", WHOLE], ["f_wait_longest", "wait_longest", WHOLE], ["f_wait_over", "wait_over", WHOLE, "wait_over"], ["f_response_mean", "response_mean", MINUTES], ["f_serving_mean", "serving_mean", MINUTES], ["f_idle", "idle", HOURS], ["f_paused", "paused", HOURS], ["f_served_per_hour", "served_per_hour", MINUTES]],
  counts: [["f_tickets", "tickets", WHOLE, "tickets"], ["f_finished", "finished", WHOLE, "finished"], ["f_no_show", "no_show", WHOLE, "no_show"], ["f_cancelled", "cancelled", WHOLE, "cancelled"], ["f_closed_unserved", "closed_unserved", WHOLE, "closed_unserved"], ["f_open", "open", WHOLE, "open"], ["f_calls", "calls", WHOLE, "calls"], ["f_missed", "missed", WHOLE, "missed"], ["f_transferred", "transferred", WHOLE, "transferred"], ["f_held", "held", WHOLE, "held"]],
  opinions: [["f_satisfied", "satisfied", SHARE], ...[0, 1, 2, 3, 4].map((n) => ["level_" + (5 - n), (figures) => figures.levels[n], WHOLE, "level_" + (5 - n)]), ["f_unrated", "unrated", WHOLE, "unrated"]],
  promises: [["report_tickets", "promised", WHOLE], ["report_mae", "promise_off", MINUTES], ["report_me", "promise_error", SIGNED], ["report_within", "promise_within", SHARE], ["report_above", "promise_above", SHARE]],
};
export const Sets = Object.keys(COLUMNS);
const IN_MINUTES = new Set(["f_wait_mean", "f_wait_p50", "f_wait_p90", "f_wait_longest", "f_response_mean", "f_serving_mean"]);
const IN_HOURS = new Set(["f_idle", "f_paused"]);
/** Only a counter is open, free or paused. */
const OF_COUNTERS = new Set(["f_idle", "f_paused", "f_served_per_hour"]);

const valueOf = (of, figures) => (typeof of === "function" ? of(figures) : figures[of]);

/** One line for each key. `list(what, key)` shows the tickets behind a number, `only(key)` the report of one key. */
export function Table({ report, set, say, list, only }) {
  const columns = COLUMNS[set].filter(([word]) => !(OF_COUNTERS.has(word) && (report.by === "service" || report.by === "class")));
  const cells = (figures, key) => columns.map(([word, of, written, what]) => {
    const value = valueOf(of, figures);
    const isLow = of === "satisfied" && value !== null && value < report.target;
    return html`<td key=${word} class=${"figure" + (isLow ? " low" : "")}>${list && what && value && key !== null ? html`<button type="button" class="link" aria-label=${say(report.by, key) + " " + t(word) + " " + written(value)} onClick=${() => list(what, key)}>${written(value)}</button>` : written(value)}</td>`;
  });
  return html`<table class="table report-table"><thead><tr><th scope="col">${t("by_" + report.by)}</th>${columns.map(([word]) => html`<th key=${word} scope="col" class="figure">${t(word)}${IN_MINUTES.has(word) && html`<small>${t("minutes")}</small>`}${IN_HOURS.has(word) && html`<small>${t("unit_hours")}</small>`}</th>`)}</tr></thead>
    <tbody>${report.lines.map((each) => html`<tr key=${each.key}><th scope="row">${only ? html`<button type="button" class="link" onClick=${() => only(each.key)}>${say(report.by, each.key)}</button>` : say(report.by, each.key)}</th>${cells(each.figures, each.key)}</tr>`)}</tbody>
    <tfoot><tr><th scope="row">${t("total")}</th>${cells(report.total, null)}</tr></tfoot></table>`;
}

/** What a manager looks at first. */
export function Large({ report, list, only }) {
  const { total, target, wait_limit } = report;
  const rated = total.levels.reduce((sum, n) => sum + n, 0);
  const isLow = total.satisfied !== null && total.satisfied < target;
  // A service or a class is never free: its counters are.
  const open = only && (only.axis === "service" || only.axis === "class") ? 0 : total.busy + total.idle;
  const boxes = [
    ["f_tickets", WHOLE(total.tickets), total.open ? t("f_open") + " " + total.open : t("f_cancelled") + " " + total.cancelled, "tickets"],
    ["f_finished", WHOLE(total.finished), t("of_tickets", { share: part(total.finished, total.tickets) }), "finished"],
    ["f_no_show", WHOLE(total.no_show), t("f_closed_unserved") + " " + total.closed_unserved, "no_show"],
    ["f_wait_mean", total.wait_mean === null ? "–" : t("in_minutes", { n: total.wait_mean.toFixed(1) }), total.wait_p90 === null ? "" : t("f_wait_p90") + " " + t("at_most", { n: total.wait_p90 }), ""],
    ["f_wait_over", WHOLE(total.wait_over), t("over_limit", { n: wait_limit }) + " · " + part(total.wait_over, total.waits), "wait_over", total.wait_over ? "amber" : ""],
    ["f_serving_mean", total.serving_mean === null ? "–" : t("in_minutes", { n: total.serving_mean.toFixed(1) }), total.served_per_hour === null || !open ? "" : t("per_hour", { n: total.served_per_hour.toFixed(1) }), ""],
    ["f_idle_share", part(total.idle, open), open ? t("of_open", { hours: HOURS(open) }) : "", ""],
    ["f_satisfied", SHARE(total.satisfied), rated ? t(isLow ? "below_target" : "target", { share: Math.round(target * 100) + "%" }) : t("target", { share: Math.round(target * 100) + "%" }), total.levels[3] + total.levels[4] ? "dissatisfied" : "", isLow ? "red" : total.satisfied === null ? "" : "green"],
  ];
  return html`<dl class="large">${boxes.map(([word, value, below, what, kind]) => html`<div key=${word} class=${"panel " + (kind || "")}><dt>${t(word)}</dt><dd>${what && value !== "0" && value !== "–" ? html`<button type="button" class="link" aria-label=${t(word) + " " + value} onClick=${() => list(what)}>${value}</button>` : value}</dd><dd class="below">${below}</dd></div>`)}</dl>`;
}

export function Opinions({ report, list }) {
  const { levels, reasons, channels, unrated } = report.total;
  const rated = levels.reduce((sum, n) => sum + n, 0);
  const most = Math.max(1, ...levels);
  if (!rated && !unrated) { return html`<${Empty}>–<//>`; }
  return html`<ul class="levels">${levels.map((n, place) => html`<li key=${place}><span>${t("level_" + (5 - place))}</span><svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect class=${place < 3 ? "good" : "bad"} width=${(n / most) * 100} height="12" rx="1" /></svg>${n ? html`<button type="button" class="link" aria-label=${t("level_" + (5 - place)) + " " + n} onClick=${() => list("level_" + (5 - place))}>${n}</button>` : html`<b>${n}</b>`}<small>${part(n, rated)}</small></li>`)}</ul>
    <p class="small">${t("of_rated", { n: rated, unrated })}</p>
    <h3>${t("reasons_given")}</h3>${reasons.length ? html`<ul class="reasons">${reasons.slice(0, 8).map((each) => html`<li key=${each.name}><span lang="zh-CN">${each.name}</span><b>${each.count}</b></li>`)}</ul>` : html`<p class="small">${t("no_reasons")}</p>`}
    ${channels.length > 0 && html`<h3>${t("channels_used")}</h3><ul class="reasons">${channels.map((each) => html`<li key=${each.name}><span>${known("channel_" + each.name) ? t("channel_" + each.name) : each.name}</span><b>${each.count}</b></li>`)}</ul>`}`;
}
