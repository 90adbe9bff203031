// What an item has many of: questions, materials, pictures, items to see to before. Knows how they are typed, no rule.
import { send } from "./api.js";
import { hooks, html } from "./parts.js";
import { Zh } from "./office-parts.js";
import { language, named, t } from "./words.js";

const LARGEST = { picture: 8 * 1024 * 1024, video: 64 * 1024 * 1024 };
const moved = (list, from, to) => { const copy = list.slice(); copy.splice(to, 0, copy.splice(from, 1)[0]); return copy; };
const without = (list, index) => list.filter((_, n) => n !== index);
const changed = (list, index, fields) => list.map((each, n) => (n === index ? Object.assign({}, each, fields) : each));

const IS_CHINESE = /[\u4e00-\u9fff]/;

/** What the hall itself wrote is mostly Chinese, also on an English page: a screen reader must know. */
export const langOf = (text) => (language === "en" && IS_CHINESE.test(text) ? "zh-CN" : undefined);
export const Own = ({ text }) => (IS_CHINESE.test(text) ? html`<${Zh}>${text}<//>` : text);

/** Up, down and away for one of many. */
function Acts({ list, index, put, name }) {
  const name_ = name || String(index + 1);
  return html`<span class="acts"><button type="button" class="bare" disabled=${index === 0} aria-label=${t("move_up") + " " + name_} onClick=${() => put(moved(list, index, index - 1))}>↑</button>
    <button type="button" class="bare" disabled=${index === list.length - 1} aria-label=${t("move_down") + " " + name_} onClick=${() => put(moved(list, index, index + 1))}>↓</button>
    <button type="button" class="bare danger" aria-label=${t("remove") + " " + name_} onClick=${() => put(without(list, index))}>×</button></span>`;
}

const Wrong = ({ text }) => text && html`<small class="is-wrong" role="alert">${text}</small>`;

/** 情形: yes-or-no questions. Their codes are made here; only the workbook shows them. */
export function Questions({ pieces, put, wrongOf }) {
  const add = () => {
    let n = pieces.length + 1;
    while (pieces.some((each) => each.code === "q" + n)) { n += 1; }
    put(pieces.concat([{ code: "q" + n, text: "", text_en: "" }]));
  };
  const input = (each, index, key) => html`<label class="field"><span>${t("q_" + key)}</span><input value=${each[key]} maxlength="200" required=${key === "text"} onInput=${(event) => put(changed(pieces, index, { [key]: event.target.value }))} /><${Wrong} text=${wrongOf(index, key)} /></label>`;
  return html`<ol class="pieces wide">${pieces.map((each, index) => html`<li key=${each.code} class="piece question">${input(each, index, "text")}${input(each, index, "text_en")}<${Acts} list=${pieces} index=${index} put=${put} name=${each.text} /><${Wrong} text=${wrongOf(index, "code")} /></li>`)}</ol>
    <p class="wide"><button type="button" onClick=${add}>${t("add_question")}</button></p>`;
}

/** 申报材料 with its particulars, and in which situation it is wanted. */
export function Materials({ pieces, put, questions, wrongOf }) {
  const add = () => put(pieces.concat([{ name: "", name_en: "", original: false, copies: 0, note: "", when: "" }]));
  const heard = (index, key) => (event) => put(changed(pieces, index, { [key]: event.target.value }));
  const line = (each, index, key) => html`<label class="field"><span>${t("m_" + key)}</span><input value=${each[key]} maxlength="200" required=${key === "name"} onInput=${heard(index, key)} /><${Wrong} text=${wrongOf(index, key)} /></label>`;
  return html`<ol class="pieces wide">${pieces.map((each, index) => html`<li key=${index} class="piece material"><b class="badge small">${index + 1}</b>${line(each, index, "name")}${line(each, index, "name_en")}<${Acts} list=${pieces} index=${index} put=${put} name=${each.name} />
      <div class="particulars"><label class="pick"><input type="checkbox" checked=${each.original} onChange=${(event) => put(changed(pieces, index, { original: event.target.checked }))} /> ${t("original")}</label>
        <label class="pick">${t("m_copies")} <input type="number" class="short" min="0" max="99" value=${each.copies} onInput=${(event) => put(changed(pieces, index, { copies: Math.max(0, Math.floor(Number(event.target.value)) || 0) }))} /></label>
        <label class="pick grow">${t("m_note")} <input value=${each.note} maxlength="200" onInput=${heard(index, "note")} /></label>
        ${questions.length > 0 && html`<${When} when=${each.when} questions=${questions} put=${(when) => put(changed(pieces, index, { when }))} />`}
        <${Wrong} text=${["copies", "note", "when"].map((key) => wrongOf(index, key)).filter(Boolean).join("；")} /></div></li>`)}</ol>
    <p class="wide"><button type="button" onClick=${add}>${t("add_material")}</button></p>`;
}

