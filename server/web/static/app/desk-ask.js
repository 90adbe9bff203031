// What a clerk is asked before a step that needs words: pause, transfer, hold, cancel, a ticket for somebody. Knows no rule.
import { act } from "./api.js";
import { useContent } from "./desk-content.js";
import { DID } from "./desk-last.js";
import { Ask, Field, hooks, html } from "./parts.js";
import { language, named, t } from "./words.js";

const REASONS = ["leave", "material", "meeting", "site", "lunch"];

/** R-223: where to, why, how to be reached, when back. */
export function Pause({ live, counter, leave }) {
  const content = useContent();
  const mine = content && content.roster.find((each) => each.counter_id === counter.id && each.post === counter.post);
  const done = (fields) => act("/counters/" + counter.id + "/pause", {
    reason: [fields.where.trim(), fields.why.trim()].filter(Boolean).join("，"),
    contact: fields.contact.trim(),
    back_at: fields.minutes ? new Date(live.now() + Number(fields.minutes) * 60000).toISOString() : null
  });
  return html`<${Ask} title=${t("pause_title")} done=${done} leave=${leave} go=${t("pause")}>
    <p class="small">${t("pause_public")}</p>
    <${Field} label=${t("where_to")}><input name="where" list="places" required maxlength="60" autofocus /><//>
    <datalist id="places">${REASONS.map((each) => html`<option value=${t("place_" + each)} />`)}</datalist>
    <${Field} label=${t("why")}><input name="why" required maxlength="60" /><//>
    <${Field} label=${t("contact")} hint=${t("contact_hint")}><input name="contact" required maxlength="60" defaultValue=${mine ? mine.phone : ""} key=${mine ? mine.phone : ""} /><//>
    <${Field} label=${t("back_in")}><select name="minutes"><option value="10">10 ${t("minutes")}</option><option value="15">15 ${t("minutes")}</option><option value="30" selected>30 ${t("minutes")}</option><option value="60">60 ${t("minutes")}</option><option value="120">120 ${t("minutes")}</option></select><//>
  <//>`;
}

export function Transfer({ live, counter, ticket, leave, did }) {
  const [to, setTo] = hooks.useState("service");
  const done = async (fields) => {
    const place = fields.to === "counter" ? { counter_id: Number(fields.place) } : { service_id: fields.place };
    await act("/tickets/" + ticket.id + "/transfer", Object.assign({ note: fields.note.trim() || null }, place));
    did(DID.transferred(ticket, counter));
  };
  const counters = live.hall.counters.filter((each) => each.id !== counter.id);
  return html`<${Ask} title=${t("transfer_title", { number: ticket.number })} done=${done} leave=${leave} go=${t("transfer")}>
    <p class="small">${t("transfer_keeps")}</p>
    <div class="row">${["service", "counter"].map((each) => html`<label class="pick"><input type="radio" name="to" value=${each} checked=${to === each} onChange=${() => setTo(each)} /> ${t("to_" + each)}</label>`)}</div>
    <${Field} label=${t("to_" + to)}><select name="place" required key=${to}>
      ${to === "service"
        ? live.hall.waiting.map((each) => html`<option value=${each.service_id}>${named(each)} · ${t("n_waiting", { n: each.waiting })}</option>`)
        : counters.map((each) => html`<option value=${each.id}>${each.number} · ${named(each)}${each.clerk ? " · " + each.clerk : ""} · ${t("short_" + each.state)}</option>`)}
    </select><//>
    <${Field} label=${t("note")} hint=${t("note_hint")}><textarea name="note" rows="2" maxlength="300"></textarea><//>
  <//>`;
}

export function Hold({ ticket, leave, did }) {
  const done = async (fields) => {
    await act("/tickets/" + ticket.id + "/hold", { reason: fields.why.trim(), minutes: Number(fields.minutes) });
    did(DID.held(ticket));
  };
  return html`<${Ask} title=${t("hold_title", { number: ticket.number })} done=${done} leave=${leave} go=${t("hold")}>
    <${Field} label=${t("why")}><input name="why" list="holds" required maxlength="100" autofocus /><//>
    <datalist id="holds"><option value=${t("hold_copy")} /><option value=${t("hold_form")} /><option value=${t("hold_pay")} /></datalist>
    <${Field} label=${t("back_in")}><select name="minutes">${[10, 20, 30, 60].map((each) => html`<option value=${each} selected=${each === 20}>${each} ${t("minutes")}</option>`)}</select><//>
  <//>`;
}

export function Cancel({ ticket, leave, did }) {
  const done = async () => {
    await act("/tickets/" + ticket.id + "/cancel");
    did(DID.cancelled(ticket));
  };
  return html`<${Ask} title=${t("cancel_title", { number: ticket.number })} done=${done} leave=${leave} go=${t("cancel")}><p>${t("cancel_sure")}</p><//>`;
}

/** A ticket for somebody at the counter or the guide desk: several services in turn, or served at once without waiting. */
export function Issue({ live, counter, leave, did, ticket }) {
  const [chosen, setChosen] = hooks.useState([]);
  const [green, setGreen] = hooks.useState("");
  const pick = (id) => setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : chosen.concat(id));
  const done = async (fields) => {
    if (!chosen.length) { throw new Error(t("choose_service")); }
    if (fields.how === "now") {
      await act("/counters/" + counter.id + "/serve", { service_id: chosen[0] });
      return;
    }
    const wish = { services: chosen, class: green ? "green" : "ordinary", class_reason: green || null, language };
    const answer = await act("/tickets", wish);
    did(DID.issued(answer.ticket));
  };
  const canNow = !ticket && counter.state === "open" && chosen.length === 1 && counter.services.includes(chosen[0]);
  return html`<${Ask} title=${t("issue_title")} done=${done} leave=${leave} go=${t("issue")} kind="wide">
    <p class="small">${t("issue_hint")}</p>
    <div class="choices">${live.hall.waiting.map((each) => html`<label class=${"choice" + (chosen.includes(each.service_id) ? " on" : "")}>
      <input type="checkbox" checked=${chosen.includes(each.service_id)} onChange=${() => pick(each.service_id)} />
      <span><b>${chosen.length > 1 && chosen.includes(each.service_id) ? chosen.indexOf(each.service_id) + 1 + ". " : ""}${named(each)}</b><small>${t("n_waiting", { n: each.waiting })}</small></span></label>`)}</div>
    <${Field} label=${t("green")}><select value=${green} onChange=${(event) => setGreen(event.target.value)}>
      <option value="">${t("class_ordinary")}</option>
      ${live.reasons.map((each) => html`<option value=${each.code}>${named(each)}</option>`)}
    </select><//>
    <div class="row">
      <label class="pick"><input type="radio" name="how" value="queue" defaultChecked /> ${t("issue_queue")}</label>
      <label class="pick"><input type="radio" name="how" value="now" disabled=${!canNow} /> ${t("issue_now")}</label>
    </div>
  <//>`;
}
