// What is announced to the whole hall just now, and a new announcement. Knows no rule.
import { act } from "./api.js";
import { Ask, Field, hooks, html } from "./parts.js";
import { Zh, hourOf } from "./office-parts.js";
import { language, t } from "./words.js";

const MINUTES = [15, 30, 60, 120];
const USUAL = 30;
const CLOSING = "closing";

/** One line for each: what is said, until when, and the way to end it. */
export function Announcements({ live, attempt, announcements }) {
  if (!announcements.length) { return null; }
  const end = (each) => attempt(() => act("/announcements/" + each.id + "/end"), t("announcement_ended"));
  return html`<section class="panel announced" aria-label=${t("announcements")}><ul class="lines">${announcements.map((each) => html`<li key=${each.id}>
    <b class="chip paused">${t("announcement")}</b>
    <span class="grow">${language === "en" && each.text_en ? each.text_en : html`<${Zh}>${each.text}<//>`} <small>${t("until_hour", { at: hourOf(live, each.until) })}${each.is_spoken ? " · " + t("spoken_once") : ""}</small></span>
    <button type="button" class="quiet" onClick=${() => end(each)}>${t("end_it")}</button></li>`)}</ul></section>`;
}

/** The button, and the dialog behind it. */
export function Announce({ live, opening, say }) {
  const [open, setOpen] = hooks.useState(false);
  const [long, setLong] = hooks.useState(USUAL);
  const toClosing = opening.closes_at ? Math.ceil((Date.parse(opening.closes_at) - live.now()) / 60000) : 0;
  const choices = MINUTES.map((each) => [each, t("for_minutes", { n: each })]).concat(toClosing > 0 ? [[CLOSING, t("until_closing", { at: hourOf(live, opening.closes_at) })]] : []);
  const done = async (fields) => {
    const minutes = long === CLOSING ? toClosing : long;
    await act("/announcements", { text: fields.text, text_en: fields.text_en, minutes, is_spoken: fields.spoken === "yes" });
    say("fine", t("announced"));
  };
  return html`<button type="button" onClick=${() => { setLong(USUAL); setOpen(true); }}>${t("announce")}</button>
    ${open && html`<${Ask} title=${t("announce_title")} done=${done} leave=${() => setOpen(false)} go=${t("announce_go")}>
      <p class="small">${t("announce_what")}</p>
      <${Field} label=${t("announce_text")} hint=${t("announce_text_hint")}><textarea name="text" rows="3" required maxlength="200" autofocus></textarea><//>
      <${Field} label=${t("announce_text_en")}><textarea name="text_en" rows="2" maxlength="200"></textarea><//>
      <fieldset><legend>${t("announce_long")}</legend><div class="spans">${choices.map(([value, words]) => html`<label key=${value} class=${"choice" + (long === value ? " on" : "")}>
        <input type="radio" name="long" value=${value} checked=${long === value} onChange=${() => setLong(value)} /><span>${words}</span></label>`)}</div></fieldset>
      <label class="pick"><input type="checkbox" name="spoken" value="yes" /><span>${t("announce_spoken")}</span></label>
    <//>`}`;
}
