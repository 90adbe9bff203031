// The guide of an item in one view (R-065): materials, procedure, limit, fee, basis; from here to a one-time notice.
import { Ask, Field, hooks, html } from "./parts.js";
import { nameOf, useContent, zhOnly } from "./desk-content.js";
import { NoticeForm } from "./desk-notice.js";
import { language, t } from "./words.js";

const MOST = 60;

export function Guide(props) {
  const { leave, ticket } = props;
  const content = useContent();
  const [chosen, setChosen] = hooks.useState((ticket && ticket.item_id) || "");
  const [answers, setAnswers] = hooks.useState({});
  const [isTelling, tell] = hooks.useState(false);
  const guide = content && content.guides.find((each) => each.id === chosen);
  const choose = (id) => { setChosen(id); setAnswers({}); };
  if (guide && isTelling) { return html`<${NoticeForm} ...${props} content=${content} guide=${guide} answers=${answers} back=${() => tell(false)} />`; }
  return html`<${Ask} title=${t("guides")} done=${async () => tell(true)} stay leave=${leave} go=${guide ? t("notice_give") : ""} kind="wide tall" key="guide">
    ${!content && html`<p>${t("connecting")}</p>`}
    ${content && (guide
      ? html`<p><button type="button" class="quiet" onClick=${() => choose("")}>‹ ${t("all_guides")}</button></p><${Sheet} guide=${guide} answers=${answers} setAnswers=${setAnswers} />`
      : html`<${Found} guides=${content.guides} service=${ticket && ticket.service_id} choose=${choose} />`)}
  <//>`;
}

/** Items by a part of their name or code; those of the service at hand first. */
function Found({ guides, service, choose }) {
  const [sought, setSought] = hooks.useState("");
  const small = sought.toLowerCase();
  const fits = (each) => !small || each.name.includes(sought) || each.id.includes(sought) || (each.name_en || "").toLowerCase().includes(small);
  const found = guides.filter(fits);
  const first = found.filter((each) => each.service_id === service);
  const shown = first.concat(found.filter((each) => each.service_id !== service)).slice(0, MOST);
  return html`<${Field} label=${t("search")}><input value=${sought} onInput=${(event) => setSought(event.target.value.trim())} autofocus /><//>
    <ul class="found">${shown.map((each) => html`<li key=${each.id}><button type="button" class="quiet" lang=${nameOf(each).lang} onClick=${() => choose(each.id)}>${nameOf(each).text}</button></li>`)}</ul>
    ${!shown.length && html`<p class="quiet-text">${t("found_none")}</p>`}`;
}

/** What fits the answers given so far. Words of `when`: codes, `!` for no, joined by `&`. */
export function fits(material, answers) {
  return !material.when || material.when.split("&").every((each) => (each.startsWith("!") ? answers[each.slice(1)] === false : answers[each] === true));
}

/** Does it depend on a question nobody has answered yet? */
export const isOpen = (material, answers) => Boolean(material.when) && material.when.split("&").some((each) => answers[each.replace("!", "")] === undefined);

/** What is wanted, or may be: until a question is answered all that hangs on it is shown. */
export const wanted = (guide, answers) => guide.materials.filter((each) => fits(each, answers) || isOpen(each, answers));

export const particulars = (material) => [material.original && t("original"), material.copies && t("copies", { n: material.copies }), material.note].filter(Boolean).join(t("comma"));

function Sheet({ guide, answers, setAnswers }) {
  const answer = (code, said) => setAnswers(Object.assign({}, answers, { [code]: said }));
  const zh = zhOnly();
  const blocks = [["limit", guide.demo_limit ? t("limit_demo", guide) : guide.limit], ["fee", guide.fee], ["basis", guide.basis], ["where", guide.where], ["guide_department", guide.department], ["guide_note", guide.note]];
  return html`<article class="sheet"><h3 lang=${nameOf(guide).lang}>${nameOf(guide).text}</h3>
    ${guide.questions.length > 0 && html`<div class="questions">${guide.questions.map((each) => html`<p key=${each.code}><span lang=${language === "en" && !each.text_en ? zh : undefined}>${(language === "en" && each.text_en) || each.text}</span>
      ${[true, false].map((said) => html`<button type="button" class="quiet" aria-pressed=${answers[each.code] === said} onClick=${() => answer(each.code, said)}>${t(said ? "yes" : "no")}</button>`)}</p>`)}</div>`}
    <h4>${t("materials")}</h4>
    <ol>${wanted(guide, answers).map((each) => html`<li class=${isOpen(each, answers) ? "open" : ""} lang=${nameOf(each).lang}>${nameOf(each).text}<small lang=${zh}>${particulars(each)}</small></li>`)}</ol>
    ${guide.conditions.length > 0 && html`<h4>${t("conditions")}</h4><ul lang=${zh}>${guide.conditions.map((each) => html`<li>${each}</li>`)}</ul>`}
    <h4>${t("steps")}</h4><ol lang=${zh}>${guide.steps.map((each) => html`<li>${each}</li>`)}</ol>
    <dl class="facts">
      ${blocks.filter(([, said]) => said).map(([key, said]) => html`<div key=${key}><dt>${t(key)}</dt><dd lang=${zh}>${said}</dd></div>`)}
    </dl>
  </article>`;
}
