// The manager's office: who may come in, and which of its pages stands. The pages know the rest.
import { Language, LogIn } from "./login.js";
import { hooks, html, render, Said, useTick } from "./parts.js";
import { clock } from "./desk-queue.js";
import { Audit } from "./office-audit.js";
import { Catalogue } from "./office-catalogue.js";
import { Hall } from "./office-hall.js";
import { Policy } from "./office-policy.js";
import { Reports } from "./office-report.js";
import { SetUp } from "./office-setup.js";
import { useShell } from "./shell.js";
import { named, t } from "./words.js";

const LEADERS = ["supervisor", "admin"];
const PAGES = [["hall", Hall], ["catalogue", Catalogue], ["set-up", SetUp], ["policy", Policy], ["audit", Audit], ["reports", Reports]];

function Office() {
  const page = useShell("office");
  const { session, live } = page;
  const place = usePlace();
  if (session === undefined) { return html`<p class="first">${t("opening")}</p>`; }
  if (session === null) { return html`<${LogIn} title=${t("office")} done=${page.setSession} turn=${page.turn} />`; }
  if (!LEADERS.includes(session.role)) { return html`<${NotHere} ...${page} />`; }
  if (!live || !live.hall) { return html`<p class="first">${t("connecting")}</p>`; }
  const [name, Shown] = PAGES.find(([each]) => each === place[0]) || PAGES[0];
  return html`
    <${Head} ...${page} name=${name} />
    ${!live.isLive && html`<p class="away" role="alert">${t("away")}</p>`}
    <main class=${"office " + name}><h1 class="unseen">${t("page_" + name)}</h1><${Shown} ...${page} place=${place} /></main>
    <${Said} said=${page.said} forget=${page.forget} />`;
}

/** Where we are: the words behind the # of the address, so that Back and bookmarks work. */
function usePlace() {
  const read = () => location.hash.slice(1).split("/");
  const [place, setPlace] = hooks.useState(read());
  hooks.useEffect(() => {
    const moved = () => setPlace(read());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return place;
}

function Head({ session, live, turn, leave, name }) {
  return html`<header class="bar">
    <b class="hall-name">${named(live.hall.hall)}</b>
    <nav class="pages" aria-label=${t("office")}>${PAGES.map(([each]) => html`<a key=${each} href=${"#" + each} aria-current=${each === name ? "page" : undefined}>${t("page_" + each)}</a>`)}</nav>
    <span class="grow"></span>
    <span class=${"dot " + (live.isLive ? "on" : "off")} role="status">${t(live.isLive ? "live" : "not_live")}</span>
    <${Clock} live=${live} /><span class="who">${session.name}</span>
    <${Language} turn=${turn} /><button type="button" class="quiet" onClick=${leave}>${t("log_out")}</button>
  </header>`;
}

function Clock({ live }) {
  useTick(1000);
  return html`<span class="clock">${clock(live, live.now()).slice(0, 5)}</span>`;
}

/** A clerk who came to the wrong page. The server would refuse everything here anyway. */
function NotHere({ session, turn, leave }) {
  return html`<main class="door">
    <h1>${t("office")}</h1>
    <p class="wrong" role="alert">${t("not_a_leader", { name: session.name })}</p>
    <p class="row"><a class="button" href="/desk">${t("to_desk")}</a><button type="button" onClick=${leave}>${t("log_out")}</button></p>
    <${Language} turn=${turn} />
  </main>`;
}

render(html`<${Office} />`, document.getElementById("page"));
