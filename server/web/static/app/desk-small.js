// The small window that stays above other programs: the next number, the big button, the steps of a visit.
import { Last } from "./desk-last.js";
import { Free, Visit } from "./desk-visit.js";
import { html, hooks, render } from "./parts.js";
import { t } from "./words.js";

const WIDTH = 360;
const HEIGHT = 400;

export function Small(props) {
  const { live, counter, ticket, queue } = props;
  return html`<div class="small-window" aria-busy=${!live.isLive}>
    ${!live.isLive && html`<p class="away" role="alert">${t("away_short")}</p>`}
    <div class="row strip"><span class="badge">${counter.number}</span><span class=${"chip " + counter.state}>${t("counter_" + counter.state)}</span><span class="grow"></span><span>${t("n_waiting", { n: queue.total })}</span></div>
    <section class="now">${ticket ? html`<${Visit} ...${props} small />` : html`<${Free} ...${props} small />`}</section>
    <${Last} ...${props} />
  </div>`;
}

/** A way to open the small window, and its drawing: above all others where the browser can, else a window of its own. */
export function useSmall(props) {
  const opened = hooks.useRef(null);
  hooks.useEffect(() => { if (opened.current) { render(html`<${Small} ...${props} />`, opened.current.document.body); } });
  hooks.useEffect(() => () => { if (opened.current) { opened.current.close(); } }, []);
  return async () => {
    if (!window.documentPictureInPicture) {
      window.open("/desk#small", "bianmin_small", "popup,width=" + WIDTH + ",height=" + HEIGHT);
      return;
    }
    const small = await window.documentPictureInPicture.requestWindow({ width: WIDTH, height: HEIGHT });
    dress(small.document);
    small.addEventListener("pagehide", () => { render(null, small.document.body); opened.current = null; });
    opened.current = small;
    render(html`<${Small} ...${props} />`, small.document.body);
  };
}

/** The same looks and language as the page's. */
function dress(target) {
  target.documentElement.lang = document.documentElement.lang;
  target.title = document.title;
  for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) {
    const link = target.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet.href;
    target.head.append(link);
  }
}
