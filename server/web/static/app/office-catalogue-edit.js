// An item being written: its fields in groups, what is wrong with them, and what a citizen would see. Knows no rule.
import { act } from "./api.js";
import { hooks, html } from "./parts.js";
import { useAnswer } from "./office-parts.js";
import { Preview } from "./office-catalogue-item.js";
import { Materials, Media, Own, Prerequisites, Questions, langOf } from "./office-catalogue-piece.js";
import { named, t } from "./words.js";

// By group: its legend and its fields, each with the kind of its input. What stands in pieces has a part of its own.
const LINE = "line", LINES = "lines", NOTE = "note", FLAG = "flag";
const ABOUT = [["name", LINE], ["name_en", LINE], ["service", "service"], ["department", "known"], ["category", "known"], ["kind", LINE], ["where", LINE], ["life_events", "words"]];
const PROMISE = [["limit", LINE], ["fee", LINE], ["basis", NOTE], ["note", NOTE]];
const FLAGS = ["hot", "comprehensive", "agent_allowed", "enquiry_only", "extended", "historic", "demo_limit"];
const SIX = ["name", "steps", "limit", "fee", "basis"];
const MANY = { steps: "\n", conditions: "\n", life_events: "、" };
const EMPTY = { record: {}, materials: [], questions: [] };

/** Waits for the text, then writes on it. A new item has none. */
export function Editor(page) {
  const { answer } = useAnswer(page, page.id ? "/catalogue/items/" + page.id : "", 0, "");
  if (page.id && !answer) { return null; }
  if (answer && answer.item.draft && answer.item.draft.state !== "draft") {
    return html`<section class="panel part"><p class="told care">${t("locked_draft")}</p><p><a href=${"#catalogue/item/" + page.id}>${t("back")}</a></p></section>`;
  }
  const text = answer ? answer.draft || answer.published : EMPTY;
  return html`<${Form} ...${page} item=${answer ? answer.item : null} start=${text} />`;
}

const typedOf = (record) => Object.assign({}, record, Object.fromEntries(Object.keys(MANY).map((key) => [key, (record[key] || []).join(MANY[key])])));

/** What is typed, as the server takes it: lines without blank ones. */
function recordOf(typed) {
  const record = Object.assign({}, typed);
  Object.keys(MANY).forEach((key) => { record[key] = (typed[key] || "").split(key === "life_events" ? /[、，,\n]/ : "\n").map((line) => line.trim()).filter(Boolean); });
  return record;
}

