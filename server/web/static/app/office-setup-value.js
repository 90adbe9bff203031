// One value of a record as a field of a form, by its shape. Knows shapes, no part; the server judges what is typed.
import { hooks, html } from "./parts.js";
import { Zh } from "./office-parts.js";
import { language, t } from "./words.js";

const MANY = ["lines", "words", "wholes", "dates"];
const NUMBERS = ["whole", "number"];
const SEPARATED = /[\n、，,；;]/;

export const titleOf = (thing) => (language === "en" ? thing.title_en : thing.title);
const hintOf = (field) => (language === "en" ? field.hint_en : field.hint);

/** What is typed, for a record: nothing is nothing, lists are by line. */
export function toValue(field, typed) {
  if (MANY.includes(field.shape)) {
    const texts = Array.isArray(typed) ? typed : String(typed || "").split(field.shape === "lines" ? "\n" : SEPARATED);
    return texts.map((each) => each.trim()).filter(Boolean);
  }
  if (field.shape === "flag") { return Boolean(typed); }
  if (typed === "" || typed === null || typed === undefined) { return null; }
  return NUMBERS.includes(field.shape) ? Number(typed) : typed;
}

/** What stands in the field at first: of a list its lines. */
export function toTyped(field, value, sources) {
  const given = value === undefined || value === null ? field.default : value;
  if (!MANY.includes(field.shape)) { return given === null || given === undefined ? "" : given; }
  const isChosen = field.choices.length > 0 || field.source in sources || field.shape === "dates";
  return isChosen ? given || [] : (given || []).join("\n");
}

/** A labelled value. `wrong`: what the server says of it; `sources`: by source what may be named, [value, words]. */
export function Value({ field, typed, put, wrong, sources, locked }) {
  const id = hooks.useMemo(() => "value-" + Math.random().toString(36).slice(2), []);
  const options = field.source ? sources[field.source] : field.choices.length ? field.choices.map((each) => [each, wordOf(each)]) : null;
  const isMany = MANY.includes(field.shape);
  const about = { id, "aria-invalid": wrong ? "true" : undefined, "aria-describedby": wrong ? id + "-wrong" : hintOf(field) ? id + "-hint" : undefined, disabled: locked };
  if (field.shape === "flag") {
    return html`<div class="value flag"><label class="pick"><input type="checkbox" ...${about} checked=${Boolean(typed)} onChange=${(event) => put(event.target.checked)} /> ${titleOf(field)}</label><${Foot} id=${id} field=${field} wrong=${wrong} /></div>`;
  }
  if (isMany && (options || field.shape === "dates")) {
    return html`<fieldset class="value wide" disabled=${locked} aria-describedby=${about["aria-describedby"]}><legend>${titleOf(field)}</legend>
      ${options ? html`<${Some} options=${options} chosen=${typed} put=${put} />` : html`<${Days} days=${typed} put=${put} title=${titleOf(field)} />`}<${Foot} id=${id} field=${field} wrong=${wrong} /></fieldset>`;
  }
  const isTall = isMany || field.shape === "note";
  return html`<div class=${"value" + (isTall ? " wide" : "")}><label for=${id}>${titleOf(field)}</label>
    ${options ? html`<${One} about=${about} options=${options} chosen=${typed} put=${put} isNeeded=${field.default !== null && !field.source} />`
    : isTall ? html`<textarea ...${about} rows=${field.shape === "note" ? 5 : 2} value=${typed} onInput=${(event) => put(event.target.value)}></textarea>`
    : html`<input ...${about} type=${typeOf(field)} step=${field.shape === "number" ? "any" : undefined} autocomplete="off" value=${typed} onInput=${(event) => put(event.target.value)} />`}
    <${Foot} id=${id} field=${field} wrong=${wrong} many=${isMany} /></div>`;
}

const typeOf = (field) => (NUMBERS.includes(field.shape) ? "number" : field.shape === "day" ? "date" : "text");

/** The words of the hall file are Chinese; those a page knows better have words of their own. */
const CHOICES = {
  warn: "choice_warn", stop: "choice_stop", 周一: "weekday_1", 周二: "weekday_2", 周三: "weekday_3", 周四: "weekday_4", 周五: "weekday_5", 周六: "weekday_6", 周日: "weekday_7",
  中文: "board_zh", 英文: "board_en", 中英文: "board_both", 类别: "topic_category", 部门: "topic_department", 人生事件: "topic_life_event"
};
export const wordOf = (choice) => (CHOICES[choice] ? t(CHOICES[choice]) : choice);

function Foot({ id, field, wrong, many }) {
  const hint = hintOf(field) || (many ? t("one_a_line") : "");
  return html`${hint && html`<small id=${id + "-hint"}>${hint}</small>`}
    ${wrong && html`<small class="is-wrong" id=${id + "-wrong"} role="alert"><${Zh}>${wrong}<//></small>`}`;
}

function One({ about, options, chosen, put, isNeeded }) {
  return html`<select ...${about} onChange=${(event) => put(event.target.value)}>${!isNeeded && html`<option value="" selected=${chosen === ""}>${t("not_given")}</option>`}
    ${options.map(([value, words]) => html`<option key=${value} value=${value} selected=${String(chosen) === String(value)} lang=${isChinese(words) ? "zh-CN" : undefined}>${words}</option>`)}</select>`;
}

const isChinese = (words) => /[\u4e00-\u9fff]/.test(words);

function Some({ options, chosen, put }) {
  const turn = (value) => put(chosen.includes(value) ? chosen.filter((each) => each !== value) : chosen.concat(value));
  const isShort = options.every(([, words]) => words.length < 6);
  return html`<div class=${"choices" + (isShort ? " short" : "")}>${options.map(([value, words]) => html`<label key=${value} class=${"choice" + (chosen.includes(value) ? " on" : "")}><input type="checkbox" checked=${chosen.includes(value)} onChange=${() => turn(value)} /> <span><${Zh}>${words}<//></span></label>`)}</div>`;
}

function Days({ days, put, title }) {
  const [day, setDay] = hooks.useState("");
  const add = () => { if (day && !days.includes(day)) { put(days.concat(day).sort()); } setDay(""); };
  return html`<ul class="days">${days.map((each) => html`<li key=${each}><span class="chip">${each} <button type="button" class="bare" aria-label=${t("remove_day", { day: each })} onClick=${() => put(days.filter((other) => other !== each))}>×</button></span></li>`)}${!days.length && html`<li class="quiet-text">${t("no_days")}</li>`}</ul>
    <div class="row"><input type="date" class="narrow" aria-label=${t("new_day", { title })} value=${day} onInput=${(event) => setDay(event.target.value)} /><button type="button" onClick=${add}>${t("add_day")}</button></div>`;
}
