// One item: where it stands, what its draft changes, and what a citizen sees of it. Knows the steps' calls, no rule.
import { act, inquire } from "./api.js";
import { Ask, Do, Field, hooks, html } from "./parts.js";
import { Sure, Zh, moment, useAnswer } from "./office-parts.js";
import { Publish, States, versionOf } from "./office-catalogue.js";
import { Own } from "./office-catalogue-piece.js";
import { language, named, t } from "./words.js";

export function ItemPage(page) {
  const { answer, wrong, again } = useAnswer(page, "/catalogue/items/" + page.id, 0, "");
  const [open, setOpen] = hooks.useState("");
  if (wrong) { return html`<section class="panel part"><p class="wrong" role="alert">${wrong}</p><p><a href="#catalogue">${t("to_list")}</a></p></section>`; }
  if (!answer) { return null; }
  const { item } = answer;
  const both = () => { again(); page.again(); };
  const text = answer.draft || answer.published;
  const shut = () => setOpen("");
  const own = Object.assign({}, page, { item, again: both, leave: shut });
  return html`<section class="panel part wide"><p class="small"><a href="#catalogue">← ${t("to_list")}</a></p>
    <div class="row"><div class="grow"><h2><${Own} text=${named(item)} /> <code>${item.id}</code></h2>
        <p class="row tight"><${States} item=${item} /><span class="small"><${Own} text=${[item.department, item.category].filter(Boolean).join(" · ")} /> ${versionOf(item)}</span></p></div>
      <${Steps} ...${own} open=${setOpen} /></div>
    <${Told} ...${page} item=${item} />
    ${!answer.draft && html`<p class="small">${t("no_draft")}</p>`}
    <div class=${answer.draft ? "halves" : "alone"}>${answer.draft && html`<div><h3>${t(item.is_new ? "draft_text" : "draft_changes")}</h3><${Changes} changes=${answer.changes} isNew=${item.is_new} services=${page.services} /></div>`}<${Preview} over=${page.over} id=${item.id} text=${text} /></div></section>
    ${open === "publish" && html`<${Publish} ...${own} chosen=${[item]} />`}
    ${open === "return" && html`<${Reason} ...${own} path="return" title=${t("return_title")} what=${t("return_what")} go=${t("return")} said=${t("returned")} />`}
    ${open === "withdraw" && html`<${Reason} ...${own} path="withdraw" title=${t("withdraw_title", { name: named(item) })} what=${t("withdraw_what")} go=${t("withdraw")} said=${t("withdrawn_now")} />`}
    ${open === "drop" && html`<${Sure} title=${t("drop_title")} text=${t("drop_sure")} go=${t("drop")} leave=${shut} done=${async () => { await act("/catalogue/items/" + item.id + "/drop", {}); page.say("fine", t("dropped")); page.again(); if (item.is_new) { location.hash = "catalogue"; } else { again(); } }} />`}`;
}

/** What can be done next; whether it may, the server says. */
function Steps({ item, attempt, again, open }) {
  const state = item.draft && item.draft.state;
  const submit = () => attempt(() => act("/catalogue/submit", { item_ids: [item.id] }), t("submitted", { n: 1 })).then((done) => done && again());
  return html`<div class="row">
    ${item.state === "published" && !item.is_new && html`<button type="button" class="danger" onClick=${() => open("withdraw")}>${t("withdraw")}</button>`}
    ${state === "draft" && html`<button type="button" onClick=${() => open("drop")}>${t("drop")}</button>`}
    ${(!state || state === "draft") && html`<a class=${state ? "button light" : "button"} href=${"#catalogue/edit/" + item.id}>${t(state ? "edit_draft" : "edit_item")}</a>`}
    ${state === "draft" && html`<${Do} kind="strong" act=${submit}>${t("submit")}<//>`}
    ${(state === "review" || state === "scheduled") && html`<button type="button" onClick=${() => open("return")}>${t(state === "review" ? "return" : "call_off")}</button>`}
    ${state === "review" && html`<button type="button" class="strong" disabled=${!item.draft.may_review} onClick=${() => open("publish")}>${t("publish_it")}</button>`}
  </div>`;
}

/** Sentences about where it stands. */
function Told({ item, live }) {
  const { draft } = item;
  const lines = [];
  if (item.withdrawn) { lines.push(["bad", t("withdrawn_why"), item.withdrawn]); }
  if (draft && draft.note) { lines.push(["bad", t("returned_why"), draft.note]); }
  if (draft && draft.missing.length) { lines.push(["care", t("still_missing", { blocks: draft.missing.map((key) => t("block_" + key)).join(t("comma")) })]); }
  if (!draft && !item.withdrawn && item.missing.length) { lines.push(["care", t("not_offered", { blocks: item.missing.map((key) => t("block_" + key)).join(t("comma")) })]); }
  if (draft) { lines.push(["", t("last_" + draft.state, { by: draft.by || t("the_hall"), at: moment(live, draft.at).slice(0, 11), authors: draft.authors.join(t("comma")), day: draft.from_day || "" })]); }
  if (draft && draft.state === "review" && !draft.may_review) { lines.push(["care", t("four_eyes")]); }
  return lines.map(([kind, text, own]) => html`<p key=${text} class=${"told " + kind}>${text}${own && html` <${Own} text=${own} />`}</p>`);
}

function Changes({ changes, isNew, services }) {
  const said = (each, text) => { const found = each.key === "service" && services.find((service) => service.id === text); return found ? named(found) : text; };
  if (!changes.length) { return html`<p class="small">${t("no_changes")}</p>`; }
  return html`<table class="table changes"><thead><tr><th scope="col">${t("item_field")}</th>${!isNew && html`<th scope="col">${t("published_text")}</th>`}<th scope="col">${t(isNew ? "item_text" : "new_text")}</th></tr></thead>
    <tbody>${changes.map((each) => html`<tr key=${each.key}><th scope="row">${language === "en" ? each.title_en : each.title}</th>${!isNew && html`<td class="before"><${Lines} text=${said(each, each.before)} other=${said(each, each.after)} /></td>`}<td class="after"><${Lines} text=${said(each, each.after)} other=${said(each, isNew ? each.after : each.before)} /></td></tr>`)}</tbody></table>`;
}

/** The lines of a text; those the other text does not have stand out. */
function Lines({ text, other }) {
  const known = other.split("\n");
  return text ? text.split("\n").map((line, n) => html`<div key=${n} class=${known.includes(line) ? "" : "differs"}><${Own} text=${line} /></div>`) : html`<span class="small">${t("not_given")}</span>`;
}

function Reason({ item, say, again, leave, path, title, what, go, said }) {
  const done = async (fields) => {
    await act("/catalogue/items/" + item.id + "/" + path, { reason: fields.reason });
    say("fine", said);
    again();
  };
  return html`<${Ask} title=${title} done=${done} leave=${leave} go=${go}><p>${what}</p>
    <${Field} label=${t("item_reason")}><textarea name="reason" required maxlength="200" rows="3"></textarea><//><//>`;
}

