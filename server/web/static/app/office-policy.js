// Every rule the hall may set: what it is set to, what it would be otherwise, what it means; changed one at a time, with its effect tried first.
import { Ask, hooks, html } from "./parts.js";
import { Zh, useAnswer } from "./office-parts.js";
import { Effect } from "./office-setup-effect.js";
import { useChange } from "./office-setup-form.js";
import { useParts } from "./office-setup-part.js";
import { Value, titleOf, toTyped, toValue } from "./office-setup-value.js";
import { language, t } from "./words.js";

// In the order a manager looks for them; one that is named nowhere stands in the last group.
const GROUPS = [
  ["policy_order", ["green_bonus", "booking_bonus", "urgent_bonus", "max_run", "green_reasons"]],
  ["policy_call", ["call_max", "reactivate_after", "hold_minutes", "late_limit"]],
  ["policy_closing", ["closing_guard", "close_grace", "walk_up_prefix", "late_evaluation_days"]],
  ["policy_booking", ["booking_ahead_days", "booking_horizon_days", "booking_cancel_minutes", "booking_per_day"]],
  ["policy_offline", ["offline_minutes", "offline_max", "offline_prefix", "offline_fallback"]],
  ["policy_voice", ["voice_languages", "voice_hours"]]
];

export function Policy(page) {
  const isAdmin = page.session.role === "admin";
  const { edition, parts, again } = useParts(page, ["policy", "services"]);
  const { answer, wrong } = useAnswer(page, "/policy", 0, edition);
  const [open, setOpen] = hooks.useState(null);
  const parameters = answer ? answer.parameters : [];
  const changed = parameters.filter((each) => each.value !== each.default).length;
  const named = GROUPS.flatMap(([, keys]) => keys);
  const groups = GROUPS.concat([["policy_more", parameters.map((each) => each.key).filter((key) => !named.includes(key))]]);
  return html`<section class="panel part"><h2>${t("page_policy")}</h2>
    <p class="small lead">${t(isAdmin ? "policy_lead_admin" : "policy_lead_read")}</p>
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${answer && html`<p class="small">${t("policy_changed", { n: changed, all: parameters.length })}</p>`}
    ${answer && parts && groups.map(([group, keys]) => html`<${Group} key=${group} group=${group} parameters=${keys.map((key) => parameters.find((each) => each.key === key)).filter(Boolean)} part=${parts.policy} isAdmin=${isAdmin} open=${setOpen} />`)}
    ${open && parts && html`<${Change} key=${open.key} page=${page} parameter=${open} part=${parts.policy} services=${parts.services} edition=${edition} again=${again} leave=${() => setOpen(null)} />`}
  </section>`;
}

function Group({ group, parameters, part, isAdmin, open }) {
  if (!parameters.length) { return null; }
  return html`<h3 id=${group}>${t(group)}</h3><table class="table policy" aria-labelledby=${group}><thead><tr><th scope="col">${t("parameter")}</th><th scope="col">${t("value")}</th><th scope="col">${t("default")}</th><th scope="col">${t("meaning")}</th>${isAdmin && html`<th scope="col" class="figure"><span class="unseen">${t("deed")}</span></th>`}</tr></thead>
    <tbody>${parameters.map((each) => html`<tr key=${each.key} class=${each.value === each.default ? "" : "changed"}>
      <th scope="row">${nameOf(part, each)}<br /><code>${each.key}</code></th>
      <td><b>${shown(each.value)}</b>${each.value !== each.default && html`<br /><span class="chip">${t("set_here")}</span>`}</td>
      <td>${shown(each.default)}</td>
      <td>${meaning(each)}</td>
      ${isAdmin && html`<td class="figure"><button type="button" class="quiet" aria-label=${t("change_title", { name: titleOf(fieldOf(part, each)) })} onClick=${() => open(each)}>${t("change")}</button></td>`}</tr>`)}</tbody></table>`;
}

const fieldOf = (part, parameter) => part.fields.find((each) => each.key === parameter.key);

function nameOf(part, parameter) {
  const field = fieldOf(part, parameter);
  const hint = language === "en" ? field.hint_en : field.hint;
  return html`${titleOf(field)}${hint && html`<small>${language === "en" ? " (" + hint + ")" : "（" + hint + "）"}</small>`}`;
}

const shown = (value) => (value === "" ? t("none") : html`<${Zh}>${value}<//>`);
const meaning = (parameter) => marked(language === "en" ? parameter.meaning_en : parameter.meaning);

/** The words between backticks are those of the hall file. */
const marked = (text) => text.split("`").map((each, at) => (at % 2 ? html`<code>${each}</code>` : each));

function Change({ page, parameter, part, services, edition, again, leave }) {
  const field = fieldOf(part, parameter);
  const sources = { "services.id": services.records.map((each) => [each.id, each.name]) };
  const [typed, setTyped] = hooks.useState(() => toTyped(field, part.records[0][field.key], sources));
  const { change, wrongOf } = useChange("policy", 0);
  const changes = () => [{ part: "policy", deed: "put", record: Object.assign({}, part.records[0], { [field.key]: toValue(field, typed) }) }];
  const save = async () => {
    await change(edition, changes());
    page.say("fine", t("set_up_saved"));
    again();
  };
  return html`<${Ask} title=${titleOf(field)} done=${save} leave=${leave} go=${t("save")} kind="wide form">
    <p>${meaning(parameter)}</p>
    <${Value} field=${field} typed=${typed} put=${setTyped} wrong=${wrongOf(field.key)} sources=${sources} />
    <p class="row small"><span>${t("default")} ${shown(parameter.default)}</span><button type="button" class="quiet" onClick=${() => setTyped(toTyped(field, field.default, sources))}>${t("to_default")}</button></p>
    <${Effect} changes=${changes} />
  <//>`;
}
