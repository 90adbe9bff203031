// Tokens: which stations and programs are let in. A secret is shown once and not kept. Knows the calls of tokens.
import { act } from "./api.js";
import { Ask, Field, hooks, html } from "./parts.js";
import { Empty, Sure, useAnswer } from "./office-parts.js";
import { named, t } from "./words.js";

const ROLES = ["kiosk", "display", "clerk", "supervisor", "admin"];

export function Tokens(page) {
  const { live } = page;
  const { answer, again } = useAnswer(page, "/tokens", 0, "");
  const [open, setOpen] = hooks.useState(null);
  const [secret, setSecret] = hooks.useState(null);
  const tokens = answer ? answer.tokens : [];
  const counterOf = (id) => { const found = live.hall.counters.find((each) => each.id === id); return found ? found.number + " · " + named(found) : id ? String(id) : "–"; };
  return html`<p class="row"><button type="button" class="strong" onClick=${() => setOpen("new")}>${t("new_token")}</button></p>
    ${answer && !tokens.length && html`<${Empty}>${t("no_tokens")}<//>`}
    <div class="scroll"><table class="table"><thead><tr><th scope="col">${t("its_name")}</th><th scope="col">${t("role")}</th><th scope="col">${t("to_counter")}</th><th scope="col">${t("id")}</th><th scope="col"><span class="unseen">${t("deed")}</span></th></tr></thead>
      <tbody>${tokens.map((each) => html`<tr key=${each.id}><th scope="row">${each.name || "–"}</th><td>${t("role_" + each.role)}</td><td>${counterOf(each.counter_id)}</td><td><code>${each.id.slice(0, 8)}</code></td>
        <td class="figure"><button type="button" class="quiet danger" aria-label=${t("revoke_title", { name: each.name || each.id.slice(0, 8) })} onClick=${() => setOpen(each)}>${t("revoke")}</button></td></tr>`)}</tbody></table></div>
    ${open === "new" && html`<${NewToken} live=${live} leave=${() => setOpen((now) => (now === "new" ? null : now))} done=${(made) => { again(); setSecret(made); }} />`}
    ${open && open !== "new" && html`<${Revoke} token=${open} say=${page.say} again=${again} leave=${() => setOpen(null)} />`}
    ${secret && html`<${Secret} made=${secret} leave=${() => setSecret(null)} />`}`;
}

function NewToken({ live, leave, done }) {
  const make = async (fields) => {
    done(await act("/tokens", { role: fields.role, name: fields.name.trim(), counter_id: fields.counter ? Number(fields.counter) : null }));
  };
  return html`<${Ask} title=${t("new_token")} done=${make} leave=${leave} go=${t("make")}>
    <${Field} label=${t("role")}><select name="role">${ROLES.map((each) => html`<option key=${each} value=${each}>${t("role_" + each)}</option>`)}</select><//>
    <${Field} label=${t("its_name")}><input name="name" required maxlength="60" autocomplete="off" /><//>
    <${Field} label=${t("to_counter")} hint=${t("token_counter_hint")}><select name="counter"><option value="">${t("no_bound_counter")}</option>${live.hall.counters.map((each) => html`<option key=${each.id} value=${each.id}>${each.number} · ${named(each)}</option>`)}</select><//>
  <//>`;
}

function Secret({ made, leave }) {
  return html`<${Ask} title=${t("secret_title")} done=${async () => undefined} leave=${leave} go=${t("secret_kept")}>
    <p>${t("secret_once", { name: made.token.name || made.token.id.slice(0, 8) })}</p>
    <${Field} label=${t("secret")}><input class="secret" readonly value=${made.secret} onFocus=${(event) => event.target.select()} /><//>
  <//>`;
}

function Revoke({ token, say, again, leave }) {
  const name = token.name || token.id.slice(0, 8);
  const done = async () => {
    await act("/tokens/" + token.id + "/revoke");
    say("fine", t("revoked", { name }));
    again();
  };
  return html`<${Sure} title=${t("revoke_title", { name })} text=${t("revoke_sure")} go=${t("revoke")} done=${done} leave=${leave} />`;
}
