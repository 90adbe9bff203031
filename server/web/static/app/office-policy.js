// Every rule the hall may set: what it is set to, what it would be otherwise, what it means. Read only; the hall file changes it.
import { html } from "./parts.js";
import { Zh, useAnswer } from "./office-parts.js";
import { language, t } from "./words.js";

export function Policy(page) {
  const { answer, wrong } = useAnswer(page, "/policy", 0, page.live.hall.rev);
  const parameters = answer ? answer.parameters : [];
  const changed = parameters.filter((each) => each.value !== each.default).length;
  return html`<section class="panel part"><h2>${t("page_policy")}</h2>
    <p class="small lead">${t("policy_lead")} <a href="#set-up/file">${t("part_file")}</a></p>
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${answer && html`<p class="small">${t("policy_changed", { n: changed, all: parameters.length })}</p>`}
    <table class="table policy"><thead><tr><th scope="col">${t("parameter")}</th><th scope="col">${t("value")}</th><th scope="col">${t("default")}</th><th scope="col">${t("meaning")}</th></tr></thead>
      <tbody>${parameters.map((each) => html`<tr key=${each.key} class=${each.value === each.default ? "" : "changed"}>
        <th scope="row"><${Zh}>${each.title}${each.hint && html`<small>（${each.hint}）</small>`}<//><br /><code>${each.key}</code></th>
        <td><b>${shown(each.value)}</b>${each.value !== each.default && html`<br /><span class="chip">${t("set_here")}</span>`}</td>
        <td>${shown(each.default)}</td>
        <td>${language === "en" ? marked(each.meaning_en) : marked(each.meaning)}</td></tr>`)}</tbody></table>
  </section>`;
}

const shown = (value) => (value === "" ? t("none") : html`<${Zh}>${value}<//>`);

/** The words between backticks are those of the hall file. */
const marked = (text) => text.split("`").map((each, at) => (at % 2 ? html`<code>${each}</code>` : each));
