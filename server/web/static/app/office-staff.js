// Who may log in, as what, and at which counters. Knows the calls of staff.
import { act } from "./api.js";
import { Ask, Field, hooks, html } from "./parts.js";
import { Empty, Sure, useAnswer } from "./office-parts.js";
import { named, t } from "./words.js";

const ROLES = ["clerk", "supervisor", "admin"];
const NEW = { name: "", role: "clerk", counters: [] };

export function Staff(page) {
  const { live, session } = page;
  const { answer, again } = useAnswer(page, "/staff", 0, "");
  const [open, setOpen] = hooks.useState(null);
  const shut = (step) => () => setOpen((now) => (now && now.step === step ? null : now));
  const staff = answer ? answer.staff : [];
  const numberOf = (id) => { const found = live.hall.counters.find((each) => each.id === id); return found ? found.number : id; };
  return html`<p class="row"><button type="button" class="strong" onClick=${() => setOpen({ step: "set", who: NEW })}>${t("new_staff")}</button></p>
    ${answer && !staff.length && html`<${Empty}>${t("no_staff")}<//>`}
    <div class="scroll"><table class="table"><thead><tr><th scope="col">${t("name")}</th><th scope="col">${t("role")}</th><th scope="col">${t("counters")}</th><th scope="col"><span class="unseen">${t("deed")}</span></th></tr></thead>
      <tbody>${staff.map((each) => html`<tr key=${each.name}><th scope="row">${each.name}${each.name === session.name && html` <span class="chip">${t("you")}</span>`}</th><td>${t("role_" + each.role)}</td><td>${each.counters.length ? each.counters.map(numberOf).join(t("comma")) : t("every_counter")}</td>
        <td class="figure"><button type="button" class="quiet" aria-label=${t("change_title", { name: each.name })} onClick=${() => setOpen({ step: "set", who: each })}>${t("change")}</button>
          ${" "}<button type="button" class="quiet danger" aria-label=${t("remove_title", { name: each.name })} onClick=${() => setOpen({ step: "remove", who: each })}>${t("remove")}</button></td></tr>`)}</tbody></table></div>
    ${open && open.step === "set" && html`<${SetStaff} ...${page} who=${open.who} again=${again} leave=${shut("set")} />`}
    ${open && open.step === "remove" && html`<${Remove} ...${page} who=${open.who} again=${again} leave=${shut("remove")} />`}`;
}

function SetStaff({ live, say, who, again, leave }) {
  const [counters, setCounters] = hooks.useState(who.counters);
  const pick = (id) => setCounters(counters.includes(id) ? counters.filter((each) => each !== id) : counters.concat(id));
  const done = async (fields) => {
    const name = who.name || fields.name.trim();
    if (fields.password !== fields.again) { throw new Error(t("not_the_same")); }
    await act("/staff", { name, role: fields.role, password: fields.password, counters });
    say("fine", t("staff_set", { name }));
    again();
  };
  return html`<${Ask} title=${who.name ? t("change_title", { name: who.name }) : t("new_staff")} done=${done} leave=${leave} go=${t("save")} kind="wide">
    ${!who.name && html`<${Field} label=${t("name")} hint=${t("staff_name_hint")}><input name="name" required maxlength="64" autocomplete="off" /><//>`}
    <${Field} label=${t("role")}><select name="role">${ROLES.map((each) => html`<option key=${each} value=${each} selected=${each === who.role}>${t("role_" + each)}</option>`)}</select><//>
    <div class="halves">
      <${Field} label=${t(who.name ? "new_password" : "password")} hint=${t("password_hint")}><input name="password" type="password" required minlength="8" maxlength="128" autocomplete="new-password" /><//>
      <${Field} label=${t("password_again")}><input name="again" type="password" required minlength="8" maxlength="128" autocomplete="new-password" /><//>
    </div>
    <fieldset><legend>${t("counters")}</legend><p class="small">${t("staff_counters_hint")}</p>
      <div class="choices">${live.hall.counters.map((each) => html`<label key=${each.id} class=${"choice" + (counters.includes(each.id) ? " on" : "")}><input type="checkbox" checked=${counters.includes(each.id)} onChange=${() => pick(each.id)} /> <span><b>${each.number}</b><small>${named(each)}</small></span></label>`)}</div></fieldset>
    ${who.name && html`<p class="small">${t("sessions_end")}</p>`}
  <//>`;
}

function Remove({ say, who, again, leave }) {
  const done = async () => {
    await act("/staff/remove", { name: who.name });
    say("fine", t("removed", { name: who.name }));
    again();
  };
  return html`<${Sure} title=${t("remove_title", { name: who.name })} text=${t("remove_sure")} go=${t("remove")} done=${done} leave=${leave} />`;
}
