// 一次性告知单 (R-098): tick what is missing, say what is wrong, once; then it has a number and is printed. No rule stands here.
import { act, ask } from "./api.js";
import { nameOf, useContent, zhOnly } from "./desk-content.js";
import { particulars, wanted } from "./desk-guide.js";
import { Paper, print } from "./desk-paper.js";
import { Ask, Field, hooks, html } from "./parts.js";
import { clock } from "./desk-queue.js";
import { language, named, t } from "./words.js";

/** What the clerk tells of one guide; after it is given the same dialog shows it for printing. */
export function NoticeForm({ counter, ticket, guide, content, answers, leave, back, live }) {
  const [faulty, setFaulty] = hooks.useState({});
  const [missing, setMissing] = hooks.useState({});
  const [again, setAgain] = hooks.useState(false);
  const [given, setGiven] = hooks.useState(null);
  const asked = wanted(guide, answers);
  const done = async (fields) => {
    const wish = {
      counter_id: counter.id, item_id: guide.id, ticket_id: ticket ? ticket.id : null,
      missing: asked.filter((each) => missing[each.name]).map((each) => each.name),
      faults: asked.filter((each) => !missing[each.name] && faulty[each.name]).map((each) => ({ material: each.name, text: faulty[each.name] })),
      remark: fields.remark.trim(), again: (fields.again || "").trim(), language: fields.language
    };
    try {
      setGiven((await act("/notices", wish)).notice);
    } catch (error) {
      if (error.code === "already_told") { setAgain(true); }
      throw error;
    }
  };
  if (given) { return html`<${Shown} notice=${given} content=${content} live=${live} leave=${leave} isNew />`; }
  return html`<${Ask} title=${t("notice_title")} done=${done} stay leave=${leave} go=${t("notice_number")} kind="wide tall" key="notice">
    <p><button type="button" class="quiet" onClick=${back}>‹ ${t("guides")}</button> <b lang=${nameOf(guide).lang}>${nameOf(guide).text}</b>${ticket && html` <span class="chip">${ticket.number}</span>`}</p>
    <p class="small">${t("notice_all_at_once")}</p>
    <ol class="ticks">${asked.map((each) => html`<li key=${each.name} class=${missing[each.name] ? "on" : ""}>
      <label class="pick"><input type="checkbox" checked=${Boolean(missing[each.name])} onChange=${(event) => setMissing(Object.assign({}, missing, { [each.name]: event.target.checked }))} /> <span><b>${t("notice_missing")}</b> <span lang=${nameOf(each).lang}>${nameOf(each).text}</span><small lang=${zhOnly()}>${particulars(each)}</small></span></label>
      <input class="fault" aria-label=${t("notice_fault_of", { name: nameOf(each).text })} placeholder=${t("notice_fault")} maxlength="200" disabled=${Boolean(missing[each.name])} value=${faulty[each.name] || ""} onInput=${(event) => setFaulty(Object.assign({}, faulty, { [each.name]: event.target.value.trim() }))} />
    </li>`)}</ol>
    <${Field} label=${t("notice_remark")} hint=${t("notice_nothing_personal")}><textarea name="remark" rows="2" maxlength="500"></textarea><//>
    ${again && html`<${Field} label=${t("notice_again")} hint=${t("notice_again_hint")}><input name="again" required maxlength="200" autofocus /><//>`}
    <${Field} label=${t("notice_language")}><select name="language"><option value="zh" selected=${!ticket || ticket.language !== "en"}>中文</option><option value="en" selected=${Boolean(ticket) && ticket.language === "en"}>English</option></select><//>
  <//>`;
}

/** A notice as it will be on paper. */
function Shown({ notice, content, live, leave, back, isNew }) {
  const [paper, setPaper] = hooks.useState(localStorage.getItem(KEPT) === "roll" ? "roll" : "a4");
  const choose = (wanted) => { setPaper(wanted); localStorage.setItem(KEPT, wanted); };
  const sheet = html`<${Paper} notice=${notice} content=${content} paper=${paper} timezone=${live.hall.hall.timezone} />`;
  return html`<${Ask} title=${t(isNew ? "notice_given" : "notice_again_title", { number: notice.number })} done=${async () => print(sheet)} stay leave=${leave} go=${t("notice_print")} kind="wide tall" key="shown">
    <div class="row">${back && html`<button type="button" class="quiet" onClick=${back}>‹ ${t("notices")}</button>`}<span class="grow"></span>
      ${["a4", "roll"].map((each) => html`<label class="pick"><input type="radio" name="paper" checked=${paper === each} onChange=${() => choose(each)} /> ${t("paper_" + each)}</label>`)}</div>
    <div class="preview">${sheet}</div>
  <//>`;
}
const KEPT = "bianmin_paper";

/** Today's notices of this counter, and any by its number: to print it again. */
export function Notices(props) {
  const { counter, leave, live } = props;
  const content = useContent();
  const [all, setAll] = hooks.useState(null);
  const [shown, setShown] = hooks.useState(null);
  hooks.useEffect(() => { ask("/notices?counter_id=" + counter.id).then((answer) => setAll(answer.notices), () => setAll([])); }, [counter.id]);
  const find = async (fields) => setShown((await ask("/notices/" + encodeURIComponent(fields.number.trim().toUpperCase()))).notice);
  if (shown && content) { return html`<${Shown} notice=${shown} content=${content} live=${live} leave=${leave} back=${() => setShown(null)} />`; }
  return html`<${Ask} title=${t("notices")} done=${find} stay leave=${leave} go=${t("notice_find")} kind="wide" key="notices">
    <${Field} label=${t("notice_by_number")}><input name="number" required maxlength="24" placeholder="GZC-000000" autocomplete="off" autofocus /><//>
    <h4>${t("notice_today")}</h4>
    ${all && !all.length && html`<p class="quiet-text">${t("notice_none")}</p>`}
    <ul class="found">${(all || []).map((each) => html`<li key=${each.number}><button type="button" class="quiet" onClick=${() => setShown(each)}>
      <b>${each.number}</b> <span>${clock(live, Date.parse(each.at)).slice(0, 5)}</span> ${each.ticket_number && html`<span class="chip">${each.ticket_number}</span> `}<span lang=${zhOnly()}>${each.item_name}</span></button></li>`)}</ul>
  <//>`;
}
