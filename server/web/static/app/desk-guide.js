// The guide of an item in one view (R-065): materials, procedure, limit, fee, basis. Knows the public content.
import { ask } from "./api.js";
import { Ask, Field, hooks, html } from "./parts.js";
import { t } from "./words.js";

let kept = null;

/** The guides as the public reads them; asked for once, for they change seldom. */
function useGuides() {
  const [guides, setGuides] = hooks.useState(kept);
  hooks.useEffect(() => {
    ask("/content").then((content) => { kept = content.guides; setGuides(kept); }, () => undefined);
  }, []);
  return guides;
}

export function Guide({ leave, ticket }) {
  const guides = useGuides();
  const [sought, setSought] = hooks.useState("");
  const [chosen, setChosen] = hooks.useState((ticket && ticket.item_id) || "");
  const found = (guides || []).filter((each) => !sought || each.name.includes(sought) || (each.id || "").includes(sought)).slice(0, 60);
  const guide = (guides || []).find((each) => each.id === chosen);
  return html`<${Ask} title=${t("guides")} done=${async () => undefined} leave=${leave} kind="wide tall">
    ${!guides && html`<p>${t("connecting")}</p>`}
    ${guide
      ? html`<p><button type="button" class="quiet" onClick=${() => setChosen("")}>‹ ${t("all_guides")}</button></p><${Sheet} guide=${guide} />`
      : html`<${Field} label=${t("search")}><input value=${sought} onInput=${(event) => setSought(event.target.value.trim())} autofocus /><//>
          <ul class="found">${found.map((each) => html`<li key=${each.id}><button type="button" class="quiet" onClick=${() => setChosen(each.id)}>${each.name}</button></li>`)}</ul>`}
  <//>`;
}

/** What fits the answers given so far. Words of `when`: codes, `!` for no, joined by `&`. */
export function fits(material, answers) {
  return !material.when || material.when.split("&").every((each) => (each.startsWith("!") ? answers[each.slice(1)] === false : answers[each] === true));
}

function Sheet({ guide }) {
  const [answers, setAnswers] = hooks.useState({});
  const isOpen = (material) => material.when && material.when.split("&").some((each) => answers[each.replace("!", "")] === undefined);
  const materials = guide.materials.filter((each) => fits(each, answers) || isOpen(each));
  const answer = (code, said) => setAnswers(Object.assign({}, answers, { [code]: said }));
  return html`<article class="sheet"><h3>${guide.name}</h3>
    ${guide.questions.length > 0 && html`<div class="questions">${guide.questions.map((each) => html`<p key=${each.code}>${each.text}
      ${[true, false].map((said) => html`<button type="button" class="quiet" aria-pressed=${answers[each.code] === said} onClick=${() => answer(each.code, said)}>${t(said ? "yes" : "no")}</button>`)}</p>`)}</div>`}
    <h4>${t("materials")}</h4>
    <ol>${materials.map((each) => html`<li class=${isOpen(each) ? "open" : ""}>${each.name}<small>${[each.original && t("original"), each.copies && t("copies", { n: each.copies }), each.note].filter(Boolean).join("，")}</small></li>`)}</ol>
    ${guide.conditions.length > 0 && html`<h4>${t("conditions")}</h4><ul>${guide.conditions.map((each) => html`<li>${each}</li>`)}</ul>`}
    <h4>${t("steps")}</h4><ol>${guide.steps.map((each) => html`<li>${each}</li>`)}</ol>
    <dl class="facts">
      ${[["limit", guide.limit], ["fee", guide.fee], ["basis", guide.basis], ["where", guide.where], ["department", guide.department]].filter(([, said]) => said).map(([key, said]) => html`<div key=${key}><dt>${t(key)}</dt><dd>${said}</dd></div>`)}
    </dl>
  </article>`;
}
