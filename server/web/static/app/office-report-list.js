// The tickets behind a figure, and everything that happened to one of them. Knows the two calls.
import { ask } from "./api.js";
import { Ask, Do, hooks, html } from "./parts.js";
import { Save } from "./office-report-save.js";
import { Empty, moment, wordsFor } from "./office-parts.js";
import { t } from "./words.js";

export function Tickets({ page, listed, say, leave }) {
  const [found, setFound] = hooks.useState(null);
  const [before, setBefore] = hooks.useState("");
  const [story, setStory] = hooks.useState(null);
  const query = listed.query + "&what=" + listed.what;
  const attempt = async (work) => {
    try { await work(); } catch (error) { page.over(error); page.say("wrong", error.message || t("away_act")); leave(); }
  };
  const more = (kept, from) => attempt(async () => {
    const answer = await ask("/reports/tickets?" + query + (from ? "&before=" + from : ""));
    setFound(kept.concat(answer.tickets));
    setBefore(answer.before);
  });
  hooks.useEffect(() => { more([], ""); }, [query]);
  const open = (id) => attempt(async () => setStory(await ask("/reports/tickets/" + id)));
  const what = wordsFor(listed.what.startsWith("level_") ? "" : "f_", listed.what);
  if (story) { return html`<${Ask} kind="wide tall list" title=${t("facts_title", { number: story.ticket.number })} leave=${leave} done=${leave}><${Story} ...${{ page, story, say }} back=${() => setStory(null)} /><//>`; }
  return html`<${Ask} kind="wide tall list" title=${t("list_title", { what, where: listed.where })} leave=${leave} done=${leave}>
    ${found && !found.length && html`<${Empty}>${t("list_none")}<//>`}
    ${found && found.length > 0 && html`<table class="table"><thead><tr>${["number", "by_service", "by_counter", "clerk", "list_issued", "list_called", "list_waited", "list_serving", "list_state", "list_level"].map((each) => html`<th key=${each} scope="col" class=${each === "list_waited" || each === "list_serving" ? "figure" : ""}>${t(each)}</th>`)}</tr></thead>
      <tbody>${found.map((each) => html`<tr key=${each.ticket_id + "." + each.turn}><th scope="row"><button type="button" class="link" onClick=${() => open(each.ticket_id)}>${each.number || each.ticket_id}</button></th><td>${say("service", each.service_id)}</td><td>${each.counter_id ? say("counter", String(each.counter_id)) : "–"}</td><td>${each.clerk || "–"}</td><td class="clock">${each.issued_at ? moment(page.live, each.issued_at).slice(0, 11) : "–"}</td><td class="clock">${each.called_at ? moment(page.live, each.called_at).slice(6, 11) : "–"}</td><td class="figure">${between(each.issued_at, each.called_at)}</td><td class="figure">${between(each.started_at, each.finished_at)}</td><td>${each.outcome ? wordsFor("end_", each.outcome) : each.state ? t("state_" + endOf(each)) : "–"}</td><td>${each.level ? t("level_" + each.level) : "–"}</td></tr>`)}</tbody></table>`}
    <p class="row">${before && html`<${Do} act=${() => more(found, before)}>${t("older")}<//>`}<span class="grow"></span>${found && found.length > 0 && html`<${Save} page=${page} query=${query} path="/reports/tickets" ending="xlsx" name=${"tickets-" + listed.what} word="list_file" />`}</p>
  <//>`;
}

/** Whom the end of the day closed after a call in vain did not come. */
const endOf = (each) => (each.state === "closed_unserved" && each.called_at && !each.started_at ? "no_show" : each.state);

/** Minutes from one moment to another. */
function between(from, to) {
  return from && to ? Math.max(0, (Date.parse(to) - Date.parse(from)) / 60000).toFixed(1) : "–";
}

function Story({ page, story, say, back }) {
  const about = (each) => [each.counter_id && say("counter", String(each.counter_id)), each.service_id && say("service", each.service_id), each.level && t("level_" + each.level)].filter(Boolean).join(" · ");
  const who = (actor) => { const name = actor.slice(actor.indexOf(":") + 1); return name === "hall" || name === "console" ? t("actor_" + name) : name || wordsFor("role_", actor.slice(0, actor.indexOf(":"))); };
  return html`<p class="small">${t("facts_lead")} ${story.ticket.business_day} · ${say("service", story.ticket.service_id)} · ${t("class_" + story.ticket.ticket_class)}</p>
    <table class="table story"><thead><tr><th scope="col">${t("time")}</th><th scope="col">${t("fact_what")}</th><th scope="col">${t("audit_about")}</th><th scope="col">${t("audit_who")}</th><th scope="col" class="figure">${t("fact_seq")}</th></tr></thead>
      <tbody>${story.facts.map((each, n) => html`<tr key=${n}><td class="clock">${moment(page.live, each.at)}</td><th scope="row">${wordsFor("ev_", each.fact)}</th><td>${about(each)}${(each.text || each.reasons.length > 0) && html`<div class="said-text" lang="zh-CN">${each.reasons.concat(each.text || []).join("；")}</div>`}</td><td>${who(each.actor)}</td><td class="figure quiet-text">${each.seq}</td></tr>`)}</tbody></table>
    <p class="row steps"><button type="button" class="quiet" onClick=${back}>${t("back_to_list")}</button></p>`;
}
