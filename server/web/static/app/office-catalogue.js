// The catalogue: which of its pages stands, and the list of items. Knows the calls of the catalogue, no rule.
import { act } from "./api.js";
import { Ask, Do, Field, hooks, html } from "./parts.js";
import { Empty, useAnswer } from "./office-parts.js";
import { Files } from "./office-catalogue-file.js";
import { Filing } from "./office-catalogue-filing.js";
import { Editor } from "./office-catalogue-edit.js";
import { ItemPage } from "./office-catalogue-item.js";
import { Own, langOf } from "./office-catalogue-piece.js";
import { named, t } from "./words.js";

export function Catalogue(page) {
  const { answer, again } = useAnswer(page, "/catalogue/items", 0, page.place[1] || "");
  const hall = useAnswer(page, "/hall", 0, "").answer;
  const [, step, id] = page.place;
  const more = { items: answer ? answer.items : [], services: hall ? hall.services : [], again };
  if (step === "item" && id) { return html`<${ItemPage} ...${page} ...${more} id=${id} key=${id} />`; }
  if (step === "edit" && id) { return html`<${Editor} ...${page} ...${more} id=${id} key=${id} />`; }
  if (step === "filing") { return html`<${Filing} ...${page} ...${more} />`; }
  if (step === "new") { return html`<${Editor} ...${page} ...${more} id="" key="" />`; }
  return html`<${List} ...${page} ...${more} known=${!!answer} />`;
}

/** What an item is on the list: the state of its draft goes before that of its public version. */
const SHOWN = ["all", "published", "draft", "review", "scheduled", "withdrawn"];
const isIn = (item, state) => state === "all" || (item.draft && item.draft.state === state) || (!item.is_new && item.state === state && (state !== "draft" || !item.draft));

// A list that is left and come back to stands as it was.
const KEPT = { text: "", state: "all", department: "", service: "" };

function List(page) {
  const { items, services, known } = page;
  const [want, setWant] = hooks.useState(Object.assign({}, KEPT));
  const [picked, setPicked] = hooks.useState([]);
  const [open, setOpen] = hooks.useState("");
  const put = (key) => (event) => { KEPT[key] = event.target.value; setWant(Object.assign({}, KEPT)); };
  const show = (state) => { KEPT.state = state; setWant(Object.assign({}, KEPT)); };
  const departments = Array.from(new Set(items.map((each) => each.department).filter(Boolean))).sort();
  const words = want.text.trim().toLowerCase();
  const shown = items.filter((each) => isIn(each, want.state) && (!want.department || each.department === want.department) && (!want.service || each.service_id === want.service)
    && (!words || (each.id + " " + each.name + " " + each.name_en).toLowerCase().includes(words)));
  const serviceOf = (id) => { const found = services.find((each) => each.id === id); return found ? named(found) : id; };
  const chosen = items.filter((each) => picked.includes(each.id) && each.draft);
  const pick = (id) => setPicked(picked.includes(id) ? picked.filter((each) => each !== id) : picked.concat(id));
  const drafts = shown.filter((each) => each.draft && ["draft", "review"].includes(each.draft.state));
  const allPicked = drafts.length > 0 && drafts.every((each) => picked.includes(each.id));
  return html`<section class="panel part wide"><div class="row"><div class="grow"><h2>${t("page_catalogue")}</h2><p class="small">${t("catalogue_lead")}</p></div>
      <${Files} ...${page} /><a class="button" href="#catalogue/new">${t("new_item")}</a></div>
    <div class="states" role="group" aria-label=${t("item_state")}>${SHOWN.map((each) => html`<button type="button" key=${each} class="quiet" aria-pressed=${each === want.state} onClick=${() => show(each)}>${t("item_" + each)} <b>${items.filter((item) => isIn(item, each)).length}</b></button>`)}</div>
    <div class="filter">
      <${Field} label=${t("search")}><input type="search" value=${want.text} placeholder=${t("item_search_hint")} onInput=${put("text")} /><//>
      <${Field} label=${t("item_department")}><select onChange=${put("department")}><option value="">${t("item_all")}</option>${departments.map((each) => html`<option key=${each} value=${each} lang=${langOf(each)} selected=${each === want.department}>${each}</option>`)}</select><//>
      <${Field} label=${t("item_service")}><select onChange=${put("item_service")}><option value="">${t("item_all")}</option>${services.map((each) => html`<option key=${each.id} value=${each.id} lang=${langOf(named(each))} selected=${each.id === want.service}>${named(each)}</option>`)}</select><//>
      <a class="beside" href="#catalogue/filing">${t("filing")}</a>
    </div>
    ${chosen.length > 0 && html`<div class="row chosen"><b>${t("n_chosen", { n: chosen.length })}</b>
      ${chosen.some((each) => each.draft.state === "draft") && html`<${Do} act=${() => submit(page, chosen, setPicked)}>${t("submit_chosen")}<//>`}
      ${chosen.some((each) => each.draft.state === "review") && html`<button type="button" class="strong" onClick=${() => setOpen("publish")}>${t("publish_chosen")}</button>`}
      <button type="button" class="quiet" onClick=${() => setPicked([])}>${t("choose_none")}</button></div>`}
    ${known && !shown.length ? html`<${Empty}>${t("no_items")}<//>` : html`<div class="scroll"><table class="table items"><thead><tr>
        <th scope="col">${drafts.length > 0 && html`<input type="checkbox" aria-label=${t("choose_all")} checked=${allPicked} onChange=${() => setPicked(allPicked ? [] : drafts.map((each) => each.id))} />`}</th>
        <th scope="col">${t("item_id")}</th><th scope="col">${t("item")}</th><th scope="col">${t("item_department")}</th><th scope="col">${t("item_service")}</th><th scope="col">${t("item_state")}</th><th scope="col">${t("item_version")}</th><th scope="col">${t("item_missing")}</th></tr></thead>
      <tbody>${shown.map((each) => html`<tr key=${each.id}><td>${drafts.includes(each) && html`<input type="checkbox" aria-label=${t("choose_item", { name: named(each) })} checked=${picked.includes(each.id)} onChange=${() => pick(each.id)} />`}</td>
        <td><code>${each.id}</code></td><th scope="row"><a href=${"#catalogue/item/" + each.id}><${Own} text=${named(each)} /></a></th><td><${Own} text=${each.department} /></td><td><${Own} text=${serviceOf(each.service_id)} /></td>
        <td><${States} item=${each} /></td><td class="small nowrap">${versionOf(each)}</td><td class="small">${(each.draft ? each.draft.missing : each.missing).map((key) => t("block_" + key)).join(t("comma"))}</td></tr>`)}</tbody></table></div>`}
    </section>
    ${open === "publish" && html`<${Publish} ...${page} chosen=${chosen.filter((each) => each.draft.state === "review")} leave=${() => setOpen("")} after=${() => setPicked([])} />`}`;
}

