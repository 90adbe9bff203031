// The clerk's page: log in, sit down at a counter, work. Knows which part stands; the parts know the rest.
import { ask, logOut, whoAmI } from "./api.js";
import { Live } from "./live.js";
import { LogIn } from "./login.js";
import { hooks, html, render, Said } from "./parts.js";
import { Seat } from "./desk-seat.js";
import { Work } from "./desk-work.js";
import { language, speak, t } from "./words.js";

const OUT = ["closed"];

function Desk() {
  const [session, setSession] = hooks.useState(undefined);
  const [live, setLive] = hooks.useState(null);
  const [said, setSaid] = hooks.useState(null);
  const [, redraw] = hooks.useState(0);
  hooks.useEffect(() => { whoAmI().then(setSession, () => setTimeout(() => location.reload(), 3000)); }, []);
  hooks.useEffect(() => {
    if (!session) { return undefined; }
    const line = new Live((now) => { setLive(now); redraw((n) => n + 1); });
    line.reasons = [];
    ask("/hall").then((answer) => { line.reasons = answer.green_reasons; }, () => undefined);
    return () => line.close();
  }, [session && session.name]);

  const say = (kind, text) => setSaid({ kind, text });
  const turn = (wanted) => { speak(wanted); redraw((n) => n + 1); };
  const leave = async () => { await logOut(); setSession(null); setLive(null); };
  /** Do a wish and say how it went; true when it was done. */
  const attempt = async (wish, done) => {
    try {
      const answer = await wish();
      if (done) { say("fine", typeof done === "function" ? done(answer) : done); } else { setSaid(null); }
      return answer === null ? true : answer;
    } catch (error) {
      say("wrong", error.message || t("away_act"));
      if (error.status === 401) { setSession(null); }
      return false;
    }
  };

  if (session === undefined) { return html`<p class="first">${t("opening")}</p>`; }
  if (session === null) { return html`<${LogIn} title=${t("desk")} done=${setSession} turn=${turn} />`; }
  if (!live || !live.hall) { return html`<p class="first">${t("connecting")}</p>`; }
  const mine = live.hall.counters.find((each) => each.clerk === session.name && !OUT.includes(each.state));
  const shared = { session, live, attempt, say, turn, leave, language };
  return html`
    ${mine ? html`<${Work} ...${shared} counter=${mine} />` : html`<${Seat} ...${shared} />`}
    <${Said} said=${said} forget=${() => setSaid(null)} />`;
}

render(html`<${Desk} />`, document.getElementById("page"));
