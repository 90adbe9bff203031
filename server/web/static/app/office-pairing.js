// Stations that ask to be let in: the code they show is typed here. Knows the calls of pairing.
import { act } from "./api.js";
import { Field, hooks, html } from "./parts.js";
import { Empty, ago, hourOf, useAnswer } from "./office-parts.js";
import { named, t } from "./words.js";

const EVERY_MS = 3000;

export function Pairing(page) {
  const { live } = page;
  const { answer, again } = useAnswer(page, "/pairing", EVERY_MS, "");
  const found = answer ? answer.pairings : [];
  return html`<div class="halves">
    <div><h3>${t("they_ask")}</h3>
      ${answer && !found.length && html`<${Empty}>${t("nobody_asks")}<//>`}
      ${found.length > 0 && html`<table class="table"><thead><tr><th scope="col">${t("station")}</th><th scope="col">${t("its_name")}</th><th scope="col">${t("address")}</th><th scope="col">${t("since")}</th><th scope="col">${t("until")}</th></tr></thead>
        <tbody>${found.map((each) => html`<tr key=${each.source + each.since}><th scope="row">${t("kind_" + each.kind)}</th><td>${each.name || "–"}<br /><small>${each.version}</small></td><td>${each.source}</td><td>${ago(live, each.since)}</td><td>${hourOf(live, each.expires_at)}</td></tr>`)}</tbody></table>`}
    </div>
    <${Accept} ...${page} again=${again} />
  </div>`;
}

function Accept({ live, say, again }) {
  const [wrong, setWrong] = hooks.useState("");
  const [busy, setBusy] = hooks.useState(false);
  const submit = async (event) => {
    event.preventDefault();
    if (busy) { return; }
    const form = event.target;
    const fields = Object.fromEntries(new FormData(form));
    setBusy(true);
    setWrong("");
    try {
      const answer = await act("/pairing/accept", { code: fields.code.replace(/\s/g, ""), name: fields.name.trim(), counter_id: fields.counter ? Number(fields.counter) : null });
      say("fine", t("paired", { name: answer.token.name || answer.token.id.slice(0, 8) }));
      form.reset();
      again();
    } catch (error) {
      setWrong(error.message || t("away_act"));
    }
    setBusy(false);
  };
  return html`<form class="card-form" onSubmit=${submit}><h3>${t("accept_title")}</h3>
    <${Field} label=${t("code")} hint=${t("code_hint")}><input name="code" required inputmode="numeric" autocomplete="off" pattern="[0-9]{3} ?[0-9]{3}" maxlength="7" class="code" /><//>
    <${Field} label=${t("its_name")} hint=${t("its_name_hint")}><input name="name" maxlength="60" autocomplete="off" /><//>
    <${Field} label=${t("bound_counter")} hint=${t("bound_counter_hint")}><select name="counter"><option value="">${t("no_bound_counter")}</option>${live.hall.counters.map((each) => html`<option key=${each.id} value=${each.id}>${each.number} · ${named(each)}</option>`)}</select><//>
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    <button type="submit" class="strong" aria-busy=${busy}>${t("accept")}</button>
  </form>`;
}
