// What the pages of the office share: asking again and again, asking once before a deed, times and tables. Knows no page.
import { ask } from "./api.js";
import { Ask, hooks, html } from "./parts.js";
import { known, language, t } from "./words.js";

/** The answer to a question, asked again every `ms` (0: only when told) and whenever `when` changes; null until it is there. */
export function useAnswer(page, path, ms, when) {
  const [answer, setAnswer] = hooks.useState(null);
  const [wrong, setWrong] = hooks.useState("");
  const [asked, setAsked] = hooks.useState(0);
  hooks.useEffect(() => {
    if (!path) { return undefined; }
    let isOver = false;
    let timer = 0;
    const look = async () => {
      try {
        const found = await ask(path);
        if (!isOver) { setAnswer(found); setWrong(""); }
      } catch (error) {
        page.over(error);
        if (!isOver) { setWrong(error.message || t("away_act")); }
      }
      if (!isOver && ms) { timer = setTimeout(look, ms); }
    };
    look();
    return () => { isOver = true; clearTimeout(timer); };
  }, [path, ms, when, asked]);
  return { answer, wrong, again: () => setAsked((n) => n + 1) };
}

/** Asks once before a deed that cannot be taken back. The way out has the focus. */
export function Sure({ title, text, go, done, leave }) {
  return html`<${Ask} title=${title} done=${done} leave=${leave} go=${go}><p>${text}</p><//>`;
}

/** The server's own sentences are Chinese: a screen reader must know. */
export function Zh({ children }) {
  return html`<span lang=${language === "zh" ? undefined : "zh-CN"}>${children}</span>`;
}

/** A day and time of the hall's wall clock: 11-24 09:30:05. */
export function moment(live, at) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: live.hall.hall.timezone, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).formatToParts(new Date(at));
  const of = (kind) => parts.find((each) => each.type === kind).value;
  return of("month") + "-" + of("day") + " " + of("hour") + ":" + of("minute") + ":" + of("second");
}

/** Hours and minutes of the hall's wall clock. */
export const hourOf = (live, at) => moment(live, at).slice(6, 11);

/** How long ago, from minutes to days. */
export function ago(live, at) {
  const minutes = Math.max(0, Math.floor((live.now() - Date.parse(at)) / 60000));
  if (minutes < 1) { return t("just_now"); }
  if (minutes < 60) { return t("n_minutes", { n: minutes }); }
  return minutes < 1440 ? t("n_hours", { n: Math.floor(minutes / 60) }) : t("n_days", { n: Math.floor(minutes / 1440) });
}

/** Words for a name of the server, or the name itself when it is newer than this page. */
export const wordsFor = (prefix, name) => (known(prefix + name) ? t(prefix + name) : name);

export function Empty({ children }) {
  return html`<p class="quiet-text empty">${children}</p>`;
}
