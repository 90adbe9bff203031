// How well the promised waiting times held, by service and for any days. Knows the call of the report.
import { ask } from "./api.js";
import { Field, hooks, html } from "./parts.js";
import { Empty } from "./office-parts.js";
import { named, t } from "./words.js";

const DAY_MS = 86400000;
const MOST_DAYS = 366;

export function Reports(page) {
  const { live, over } = page;
  const today = live.hall.hall.business_day || new Date(live.now()).toISOString().slice(0, 10);
  const weekAgo = new Date(Date.parse(today) - 6 * DAY_MS).toISOString().slice(0, 10);
  const [report, setReport] = hooks.useState(null);
  const [wrong, setWrong] = hooks.useState("");
  const look = async (first, last) => {
    setWrong("");
    const days = (Date.parse(last) - Date.parse(first)) / DAY_MS;
    if (days < 0 || days > MOST_DAYS) { setWrong(t("report_days", { n: MOST_DAYS })); return; }
    try {
      setReport(await ask("/reports/estimates?first=" + first + "&last=" + last));
    } catch (error) {
      over(error);
      setWrong(error.message || t("away_act"));
    }
  };
  hooks.useEffect(() => { look(weekAgo, today); }, []);
  const submit = (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    return look(fields.get("first"), fields.get("last"));
  };
  return html`<section class="panel part"><h2>${t("report_estimates")}</h2><p class="small lead">${t("report_lead")}</p>
    <form class="filter" onSubmit=${submit}>
      <${Field} label=${t("first_day")}><input type="date" name="first" required defaultValue=${weekAgo} max=${today} /><//>
      <${Field} label=${t("last_day")}><input type="date" name="last" required defaultValue=${today} max=${today} /><//>
      <button type="submit" class="strong">${t("show")}</button>
    </form>
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${report && !report.services.length && html`<${Empty}>${t("report_none")}<//>`}
    ${report && report.services.length > 0 && html`<${Table} live=${live} services=${report.services} />`}
  </section>`;
}

function Table({ live, services }) {
  const nameOf = (id) => { const found = live.hall.waiting.find((each) => each.service_id === id); return found ? named(found) : id; };
  const share = (part) => Math.round(part * 100) + "%";
  return html`<table class="table"><thead><tr><th scope="col">${t("to_service")}</th>${["report_tickets", "report_mae", "report_me", "report_within", "report_above"].map((each) => html`<th key=${each} scope="col" class="figure">${t(each)}</th>`)}</tr></thead>
    <tbody>${services.map((each) => html`<tr key=${each.service_id}><th scope="row">${nameOf(each.service_id)}</th><td class="figure">${each.tickets}</td><td class="figure">${each.mean_absolute_error.toFixed(1)}</td><td class="figure">${(each.mean_error > 0 ? "+" : "") + each.mean_error.toFixed(1)}</td><td class="figure">${share(each.within)}</td><td class="figure">${share(each.above)}</td></tr>`)}</tbody></table>`;
}
