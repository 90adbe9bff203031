// Parts of the set-up as pages: a table of records, or the one record itself. Knows the calls, no part in particular.
import { act } from "./api.js";
import { Do, hooks, html } from "./parts.js";
import { Empty, Sure, Zh, useAnswer } from "./office-parts.js";
import { RecordForm, SingleForm } from "./office-setup-form.js";
import { PLANS, SOURCES } from "./office-setup-plan.js";
import { titleOf, wordOf } from "./office-setup-value.js";
import { t } from "./words.js";

/** The parts as they are now; asked again when somebody changed the set-up. `edition` goes with every change. */
export function useParts(page, names) {
  const [imported, setImported] = hooks.useState(0);
  const last = page.live.last;
  hooks.useEffect(() => { if (last && last.type === "catalogue_imported") { setImported(last.rev); } }, [last]);
  const { answer, wrong, again } = useAnswer(page, "/set-up/parts?" + names.map((each) => "part=" + each).join("&"), 0, imported);
  const parts = answer ? Object.fromEntries(answer.parts.map((each) => [each.part, each])) : null;
  return { edition: answer && answer.edition, parts, wrong, again };
}

/** By source what may be named: [value, words]. */
function sourcesOf(parts) {
  const found = {};
  for (const [source, [part, key, words]] of Object.entries(SOURCES)) {
    if (parts[part]) { found[source] = parts[part].records.map((each) => [each[key], words(each)]); }
  }
  return found;
}

/** One page of the set-up: the parts it shows, one after another, and those they name. */
export function partPage(...shown) {
  const needed = new Set(shown);
  if (shown.includes("counters")) { needed.add("services"); }
  if (shown.includes("roster")) { needed.add("counters"); }
  return (page) => {
    const { edition, parts, wrong, again } = useParts(page, [...needed]);
    if (wrong) { return html`<p class="wrong" role="alert">${wrong}</p>`; }
    if (!parts || shown.some((each) => !parts[each])) { return null; }
    const titles = Object.fromEntries(Object.values(parts).map((each) => [each.part, each.title]));
    const common = { page, edition, sources: sourcesOf(parts), titles, again };
    return shown.map((name) => html`<section class="one-part" key=${name}>${shown.length > 1 && html`<h3>${titleOf(parts[name])}</h3>`}
      ${parts[name].is_single ? html`<${SingleForm} ...${common} part=${parts[name]} plan=${PLANS[name]} />` : html`<${Records} ...${common} part=${parts[name]} plan=${PLANS[name]} />`}</section>`);
  };
}

function Records({ page, part, plan, edition, sources, titles, again }) {
  const [open, setOpen] = hooks.useState(null);
  const shut = (step) => () => setOpen((now) => (now && now.step === step ? null : now));
  const columns = plan.columns.map((key) => part.fields.find((each) => each.key === key)).filter(Boolean);
  const move = (index, to) => page.attempt(async () => { await act("/set-up/change", { edition, changes: [{ part: part.part, deed: "move", index, to }] }); again(); return null; }, t("set_up_saved"));
  return html`
    ${page.isAdmin && html`<p class="row"><button type="button" class="strong" onClick=${() => setOpen({ step: "form", index: null })}>${t("add_to", { part: titleOf(part) })}</button></p>`}
    ${!part.records.length && html`<${Empty}>${t("no_records")}<//>`}
    ${part.records.length > 0 && html`<div class="scroll"><table class="table records"><thead><tr>${columns.map((each) => html`<th scope="col" key=${each.key} class=${isFigure(each) ? "figure" : ""}>${titleOf(each)}</th>`)}${page.isAdmin && html`<th scope="col"><span class="unseen">${t("deed")}</span></th>`}</tr></thead>
      <tbody>${part.records.map((record, index) => html`<tr key=${index}>${columns.map((each) => html`<td key=${each.key} class=${isFigure(each) ? "figure" : ""}><${Shown} field=${each} value=${record[each.key]} sources=${sources} /></td>`)}
        ${page.isAdmin && html`<td class="figure acts"><button type="button" class="quiet" aria-label=${t("change_title", { name: record[plan.named] || index + 1 })} onClick=${() => setOpen({ step: "form", index })}>${t("change")}</button>
          ${" "}<${Do} kind="quiet" disabled=${index === 0} title=${t("move_up")} act=${() => move(index, index - 1)}><span aria-hidden="true">↑</span><span class="unseen">${t("move_up")}</span><//>
          ${" "}<${Do} kind="quiet" disabled=${index === part.records.length - 1} title=${t("move_down")} act=${() => move(index, index + 1)}><span aria-hidden="true">↓</span><span class="unseen">${t("move_down")}</span><//>
          ${" "}<button type="button" class="quiet danger" aria-label=${t("remove_title", { name: record[plan.named] || index + 1 })} onClick=${() => setOpen({ step: "remove", index })}>${t("remove")}</button></td>`}</tr>`)}</tbody></table></div>`}
    ${open && open.step === "form" && html`<${RecordForm} page=${page} part=${part} plan=${plan} index=${open.index} edition=${edition} sources=${sources} titles=${titles} leave=${shut("form")} done=${again} />`}
    ${open && open.step === "remove" && html`<${Remove} page=${page} part=${part} plan=${plan} index=${open.index} edition=${edition} titles=${titles} again=${again} leave=${shut("remove")} />`}`;
}

const isFigure = (field) => ["whole", "number"].includes(field.shape) && !field.source;
const SHOWN = 40;

function Shown({ field, value, sources }) {
  if (field.shape === "flag") { return value ? t("yes") : html`<span class="quiet-text">–</span>`; }
  if (value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length)) { return html`<span class="quiet-text">–</span>`; }
  const named = new Map((sources[field.source] || []).map(([key, words]) => [key, words]));
  const words = Array.isArray(value) ? value.map((each) => named.get(each) || wordOf(each)).join(t("comma")) : String(named.get(value) || wordOf(value));
  return html`<${Zh}>${words.length > SHOWN && field.shape === "note" ? words.slice(0, SHOWN) + "…" : words}<//>`;
}

function Remove({ page, part, plan, index, edition, titles, again, leave }) {
  const name = part.records[index] ? part.records[index][plan.named] || index + 1 : "";
  const done = async () => {
    try {
      await act("/set-up/change", { edition, changes: [{ part: part.part, deed: "remove", index }] });
    } catch (error) {
      const problems = (error.said && error.said.problems) || [];
      if (problems.length) { throw new Error(problems.map((each) => (titles[each.part] || "") + " " + (each.index + 1) + "「" + each.title + "」" + each.text).join("；")); }
      throw error;
    }
    page.say("fine", t("removed", { name }));
    again();
  };
  return html`<${Sure} title=${t("remove_title", { name })} text=${t(plan === PLANS.counters ? "remove_counter_sure" : "remove_record_sure")} go=${t("remove")} done=${done} leave=${leave} />`;
}
