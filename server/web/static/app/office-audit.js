// Who did what, newest first, page after page. Shows what a deed was about, never what it said.
import { ask } from "./api.js";
import { Save } from "./office-report-save.js";
import { Do, Field, hooks, html } from "./parts.js";
import { Empty, moment, wordsFor } from "./office-parts.js";
import { Change } from "./office-setup-change.js";
import { t } from "./words.js";

const PAGE = 50;
const NEWEST = 9007199254740991;
const SET_UP = "catalogue_imported";
// In the order people look for them.
const COMMANDS = [
  "issue_ticket", "hand_in", "settle_slip", "call_next", "call_ticket", "serve_walk_up", "recall", "mark_no_show", "reinstate", "start", "finish", "hold", "resume", "transfer", "cancel", "evaluate", "explain_evaluation",
  "open_counter", "pause_counter", "close_counter", "make_booking", "cancel_booking", "check_in", "direct_kiosk", "call_help", "give_help", "close_service", "open_service", "announce", "end_announcement",
  "log_in", "log_out", "note_refusal", "set_staff", "remove_staff", "issue_token", "revoke_token", "fit_box", "import_catalogue", "change_set_up", "write_items", "submit_items", "return_item", "publish_items", "withdraw_item", "drop_draft", "end_day", "tick", "step_clock", "give_notice"
];

export function Audit(page) {
  const { live, over, say } = page;
  const [sought, setSought] = hooks.useState({ actor: "", command: "", first: "", last: "" });
  const [deeds, setDeeds] = hooks.useState(null);
  const [before, setBefore] = hooks.useState(null);
  const [open, setOpen] = hooks.useState(null);
  const more = async (from, filter, kept) => {
    try {
      const answer = await ask("/audit/latest?n=" + PAGE + "&before=" + from + "&" + queryOf(filter));
      setDeeds(kept.concat(answer.deeds));
      setBefore(answer.before);
    } catch (error) {
      over(error);
      say("wrong", error.message || t("away_act"));
    }
  };
  hooks.useEffect(() => { more(NEWEST, sought, []); }, []);
  const submit = (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    const filter = { actor: fields.actor.trim(), command: fields.command, first: fields.first, last: fields.last };
    setSought(filter);
    return more(NEWEST, filter, []);
  };
  return html`<section class="panel part"><h2>${t("page_audit")}</h2><p class="small lead">${t("audit_lead")}</p>
    <form class="filter" onSubmit=${submit}>
      <${Field} label=${t("audit_who")}><input name="actor" maxlength="64" autocomplete="off" /><//>
      <${Field} label=${t("audit_what")}><select name="command"><option value="">${t("audit_all")}</option>${COMMANDS.map((each) => html`<option key=${each} value=${each}>${t("did_" + each)}</option>`)}</select><//>
      <${Field} label=${t("audit_from")}><input type="date" name="first" /><//><${Field} label=${t("audit_to")}><input type="date" name="last" /><//>
      <button type="submit" class="strong">${t("search")}</button><${Save} page=${page} path="/audit/latest" query=${queryOf(sought)} name="audit" ending="xlsx" word="audit_file" />
    </form>
    ${deeds && html`<table class="table audit"><thead><tr><th scope="col">${t("time")}</th><th scope="col">${t("audit_who")}</th><th scope="col">${t("audit_what")}</th><th scope="col">${t("audit_about")}</th><th scope="col" class="figure">${t("audit_seq")}</th></tr></thead>
      <tbody>${deeds.map((each) => html`<tr key=${each.seq}><td class="clock">${moment(live, each.at)}</td><td><${Who} actor=${each.actor} /></td><td>${wordsFor("did_", each.command)}</td><td>${each.facts.includes(SET_UP) ? null : about(each)}${each.facts.includes(SET_UP) && html` <button type="button" class="quiet" aria-label=${t("audit_change_of", { seq: each.seq })} onClick=${() => setOpen(each)}>${t("audit_change")}</button>`}</td><td class="figure quiet-text">${each.seq}</td></tr>`)}</tbody></table>`}
    ${deeds && !deeds.length && html`<${Empty}>${t(before ? "audit_not_yet" : "audit_none")}<//>`}
    ${before && html`<p class="row more"><${Do} act=${() => more(before, sought, deeds)}>${t("older")}<//></p>`}
    ${open && html`<${Change} page=${page} deed=${open} leave=${() => setOpen(null)} />`}
  </section>`;
}

/** The filter as the call wants it; empty fields say nothing. */
function queryOf(filter) {
  return new URLSearchParams(Object.entries(filter).filter((each) => each[1])).toString();
}

function Who({ actor }) {
  const at = actor.indexOf(":");
  const name = actor.slice(at + 1);
  if (name === "hall" || name === "console") { return html`<span class="quiet-text">${t("actor_" + name)}</span>`; }
  return html`${name || "–"} <small>${wordsFor("role_", actor.slice(0, at))}</small>`;
}

function about(deed) {
  const parts = [deed.number, deed.counter_number && t("counter_no", { number: deed.counter_number }), deed.name];
  return parts.filter(Boolean).join(" · ") || "–";
}
