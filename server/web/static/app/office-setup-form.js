// A record of the set-up in a form: its groups of fields, what the server says is wrong, what it would change. Knows no part.
import { act } from "./api.js";
import { Ask, hooks, html } from "./parts.js";
import { Zh } from "./office-parts.js";
import { Effect } from "./office-setup-effect.js";
import { Value, titleOf, toTyped, toValue } from "./office-setup-value.js";
import { t } from "./words.js";

/** What is typed into a record's fields, and the record it makes. Fields a plan leaves out keep what they say. */
export function useRecord(part, record, sources) {
  const start = () => Object.fromEntries(part.fields.map((field) => [field.key, toTyped(field, record[field.key], sources)]));
  const [typed, setTyped] = hooks.useState(start);
  const put = (key) => (value) => setTyped((before) => Object.assign({}, before, { [key]: value }));
  const made = () => Object.fromEntries(part.fields.map((field) => [field.key, toValue(field, typed[field.key])]));
  return { typed, put, made, reset: () => setTyped(start()) };
}

/** Sends changes; keeps what is wrong by field of the record at `index`. */
export function useChange(part, index, hidden) {
  const [problems, setProblems] = hooks.useState([]);
  const own = (each) => each.part === part && each.index === index && !each.piece;
  const change = async (edition, changes) => {
    setProblems([]);
    try {
      await act("/set-up/change", { edition, changes });
    } catch (error) {
      setProblems((error.said && error.said.problems) || []);
      throw error;
    }
  };
  const wrongOf = (key) => problems.filter((each) => own(each) && each.key === key).map((each) => each.text).join("；");
  return { change, wrongOf, elsewhere: problems.filter((each) => !own(each) || !each.key || (hidden || []).includes(each.key)), forget: () => setProblems([]) };
}

/** The fields in their groups: [[words of the legend, [keys]]]. A field no group names stands in the last one. */
export function Fields({ part, plan, record, wrongOf, sources, locked }) {
  const named = plan.groups.flatMap(([, keys]) => keys);
  const rest = part.fields.map((each) => each.key).filter((key) => !named.includes(key) && !(plan.hidden || []).includes(key));
  const groups = rest.length ? plan.groups.concat([["group_more", rest]]) : plan.groups;
  const fieldOf = (key) => part.fields.find((each) => each.key === key);
  return groups.map(([legend, keys]) => html`<fieldset class="group" key=${legend}><legend>${t(legend)}</legend><div class="values">
    ${keys.map(fieldOf).filter(Boolean).map((field) => html`<${Value} key=${field.key} field=${field} typed=${record.typed[field.key]} put=${record.put(field.key)} wrong=${wrongOf(field.key)} sources=${sources} locked=${locked && locked(field.key)} />`)}</div></fieldset>`);
}

/** Problems of other records: a change is judged within the whole. */
export function Elsewhere({ problems, parts }) {
  if (!problems.length) { return null; }
  return html`<ol class="problems" tabindex="0" aria-label=${t("problems_elsewhere")}>${problems.map((each) => html`<li key=${each.part + each.index + each.key + each.text}><${Zh}>${parts[each.part] || each.part} ${each.index + 1}${each.key ? "「" + each.title + "」" : ""}：${each.text}<//></li>`)}</ol>`;
}

/** A record in a dialog: a new one, or the one at `index`. */
export function RecordForm({ page, part, plan, index, edition, sources, titles, leave, done }) {
  const isNew = index === null;
  const at = isNew ? part.records.length : index;
  const record = useRecord(part, isNew ? {} : part.records[index], sources);
  const { change, wrongOf, elsewhere } = useChange(part.part, at, plan.hidden);
  const wish = () => [{ part: part.part, deed: isNew ? "add" : "put", index: isNew ? null : index, record: record.made() }];
  const save = async () => {
    await change(edition, wish());
    page.say("fine", t("set_up_saved"));
    done();
  };
  const title = t(isNew ? "add_to" : "change_in", { part: titleOf(part) });
  return html`<${Ask} title=${title} done=${save} leave=${leave} go=${t("save")} kind="wide form">
    <${Fields} part=${part} plan=${plan} record=${record} wrongOf=${wrongOf} sources=${sources} locked=${isNew ? null : (key) => (plan.fixed || []).includes(key)} />
    ${plan.hasEffect && html`<${Effect} changes=${wish} />`}
    <${Elsewhere} problems=${elsewhere} parts=${titles} />
  <//>`;
}

/** The one record of a part, on the page itself. Supervisors read it. */
export function SingleForm({ page, part, plan, edition, sources, titles, again }) {
  const record = useRecord(part, part.records[0] || {}, sources);
  const { change, wrongOf, elsewhere, forget } = useChange(part.part, 0, plan.hidden);
  const [busy, setBusy] = hooks.useState(false);
  const [wrong, setWrong] = hooks.useState("");
  hooks.useEffect(() => { record.reset(); forget(); setWrong(""); }, [edition]);
  const wish = () => [{ part: part.part, deed: "put", record: record.made() }];
  const save = async (event) => {
    event.preventDefault();
    if (busy) { return; }
    setBusy(true);
    setWrong("");
    try {
      await change(edition, wish());
      page.say("fine", t("set_up_saved"));
      again();
    } catch (error) {
      page.over(error);
      setWrong(error.message || t("away_act"));
    }
    setBusy(false);
  };
  return html`<form class="single" onSubmit=${save}><fieldset class="all" disabled=${!page.isAdmin}><legend class="unseen">${titleOf(part)}</legend>
    <${Fields} part=${part} plan=${plan} record=${record} wrongOf=${wrongOf} sources=${sources} /></fieldset>
    <${Elsewhere} problems=${elsewhere} parts=${titles} />
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${plan.hasEffect && html`<${Effect} changes=${wish} />`}
    ${page.isAdmin && html`<div class="row end"><button type="button" class="quiet" onClick=${() => { record.reset(); forget(); setWrong(""); }}>${t("undo_typing")}</button><button type="submit" class="strong" aria-busy=${busy}>${t("save")}</button></div>`}
  </form>`;
}
