// The door: name and password. Knows no page behind it.
import { logIn } from "./api.js";
import { Field, hooks, html } from "./parts.js";
import { language, t } from "./words.js";

export function LogIn({ title, done, turn, ended }) {
  const [wrong, setWrong] = hooks.useState("");
  const [busy, setBusy] = hooks.useState(false);
  const submit = async (event) => {
    event.preventDefault();
    if (busy) { return; }
    const form = new FormData(event.target);
    setBusy(true);
    setWrong("");
    try {
      done(await logIn(form.get("name"), form.get("password")));
    } catch (error) {
      setWrong(error.message || t("away_act"));
      setBusy(false);
    }
  };
  return html`<main class="door">
    <h1>${title}</h1>
    ${ended && html`<p class="ended" role="status">${t("log_in_ended")}</p>`}
    <form onSubmit=${submit}>
      <${Field} label=${t("name")}><input name="name" autocomplete="username" required autofocus maxlength="64" /><//>
      <${Field} label=${t("password")}><input name="password" type="password" autocomplete="current-password" required maxlength="128" /><//>
      ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
      <button type="submit" class="strong big" aria-busy=${busy}>${t("log_in")}</button>
    </form>
    <p class="small">${t("log_in_help")}</p>
    <${Language} turn=${turn} />
  </main>`;
}

export function Language({ turn }) {
  const other = language === "zh" ? "en" : "zh";
  return html`<button type="button" class="quiet language" lang=${other === "en" ? "en" : "zh-CN"} onClick=${() => turn(other)}>${other === "en" ? "English" : "中文"}</button>`;
}
