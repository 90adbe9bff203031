// What every page of staff has: who is logged in, the hall as it is, what was said last. Knows no page.
import { ask, logOut, stillIn, whoAmI } from "./api.js";
import { stayAwake } from "./awake.js";
import { Live } from "./live.js";
import { hooks } from "./parts.js";
import { language, speak, t } from "./words.js";

const AGAIN_MS = 3000;

/** `session` undefined: not known yet, null: nobody. `live` null: the hall has not been heard of yet. */
export function useShell(title) {
  const [session, setSession] = hooks.useState(undefined);
  const [live, setLive] = hooks.useState(null);
  const [said, setSaid] = hooks.useState(null);
  const [ended, setEnded] = hooks.useState(false);
  const [, redraw] = hooks.useState(0);
  hooks.useEffect(() => { whoAmI().then(setSession, () => setTimeout(() => location.reload(), AGAIN_MS)); }, []);
  hooks.useEffect(() => { document.title = t(title); }, [language]);
  hooks.useEffect(() => {
    if (!session) { return undefined; }
    const line = new Live((now) => { setLive(now); redraw((n) => n + 1); });
    line.reasons = [];
    ask("/hall").then((answer) => { line.reasons = answer.green_reasons; }, () => undefined);
    const sleep = stayAwake(over);
    return () => { sleep(); line.close(); };
  }, [session && session.name]);
  // Cut off: is the server away, or is it only that this session is over?
  const isCut = Boolean(session && live && !live.isLive);
  hooks.useEffect(() => { if (isCut) { stillIn().catch(over); } }, [isCut]);

  const say = (kind, text) => setSaid({ kind, text });
  const forget = () => setSaid(null);
  const turn = (wanted) => { speak(wanted); redraw((n) => n + 1); };
  const leave = async () => { await logOut(); setEnded(false); setSession(null); setLive(null); };
  /** Somebody took the session away, or it is over: log in again. */
  const over = (error) => { if (error.status === 401) { setEnded(true); setSession(null); setLive(null); } };
  /** Do a wish and say how it went; false when it was not done. */
  const attempt = async (wish, done) => {
    try {
      const answer = await wish();
      if (done) { say("fine", typeof done === "function" ? done(answer) : done); } else { forget(); }
      return answer === null ? true : answer;
    } catch (error) {
      say("wrong", error.message || t("away_act"));
      over(error);
      return false;
    }
  };
  return { session, setSession, ended, live, said, say, forget, turn, leave, over, attempt, language };
}
