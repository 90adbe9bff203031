// The clerk's page: log in, sit down at a counter, work. Knows which part stands; the parts know the rest.
import { LogIn } from "./login.js";
import { html, render, Said } from "./parts.js";
import { Elsewhere } from "./desk-elsewhere.js";
import { Seat } from "./desk-seat.js";
import { Work } from "./desk-work.js";
import { useShell } from "./shell.js";
import { t } from "./words.js";

const OUT = ["closed"];

function Desk() {
  const page = useShell("desk");
  const { session, live } = page;
  if (session === undefined) { return html`<p class="first">${t("opening")}</p>`; }
  if (session === null) { return html`<${LogIn} title=${t("desk")} done=${page.setSession} turn=${page.turn} ended=${page.ended} />`; }
  if (!live || !live.hall) { return html`<p class="first">${t("connecting")}</p>`; }
  const mine = live.hall.counters.find((each) => each.clerk === session.name && !OUT.includes(each.state));
  if (mine && session.others) { return html`<${Elsewhere} ...${page} counter=${mine} />`; }
  return html`
    ${mine ? html`<${Work} ...${page} counter=${mine} />` : html`<${Seat} ...${page} />`}
    <${Said} said=${page.said} forget=${page.forget} />`;
}

render(html`<${Desk} />`, document.getElementById("page"));
