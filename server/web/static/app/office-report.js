// Reports: what any days came to, whole or for one service, counter, clerk or class. Knows the calls; adds nothing up.
import { ask } from "./api.js";
import { Field, hooks, html } from "./parts.js";
import { Chart, CHARTS } from "./office-report-chart.js";
import { Tickets } from "./office-report-list.js";
import { Save } from "./office-report-save.js";
import { Large, Opinions, Sets, Table } from "./office-report-table.js";
import { Empty } from "./office-parts.js";
import { named, t } from "./words.js";

const DAY_MS = 86400000;
const MOST_DAYS = 3660;
const AXES = ["service", "counter", "clerk", "class"];
const PARAMETER = { service: "service_id", counter: "counter_id", clerk: "clerk", class: "class" };

export function Reports(page) {
  const { live, place } = page;
  const today = live.hall.hall.business_day || new Date(live.now()).toISOString().slice(0, 10);
  const first = place[1] || today;
  const last = place[2] || today;
  const only = AXES.includes(place[3]) && place[4] ? { axis: place[3], key: decodeURIComponent(place[4]) } : null;
  const [by, setBy] = hooks.useState("service");
  const [set, setSet] = hooks.useState("times");
  const [listed, setListed] = hooks.useState(null);
  const shownBy = only && only.axis === by ? AXES.find((axis) => axis !== only.axis) : by;
  const trends = first === last ? ["hour"] : days(first, last) > 62 ? ["month", "weekday", "hour"] : ["day", "weekday", "hour"];
  const [trend, setTrend] = hooks.useState("");
  const shownTrend = trends.includes(trend) ? trend : trends[0];
  const query = queryOf(first, last, only);
  const course = useReport(page, query + "&by=" + shownTrend);
  const parts = useReport(page, query + "&by=" + shownBy);
  const say = namesOf(live);
  const go = (from, to, what) => { location.hash = "#" + ["reports", from, to].concat(what ? [what.axis, encodeURIComponent(what.key)] : []).join("/"); };
  const wrong = course.wrong || parts.wrong;
  const whole = course.answer && course.answer.total;
  const list = (what, more) => setListed({ what, query: queryOf(first, last, more || only), where: (more || only) ? say((more || only).axis, (more || only).key) : t("report_whole") });
  return html`<div class="reports">
    <${Period} ...${{ today, first, last, only, go, say, page, query }} />
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${course.answer && course.answer.missing.length > 0 && html`<p class="warning" role="status">${t("report_missing", { n: course.answer.missing.length })}</p>`}
    ${whole && html`<${Large} report=${course.answer} list=${list} only=${only} />`}
    ${whole && whole.tickets + whole.calls === 0 && html`<section class="panel"><${Empty}>${t("report_nothing")}<//></section>`}
    ${whole && whole.tickets + whole.calls > 0 && html`<div class="report-halves">
      <section class="panel"><div class="panel-head"><h2>${t("trend")}</h2><${Choice} label="trend" names=${trends} prefix="by_" now=${shownTrend} choose=${setTrend} /></div>
        <div class="charts">${CHARTS.map((each) => html`<${Chart} key=${each.what} chart=${each} report=${course.answer} say=${say} />`)}</div>
        <details><summary>${t("as_table")}</summary><div class="wide-table"><${Table} report=${course.answer} set=${set} say=${say} list=${null} /></div></details></section>
      <section class="panel opinions"><h2>${t("opinions")}</h2><${Opinions} report=${course.answer} list=${list} /></section></div>
      <section class="panel breakdown"><div class="panel-head"><h2>${t("breakdown")}</h2><${Choice} label="breakdown" names=${AXES.filter((each) => !only || only.axis !== each)} prefix="by_" now=${shownBy} choose=${setBy} /><span class="grow"></span><${Choice} label="figures_of" names=${Sets} prefix="set_" now=${set} choose=${setSet} /></div>
        ${parts.answer && parts.answer.by === shownBy && html`<div class="wide-table"><${Table} report=${parts.answer} set=${set} say=${say} list=${only ? null : (what, key) => list(what, { axis: shownBy, key })} only=${only ? null : (key) => go(first, last, { axis: shownBy, key })} /></div>`}
      <p class="small notes">${t("report_notes")}</p></section>`}
    ${listed && html`<${Tickets} ...${{ page, listed, say }} leave=${() => setListed(null)} />`}
  </div>`;
}

function queryOf(first, last, only) {
  const words = new URLSearchParams({ first, last });
  if (only) { words.set(PARAMETER[only.axis], only.key); }
  return words.toString();
}

const days = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1;
const moved = (day, by) => new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10);

/** An answer that belongs to its question: while another is asked, the old one stands. */
function useReport(page, query) {
  const [found, setFound] = hooks.useState({ answer: null, wrong: "" });
  hooks.useEffect(() => {
    let isOver = false;
    ask("/reports/figures?" + query).then(
      (answer) => { if (!isOver) { setFound({ answer, wrong: "" }); } },
      (error) => { page.over(error); if (!isOver) { setFound((old) => ({ answer: old.answer, wrong: error.message || t("away_act") })); } }
    );
    return () => { isOver = true; };
  }, [query]);
  return found;
}

/** What a key of an axis is called. */
function namesOf(live) {
  const service = (id) => { const found = live.hall.waiting.find((each) => each.service_id === id); return found ? named(found) : id; };
  const counter = (id) => { const found = live.hall.counters.find((each) => String(each.id) === String(id)); return t("counter_no", { number: found ? found.number : id }); };
  return (axis, key) => {
    if (axis === "service") { return service(key); }
    if (axis === "counter") { return counter(key); }
    if (axis === "class") { return t("class_" + key); }
    if (axis === "hour") { return key.padStart(2, "0") + ":00"; }
    return axis === "weekday" ? t("day_" + key) : key;
  };
}

/** One of a few, as buttons. */
export function Choice({ label, names, prefix, now, choose }) {
  return html`<div class="choice-bar" role="group" aria-label=${t(label)}>${names.map((each) => html`<button key=${each} type="button" class="quiet" aria-pressed=${each === now} onClick=${() => choose(each)}>${t(prefix + each)}</button>`)}</div>`;
}

function Period({ today, first, last, only, go, say, page, query }) {
  const [wrong, setWrong] = hooks.useState("");
  const weekday = (new Date(Date.parse(today)).getUTCDay() + 6) % 7;
  const spans = { today: [today, today], yesterday: [moved(today, -1), moved(today, -1)], week: [moved(today, -weekday), today], month: [today.slice(0, 8) + "01", today], year: [today.slice(0, 5) + "01-01", today] };
  const submit = (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    const [from, to] = [fields.get("first"), fields.get("last")];
    const isWrong = !(days(from, to) >= 1 && days(from, to) <= MOST_DAYS);
    setWrong(isWrong ? t("report_days", { n: MOST_DAYS }) : "");
    if (!isWrong) { go(from, to, only); }
  };
  return html`<section class="panel period">
    <div class="choice-bar" role="group" aria-label=${t("period")}>${Object.keys(spans).map((each) => html`<button key=${each} type="button" class="quiet" aria-pressed=${spans[each][0] === first && spans[each][1] === last} onClick=${() => go(...spans[each], only)}>${t("period_" + each)}</button>`)}</div>
    <form class="filter" key=${first + last} onSubmit=${submit}>
      <${Field} label=${t("first_day")}><input type="date" name="first" required defaultValue=${first} max=${today} /><//>
      <${Field} label=${t("last_day")}><input type="date" name="last" required defaultValue=${last} max=${today} /><//>
      <button type="submit">${t("show")}</button>
    </form>
    ${only && html`<p class="only"><span class="chip">${t("report_only", { name: say(only.axis, only.key) })}</span><button type="button" class="quiet" onClick=${() => go(first, last, null)}>${t("report_all_again")}</button></p>`}
    <span class="grow"></span>
    <div class="files">${[["figures", "xlsx", "report_excel"], ["figures", "pdf", "report_pdf"], ["ledger", "xlsx", "report_ledger"]].map(([path, ending, word]) => html`<${Save} key=${word} page=${page} query=${query} path=${"/reports/" + path} ending=${ending} word=${word} name=${path + "-" + first + "-" + last} />`)}</div>
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
  </section>`;
}