/** `married & !children` as one choice for each question: whatever the answer, yes, no. */
function When({ when, questions, put }) {
  const parts = when ? when.split("&").map((each) => each.trim()) : [];
  const wanted = (code) => (parts.includes(code) ? code : parts.includes("!" + code) ? "!" + code : "");
  const choose = (code) => (event) => put(parts.filter((each) => each.replace("!", "") !== code).concat(event.target.value || []).join(" & "));
  return html`<span class="when"><span>${t("m_when")}</span>${questions.map((each) => html`<label key=${each.code} class="pick"><${Own} text=${each.text || t("unnamed_question")} /> <select class="short" onChange=${choose(each.code)}>
    ${[["", t("when_any")], [each.code, t("yes")], ["!" + each.code, t("no")]].map(([value, word]) => html`<option key=${value} value=${value} selected=${value === wanted(each.code)}>${word}</option>`)}</select></label>`)}</span>`;
}

/** 前置事项, in the order to see to them. */
export function Prerequisites({ chosen, items, put }) {
  const nameOf = (id) => { const found = items.find((each) => each.id === id); return found ? named(found) : id; };
  return html`${chosen.length > 0 && html`<ol class="lines">${chosen.map((id, index) => html`<li key=${id}><span class="grow"><${Own} text=${nameOf(id)} /></span><${Acts} list=${chosen} index=${index} put=${put} name=${nameOf(id)} /></li>`)}</ol>`}
    <select id="e-prerequisites" value="" onChange=${(event) => { if (event.target.value) { put(chosen.concat([event.target.value])); event.target.value = ""; } }}><option value="">${t("add_prerequisite")}</option>${items.filter((each) => !chosen.includes(each.id)).map((each) => html`<option key=${each.id} value=${each.id} lang=${langOf(named(each))}>${each.id} ${named(each)}</option>`)}</select>`;
}

/** Pictures or a video: sent at once, shown by the name they are stored under. */
export function Media({ id, names, put, accept, isVideo, attempt }) {
  const [busy, setBusy] = hooks.useState(false);
  const take = async (event) => {
    const [file] = event.target.files;
    if (!file) { return; }
    setBusy(true);
    const largest = isVideo ? LARGEST.video : LARGEST.picture;
    const found = await attempt(() => { if (file.size > largest) { throw new Error(t("media_too_large", { n: largest >> 20 })); } return send("/media", file); }, t("media_kept"));
    if (found) { put(names.concat([found.name])); }
    event.target.value = "";
    setBusy(false);
  };
  const show = (name) => (isVideo ? html`<video src=${"/api/v1/media/" + name} controls muted preload="metadata"></video>` : html`<img alt="" src=${"/api/v1/media/" + name} />`);
  return html`<div class="media">${names.map((name, index) => html`<figure key=${name}>${show(name)}<${Acts} list=${names} index=${index} put=${put} /></figure>`)}</div>
    <input id=${id} type="file" accept=${accept} disabled=${busy} onChange=${take} />`;
}
