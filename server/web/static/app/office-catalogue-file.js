// The catalogue as files: the workbook out and in, with every problem listed, and the booklet. Knows no item.
import { fetchFile, newId, send } from "./api.js";
import { Ask, Do, Field, hooks, html } from "./parts.js";
import { Zh } from "./office-parts.js";
import { t } from "./words.js";

const LARGEST = 4 * 1024 * 1024;

export function Files(page) {
  const { live, attempt } = page;
  const [open, setOpen] = hooks.useState(false);
  const id = live.hall.hall.id;
  const take = (path, name, said) => () => attempt(async () => { keep(await fetchFile(path), name); return null; }, said);
  return html`<div class="row files">
      <button type="button" onClick=${() => setOpen(true)}>${t("items_import")}</button>
      <${Do} act=${take("/catalogue/workbook", id + "-items.xlsx", t("file_saved"))}>${t("items_export")}<//>
      <${Do} act=${take("/catalogue/workbook?empty=true", "template.xlsx", t("file_saved"))}>${t("items_template")}<//>
      <${Booklet} ...${page} name=${id + "-guide.pdf"} />
    </div>
    ${open && html`<${Import} ...${page} leave=${() => setOpen(false)} />`}`;
}

/** Setting takes a while on a small machine: the page says so, and nothing waits for it. */
function Booklet({ attempt, name }) {
  const [busy, setBusy] = hooks.useState(false);
  const make = async () => {
    setBusy(true);
    await attempt(async () => { keep(await fetchFile("/catalogue/booklet"), name); return null; }, t("file_saved"));
    setBusy(false);
  };
  return html`<button type="button" disabled=${busy} aria-busy=${busy} onClick=${make}>${t(busy ? "booklet_busy" : "booklet")}</button>`;
}

export function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function Import({ say, again, leave }) {
  const [problems, setProblems] = hooks.useState([]);
  const done = async (fields) => {
    setProblems([]);
    if (fields.file.size > LARGEST) { throw new Error(t("workbook_too_large")); }
    let answer;
    try {
      answer = await send("/catalogue/workbook?request_id=" + newId(), fields.file);
    } catch (error) {
      setProblems((error.said && error.said.problems) || []);
      throw error;
    }
    say("fine", t("items_imported", answer));
    again();
  };
  return html`<${Ask} title=${t("items_import")} done=${done} leave=${leave} go=${t("items_import_go")} kind="wide">
    <p>${t("items_import_what")}</p>
    <${Field} label=${t("file")}><input type="file" name="file" accept=".xlsx" required onChange=${() => setProblems([])} /><//>
    ${problems.length > 0 && html`<ol class="problems" tabindex="0" aria-label=${t("file_problems")}>${problems.map((each) => html`<li key=${each}><${Zh}>${each}<//></li>`)}</ol>`}
  <//>`;
}