function Form(page) {
  const { item, start, items, services, say, over, again } = page;
  const [id, setId] = hooks.useState(item ? item.id : "");
  const [typed, setTyped] = hooks.useState(typedOf(start.record));
  const [materials, setMaterials] = hooks.useState(start.materials);
  const [questions, setQuestions] = hooks.useState(start.questions);
  const [problems, setProblems] = hooks.useState([]);
  const [wrong, setWrong] = hooks.useState("");
  const [busy, setBusy] = hooks.useState(false);
  const put = (key, value) => setTyped((before) => Object.assign({}, before, { [key]: value }));
  const text = { record: recordOf(typed), materials, questions };
  const wrongOf = (key) => problems.filter((each) => each.key === key && !each.piece).map((each) => each.text).join("；");
  const pieceWrong = (piece) => (index, key) => problems.filter((each) => each.piece === piece && each.piece_index === index && each.key === key).map((each) => each.text).join("；");
  const save = async (andSubmit) => {
    if (busy) { return; }
    setBusy(true);
    setProblems([]);
    setWrong("");
    try {
      await act("/catalogue/items/" + id + "/draft", { seen: item && item.draft ? item.draft.rev : 0, text });
      if (andSubmit) { await act("/catalogue/submit", { item_ids: [id] }); }
      say("fine", t(andSubmit ? "submitted" : "draft_saved", { n: 1 }));
      again();
      location.hash = "catalogue/item/" + id;
    } catch (error) {
      over(error);
      setProblems((error.said && error.said.problems) || []);
      setWrong(error.message || t("away_act"));
      setBusy(false);
      if (error.code !== "bad_set_up") { again(); }
    }
  };
  const known = (key) => Array.from(new Set(items.map((each) => each[key]).filter(Boolean))).sort();
  const entry = ([key, kind]) => html`<${Entry} key=${key} name=${key} kind=${kind} value=${typed[key] || ""} put=${put} wrong=${wrongOf(key)} known=${kind === "known" ? known(key) : services} />`;
  return html`<section class="panel part wide"><p class="small"><a href=${item ? "#catalogue/item/" + item.id : "#catalogue"}>← ${t("leave_unsaved")}</a></p>
    <h2>${item ? html`${t("editing")} <${Own} text=${named(item)} />` : t("new_item")}</h2><p class="small lead">${t("edit_lead")}</p>
    <div class="halves"><form class="writing" onSubmit=${(event) => { event.preventDefault(); save(false); }}>
      <${Group} title=${t("edit_about")}>${!item && html`<${Value} name="id" wrong=${wrongOf("id")}><input id="e-id" required maxlength="64" pattern="[A-Za-z0-9][A-Za-z0-9_.\\-]*" value=${id} onInput=${(event) => setId(event.target.value.trim())} /><//>`}${ABOUT.map(entry)}<//>
      <${Group} title=${t("block_steps")}>${entry(["conditions", LINES])}${entry(["steps", LINES])}<//>
      <${Group} title=${t("edit_questions")} lead=${t("edit_questions_what")}><${Questions} pieces=${questions} put=${setQuestions} wrongOf=${pieceWrong("questions")} /><//>
      <${Group} title=${t("block_materials")} isBlock lead=${t("edit_materials_what")}><${Materials} pieces=${materials} put=${setMaterials} questions=${questions} wrongOf=${pieceWrong("materials")} /><//>
      <${Group} title=${t("edit_promise")}>${PROMISE.map(entry)}<//>
      <${Group} title=${t("edit_more")}>${entry(["plain", NOTE])}${entry(["plain_en", NOTE])}
        <${Value} name="prerequisites" wrong=${wrongOf("prerequisites")}><${Prerequisites} chosen=${typed.prerequisites || []} items=${items.filter((each) => each.id !== id && !each.is_new)} put=${(value) => put("prerequisites", value)} /><//>
        <${Value} name="pictures" wrong=${wrongOf("pictures")}><${Media} ...${page} id="e-pictures" names=${typed.pictures || []} put=${(value) => put("pictures", value)} accept="image/png,image/jpeg,image/webp" /><//>
        <${Value} name="video" wrong=${wrongOf("video")}><${Media} ...${page} id="e-video" names=${typed.video ? [typed.video] : []} put=${(value) => put("video", value[value.length - 1] || "")} accept="video/mp4,video/webm" isVideo /><//>
        <fieldset class="value wide flags"><legend>${t("edit_flags")}</legend>${FLAGS.map((key) => html`<label class="pick" key=${key}><input type="checkbox" checked=${!!typed[key]} onChange=${(event) => put(key, event.target.checked)} /> ${t("e_" + key)}${wrongOf(key) && html` <small class="is-wrong">${wrongOf(key)}</small>`}</label>`)}</fieldset><//>
      ${wrong && html`<p class="wrong" role="alert">${wrong}${problems.length > 0 && html` ${t("n_problems", { n: problems.length })}`}</p>`}
      <div class="row end foot"><button type="submit" aria-busy=${busy}>${t("save_draft")}</button><button type="button" class="strong" aria-busy=${busy} onClick=${(event) => event.target.form.reportValidity() && save(true)}>${t("save_and_submit")}</button></div>
    </form><${Preview} over=${over} id=${id} text=${text} isTyping /></div></section>`;
}

function Group({ title, lead, children, isBlock }) {
  return html`<fieldset class="group"><legend>${title}${isBlock && html` <span class="chip six">${t("six_blocks")}</span>`}</legend>${lead && html`<p class="small wide">${lead}</p>`}<div class="values">${children}</div></fieldset>`;
}

/** A labelled value; what is wrong with it stands under it. */
function Value({ name, wrong, children, wide }) {
  return html`<div class=${"value" + (wide ? " wide" : "")}><label for=${"e-" + name}>${t("e_" + name)}${SIX.includes(name) && html` <span class="chip six">${t("six_blocks")}</span>`}</label>${children}${wrong && html`<small class="is-wrong" role="alert">${wrong}</small>`}</div>`;
}

function Entry({ name, kind, value, put, wrong, known }) {
  const heard = (event) => put(name, event.target.value);
  const own = { id: "e-" + name, onInput: heard, "aria-invalid": wrong ? "true" : undefined };
  const rows = kind === NOTE ? 3 : Math.min(12, Math.max(3, value.split("\n").length + 1));
  let input = html`<input ...${own} value=${value} maxlength="200" placeholder=${kind === "words" ? t("words_hint") : ""} />`;
  if (kind === LINES || kind === NOTE) { input = html`<textarea ...${own} rows=${rows} value=${value} placeholder=${kind === LINES ? t("one_a_line") : ""}></textarea>`; }
  if (kind === "service") { input = html`<select ...${own} required><option value="">${t("choose_one")}</option>${known.map((each) => html`<option key=${each.id} value=${each.id} lang=${langOf(named(each))} selected=${each.id === value}>${named(each)}</option>`)}</select>`; }
  if (kind === "known") { input = html`<input ...${own} value=${value} maxlength="200" list=${"l-" + name} /><datalist id=${"l-" + name}>${known.map((each) => html`<option key=${each} value=${each} />`)}</datalist>`; }
  return html`<${Value} name=${name} wrong=${wrong} wide=${kind === LINES || kind === NOTE}>${input}<//>`;
}
