// The small parts every page is made of. Knows Preact, no hall.
import { t } from "./words.js";

const { h, render, Component } = window.preact;
const hooks = window.preactHooks;
export const html = window.htm.bind(h);
export { render, Component, hooks };

/** A button that does one thing once: while it is being done it is deaf, and so is the second half of a double click. */
export function Do({ act, kind, keys, disabled, title, children }) {
  const [busy, setBusy] = hooks.useState(false);
  const button = hooks.useRef(null);
  const press = async () => {
    if (busy || disabled) { return; }
    setBusy(true);
    try { await act(); } finally { setTimeout(() => setBusy(false), DEAF_MS); }
  };
  useKey(keys, press, button);
  return html`<button ref=${button} type="button" class=${"do " + (kind || "")} disabled=${disabled} aria-busy=${busy} title=${title} onClick=${press}>
    <span>${children}</span>${keys && html`<kbd>${keyName(keys)}</kbd>`}
  </button>`;
}

const DEAF_MS = 400;
const SAID_MS = 4000;

/** Listen to a key while the part stands, in the window of `place`; keys typed into a field or with a dialog open are
 *  not for buttons. */
export function useKey(key, press, place) {
  // Before the button is painted: whoever sees it may press its key.
  hooks.useLayoutEffect(() => {
    if (!key) { return undefined; }
    const page = place && place.current ? place.current.ownerDocument : document;
    const heard = (event) => {
      // For a moment the field of a dialog that was just left still has the focus, and nobody types into it.
      const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && !event.target.closest("dialog:not([open])");
      if (event.key !== key || event.repeat || event.ctrlKey || event.altKey || event.metaKey || isTyping) { return; }
      if (page.querySelector("dialog[open]")) { return; }
      event.preventDefault();
      press();
    };
    page.addEventListener("keydown", heard);
    return () => page.removeEventListener("keydown", heard);
  });
}

const keyName = (key) => (key === " " ? t("key_space") : key.length === 1 ? key.toUpperCase() : key);

/** A dialog with a form; Escape and the first button leave it. `done(fields)` may refuse by throwing: its message is shown.
 *  With `stay` it goes on standing after what was done. */
export function Ask({ title, done, leave, go, children, kind, stay }) {
  const dialog = hooks.useRef(null);
  const [wrong, setWrong] = hooks.useState("");
  const [busy, setBusy] = hooks.useState(false);
  hooks.useEffect(() => { dialog.current.showModal(); }, []);
  const submit = async (event) => {
    event.preventDefault();
    if (busy) { return; }
    setBusy(true);
    setWrong("");
    try {
      await done(Object.fromEntries(new FormData(event.target)));
      if (stay) { setBusy(false); } else { leave(); }
    } catch (error) {
      setWrong(error.message || t("away_act"));
      setBusy(false);
    }
  };
  return html`<dialog ref=${dialog} onClose=${leave} class=${kind || ""} aria-label=${title}>
    <form method="dialog" onSubmit=${submit}>
      <h2>${title}</h2>
      ${children}
      ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
      <div class="row end">
        <button type="button" class="quiet" onClick=${leave}>${t("back")}</button>
        ${go && html`<button type="submit" class="strong" aria-busy=${busy}>${go}</button>`}
      </div>
    </form>
  </dialog>`;
}

/** One labelled field. */
export function Field({ label, hint, children }) {
  return html`<label class="field"><span>${label}</span>${children}${hint && html`<small>${hint}</small>`}</label>`;
}

/** A sentence at the foot of the page that goes away by itself; what went wrong stays until the next. */
export function Said({ said, forget }) {
  hooks.useEffect(() => {
    if (!said || said.kind !== "fine") { return undefined; }
    const timer = setTimeout(forget, SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return html`<div class=${"said " + (said ? said.kind : "")} role="status" aria-live="polite">${said && said.text}</div>`;
}

/** Draw again every `ms`: clocks and waiting minutes. */
export function useTick(ms) {
  const [, setBeat] = hooks.useState(0);
  hooks.useEffect(() => {
    const timer = setInterval(() => setBeat((beat) => beat + 1), ms);
    return () => clearInterval(timer);
  }, [ms]);
}
