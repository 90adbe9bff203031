// 流程时限表 of each counter: how much of what it handles is public, and what is missing. Knows one call.
import { html } from "./parts.js";
import { useAnswer } from "./office-parts.js";
import { Own } from "./office-catalogue-piece.js";
import { named, t } from "./words.js";

export function Filing(page) {
  const { answer } = useAnswer(page, "/catalogue/filing", 0, "");
  if (!answer) { return null; }
  return html`<section class="panel part wide"><p class="small"><a href="#catalogue">← ${t("to_list")}</a></p>
    <h2>${t("filing")}</h2><p class="small lead">${t("filing_lead")}</p>
    ${answer.counters.map((each) => html`<details key=${each.counter_id} class="filing"><summary><span class="badge small">${each.number}</span> <b><${Own} text=${named(each)} /></b>
        <span class=${"chip " + (each.unfiled.length ? "paused" : each.published ? "open" : "closed")}>${t(each.unfiled.length ? "filing_lacks" : each.published ? "filing_whole" : "filing_none", { n: each.unfiled.length })}</span>
        <span class="small">${t("filing_published", { n: each.published })}</span></summary>
      <ul class="lines">${each.unfiled.map((item) => html`<li key=${item.id}><code>${item.id}</code><a class="grow" href=${"#catalogue/item/" + item.id}><${Own} text=${named(item)} /></a><span class="small">${t("filing_missing", { blocks: item.missing.map((key) => t("block_" + key)).join(t("comma")) })}</span></li>`)}</ul></details>`)}</section>`;
}
