// A one-time notice on paper, A4 or an 80 mm roll, in the visitor's language. Knows the form (handbook A.Z), no printer.
import { html, render } from "./parts.js";
import { inLanguage } from "./words.js";

/** Show nothing but `sheet` to the printer, then put the page back. */
export function print(sheet) {
  const place = document.body.appendChild(document.createElement("div"));
  place.id = "paper";
  render(sheet, place);
  const over = () => {
    removeEventListener("afterprint", over);
    render(null, place);
    place.remove();
  };
  addEventListener("afterprint", over);
  window.print();
}

/** `paper`: "a4" or "roll". What the guide says beyond the notice is shown if it is still the guide it was told from. */
export function Paper({ notice, content, paper, timezone }) {
  const t = (key, facts) => inLanguage(notice.language, key, facts);
  const isEnglish = notice.language === "en";
  const zh = isEnglish ? "zh-CN" : undefined;
  const name = (thing) => (isEnglish && thing.name_en) || thing.name;
  const guide = content.version === notice.version ? content.guides.find((each) => each.id === notice.item_id) : null;
  const at = new Date(notice.at).toLocaleString(isEnglish ? "en-GB" : "zh-CN", { timeZone: timezone, dateStyle: "long", timeStyle: "short", hour12: false });
  const known = (material) => (guide && guide.materials.find((each) => each.name === material)) || { name: material };
  return html`<section class=${"paper " + paper} lang=${isEnglish ? "en" : "zh-CN"}>
    <p class="hall" lang=${isEnglish && content.name_en ? undefined : zh}>${name(content)}</p>
    <h1>${t("notice_title")}</h1>
    <dl>
      <div><dt>${t("paper_number")}</dt><dd><b>${notice.number}</b></dd></div>
      <div><dt>${t("paper_date")}</dt><dd>${at}</dd></div>
      <div><dt>${t("paper_item")}</dt><dd lang=${guide && isEnglish && guide.name_en ? undefined : zh}>${guide ? name(guide) : notice.item_name}</dd></div>
      ${notice.ticket_number && html`<div><dt>${t("paper_ticket")}</dt><dd>${notice.ticket_number}</dd></div>`}
      <div><dt>${t("paper_version")}</dt><dd>${notice.version.slice(0, 8)}</dd></div>
    </dl>
    ${notice.missing.length > 0 && html`<h2>${t("paper_missing")}</h2><ol class="boxes">${notice.missing.map((each) => html`<li lang=${isEnglish && each.name_en ? undefined : zh}>${name(each)}<small>${more(each, t)}</small></li>`)}</ol>`}
    ${notice.faults.length > 0 && html`<h2>${t("paper_faults")}</h2><ol class="boxes">${notice.faults.map((each) => html`<li lang=${zh}>${name(known(each.material))}${t("paper_colon")}${each.text}</li>`)}</ol>`}
    ${notice.remark && html`<h2>${t("paper_remark")}</h2><p lang=${zh} class="lines">${notice.remark}</p>`}
    ${notice.again && html`<h2>${t("paper_again")}</h2><p lang=${zh}>${notice.again}</p>`}
    ${guide ? html`<${Blocks} guide=${guide} t=${t} zh=${zh} />` : html`<p class="old">${t("paper_older", { version: notice.version.slice(0, 8) })}</p>`}
    <${Foot} notice=${notice} content=${content} t=${t} zh=${zh} />
  </section>`;
}

const more = (material, t) => [material.original && t("original"), material.copies && t("copies", { n: material.copies }), material.note].filter(Boolean).join(t("comma"));

/** R-046: procedure, limit, fee and basis stand on it too. */
function Blocks({ guide, t, zh }) {
  const facts = [["limit", guide.demo_limit ? t("limit_demo", guide) : guide.limit], ["fee", guide.fee], ["basis", guide.basis]].filter(([, said]) => said);
  return html`<h2>${t("steps")}</h2><ol lang=${zh}>${guide.steps.map((each) => html`<li>${each}</li>`)}</ol>
    <dl>${facts.map(([key, said]) => html`<div key=${key}><dt>${t(key)}</dt><dd lang=${zh}>${said}</dd></div>`)}</dl>`;
}

function Foot({ notice, content, t, zh }) {
  const facts = [["paper_where", content.address], ["paper_phone", content.phone], ["paper_supervision", content.supervision_phone]].filter(([, said]) => said);
  return html`<p>${t("paper_once")}</p>
    <dl>${facts.map(([key, said]) => html`<div key=${key}><dt>${t(key)}</dt><dd lang=${zh}>${said}</dd></div>`)}
      <div><dt>${t("paper_clerk")}</dt><dd><span lang=${zh}>${notice.clerk || ""}</span>${notice.counter_number && html` ${t("paper_counter", { number: notice.counter_number })}`}</dd></div></dl>
    <p class="sign"><span>${t("paper_sign")}</span><span>${t("paper_sign_date")}</span></p>
    <p class="copies">${t("paper_copies")}</p>`;
}