const KINDS = { published: "open", draft: "closed", review: "paused", scheduled: "", withdrawn: "bad" };

/** The state of the public version, and of the draft beside it. */
export function States({ item }) {
  return html`<span class="row tight">${!item.is_new && (item.state !== "draft" || !item.draft) && html`<span class=${"chip " + KINDS[item.state]}>${t("item_" + item.state)}</span>`}
    ${item.draft && html`<span class=${"chip " + KINDS[item.draft.state]}>${t(item.is_new || item.state === "draft" ? "item_" + item.draft.state : "next_" + item.draft.state)}${item.draft.from_day ? " " + item.draft.from_day : ""}</span>`}</span>`;
}

export const versionOf = (item) => (item.is_new || item.state === "draft" ? "" : t("nth_version", { n: item.version }) + (item.published_on ? " · " + item.published_on : ""));

async function submit(page, chosen, setPicked) {
  const ids = chosen.filter((each) => each.draft.state === "draft").map((each) => each.id);
  if (await page.attempt(() => act("/catalogue/submit", { item_ids: ids }), t("submitted", { n: ids.length }))) { setPicked([]); page.again(); }
}

/** Publish what was reviewed, at once or from a day on. */
export function Publish({ say, chosen, again, leave, after, live }) {
  const done = async (fields) => {
    await act("/catalogue/publish", { item_ids: chosen.map((each) => each.id), from_day: fields.when === "later" ? fields.from_day : null });
    say("fine", fields.when === "later" ? t("scheduled_for", { day: fields.from_day }) : t("published", { n: chosen.length }));
    if (after) { after(); }
    again();
  };
  const tomorrow = new Intl.DateTimeFormat("sv-SE", { timeZone: live.hall.hall.timezone }).format(new Date(live.now() + 86400000));
  const [when, setWhen] = hooks.useState("now");
  return html`<${Ask} title=${t("publish_title")} done=${done} leave=${leave} go=${t("publish")}>
    <p>${t("publish_what")}</p>
    <ul class="names">${chosen.slice(0, 8).map((each) => html`<li key=${each.id}><${Own} text=${named(each)} /></li>`)}${chosen.length > 8 && html`<li>${t("and_more", { n: chosen.length - 8 })}</li>`}</ul>
    <fieldset><legend>${t("publish_when")}</legend>
      <label class="pick"><input type="radio" name="when" value="now" checked=${when === "now"} onChange=${() => setWhen("now")} /> ${t("publish_now")}</label><br />
      <label class="pick"><input type="radio" name="when" value="later" checked=${when === "later"} onChange=${() => setWhen("later")} /> ${t("publish_later")}</label></fieldset>
    ${when === "later" && html`<${Field} label=${t("from_day")}><input type="date" name="from_day" required min=${tomorrow} value=${tomorrow} /><//>`}
  <//>`;
}
