// The same person at the same counter from two computers: one of them goes on. Knows no ticket.
import { endOthers } from "./api.js";
import { Language } from "./login.js";
import { Do, html } from "./parts.js";
import { t } from "./words.js";

export function Elsewhere({ session, setSession, counter, attempt, leave, turn }) {
  const here = async () => {
    const done = await attempt(endOthers, t("elsewhere_done"));
    if (done !== false) { setSession(Object.assign({}, session, { others: 0 })); }
  };
  return html`<main class="door">
    <h1>${t("elsewhere_title")}</h1>
    <p>${t("elsewhere", { clerk: session.name, number: counter.number, post: counter.post })}</p>
    <div class="row"><${Do} kind="strong big" act=${here}>${t("elsewhere_here")}<//><button type="button" class="quiet" onClick=${leave}>${t("log_out")}</button></div>
    <${Language} turn=${turn} />
  </main>`;
}
