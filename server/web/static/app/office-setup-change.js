// What a deed made of the set-up: each value before and after. Knows the call, no part.
import { Ask, html } from "./parts.js";
import { Empty, Zh, moment, useAnswer, wordsFor } from "./office-parts.js";
import { wordOf } from "./office-setup-value.js";
import { language, t } from "./words.js";

export function Change({ page, deed, leave }) {
  const { answer, wrong } = useAnswer(page, "/audit/" + deed.seq + "/set-up", 0, "");
  return html`<${Ask} title=${t("audit_change_of", { seq: deed.seq })} done=${async () => undefined} leave=${leave} kind="wide form">
    <p class="small">${moment(page.live, deed.at)} · ${deed.actor.slice(deed.actor.indexOf(":") + 1)} · ${wordsFor("did_", deed.command)}</p>
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${answer && answer.is_first && html`<${Empty}>${t("audit_change_first")}<//>`}
    ${answer && !answer.is_first && !answer.differences.length && html`<${Empty}>${t("audit_change_none")}<//>`}
    ${answer && answer.differences.length > 0 && html`<div class="scroll"><table class="table differences"><thead><tr><th scope="col">${t("change_where")}</th><th scope="col">${t("change_before")}</th><th scope="col">${t("change_after")}</th></tr></thead>
      <tbody>${answer.differences.map((each, at) => html`<tr key=${at}><th scope="row">${language === "en" ? each.part_title_en : each.part_title}${each.record && html` · <${Zh}>${each.record}<//>`}${each.title && html`<br /><small>${language === "en" ? each.title_en : each.title}</small>`}</th>
        ${each.deed === "changed" ? html`<td><${Shown} value=${each.before} kind="del" /></td><td><${Shown} value=${each.after} kind="ins" /></td>` : html`<td colspan="2">${t("change_" + each.deed)}</td>`}</tr>`)}</tbody></table></div>`}
    ${answer && answer.more > 0 && html`<p class="small">${t("audit_change_more", { n: answer.more })}</p>`}
  <//>`;
}

function Shown({ value, kind }) {
  if (value === null || value === "" || value === false) { return html`<span class="quiet-text">–</span>`; }
  const words = value === true ? t("yes") : Array.isArray(value) ? value.map(wordOf).join(t("comma")) : String(wordOf(value));
  return html`<${Zh}>${kind === "ins" ? html`<ins>${words}</ins>` : html`<del>${words}</del>`}<//>`;
}