/** What a citizen sees of a text, and which materials their answers leave: the server says, nothing is kept. */
export function Preview({ over, id, text, isTyping }) {
  const [said, setSaid] = hooks.useState({});
  const [found, setFound] = hooks.useState(null);
  const [wrong, setWrong] = hooks.useState("");
  const asked = JSON.stringify([text, said]);
  hooks.useEffect(() => {
    let isOver = false;
    const look = async () => {
      const answered = (wanted) => text.questions.map((each) => each.code).filter((code) => said[code] === wanted);
      try {
        const answer = await inquire("/catalogue/preview", { item_id: id || "new", text, yes: answered("yes"), no: answered("no") });
        if (!isOver) { setFound(answer); setWrong(""); }
      } catch (error) {
        over(error);
        if (!isOver) { setWrong(error.status === 422 ? t("preview_later") : error.message || t("away_act")); }
      }
    };
    const timer = setTimeout(look, isTyping ? 600 : 0);
    return () => { isOver = true; clearTimeout(timer); };
  }, [asked]);
  const put = (code, wanted) => setSaid((before) => Object.assign({}, before, { [code]: before[code] === wanted ? "" : wanted }));
  return html`<aside class="card-form preview" aria-label=${t("preview")}><h3>${t("preview")}</h3>
    ${wrong && html`<p class="small">${wrong}</p>`}
    ${found && html`<${Seen} found=${found} said=${said} put=${put} />`}</aside>`;
}

function Seen({ found, said, put }) {
  const { guide, materials } = found;
  const block = (key, inner) => html`<section><h4>${t("block_" + key)}</h4>${inner || html`<p class="small">${t("block_empty")}</p>`}</section>`;
  return html`<h4 class="title"><${Zh}>${guide.name}<//></h4>${guide.plain && html`<p class="plain-text"><${Zh}>${guide.plain}<//></p>`}
    ${guide.questions.map((each) => html`<fieldset class="asked" key=${each.code}><legend><${Zh}>${each.text}<//></legend>${["yes", "no"].map((wanted) => html`<button type="button" key=${wanted} class="quiet" aria-pressed=${said[each.code] === wanted} onClick=${() => put(each.code, wanted)}>${t(wanted)}</button>`)}</fieldset>`)}
    ${guide.conditions.length > 0 && html`<section><h4>${t("conditions")}</h4><ul>${guide.conditions.map((each, n) => html`<li key=${n}><${Zh}>${each}<//></li>`)}</ul></section>`}
    ${block("materials", materials.length > 0 && html`<ol>${materials.map((each, n) => html`<li key=${n}><${Zh}>${each.name}<//> <small>${[each.original && t("original"), each.copies > 0 && t("copies", { n: each.copies })].filter(Boolean).join(" · ")} <${Own} text=${each.note} /></small></li>`)}</ol>`)}
    ${block("steps", guide.steps.length > 0 && html`<ol>${guide.steps.map((each, n) => html`<li key=${n}><${Zh}>${each}<//></li>`)}</ol>`)}
    ${["limit", "fee", "basis"].map((key) => block(key, guide[key] && html`<p><${Zh}>${guide[key]}<//></p>`))}
    ${guide.pictures.map((name) => html`<img key=${name} alt="" src=${"/api/v1/media/" + name} />`)}`;
}
