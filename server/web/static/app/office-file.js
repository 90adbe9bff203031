// The hall file: saved to this computer, taken from it with every problem listed; and what is not published yet.
import { act, ask } from "./api.js";
import { Ask, Do, Field, hooks, html } from "./parts.js";
import { Empty, Zh, useAnswer } from "./office-parts.js";
import { t } from "./words.js";

const LARGEST = 4000000;

export function HallFile(page) {
  const { live, attempt, isAdmin } = page;
  const [open, setOpen] = hooks.useState(false);
  const save = () => attempt(async () => { keep((await ask("/set-up")).toml, live.hall.hall.id); return null; }, t("file_saved"));
  return html`<ol class="plain">
      <li><h3>${t("file_export")}</h3><p>${t("file_export_what")}</p><${Do} act=${save}>${t("file_save")}<//></li>
      <li><h3>${t("file_change")}</h3><p>${t("file_change_what")}</p></li>
      <li><h3>${t("file_import")}</h3><p>${t("file_import_what")}</p>${isAdmin ? html`<button type="button" class="strong" onClick=${() => setOpen(true)}>${t("file_choose")}</button>` : html`<p class="small">${t("admins_only")}</p>`}</li>
    </ol>
    ${open && html`<${Import} say=${page.say} leave=${() => setOpen(false)} />`}`;
}

function keep(text, id) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/toml" }));
  link.download = id + ".toml";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function Import({ say, leave }) {
  const [problems, setProblems] = hooks.useState([]);
  const done = async (fields) => {
    setProblems([]);
    if (fields.file.size > LARGEST) { throw new Error(t("file_too_large")); }
    try {
      await act("/set-up", { toml: await textOf(fields.file) });
    } catch (error) {
      setProblems((error.said && error.said.problems) || []);
      throw error;
    }
    say("fine", t("file_imported"));
  };
  return html`<${Ask} title=${t("file_import")} done=${done} leave=${leave} go=${t("file_replace")} kind="wide">
    <p>${t("file_replace_sure")}</p>
    <${Field} label=${t("file")}><input type="file" name="file" accept=".toml" required onChange=${() => setProblems([])} /><//>
    ${problems.length > 0 && html`<ol class="problems" tabindex="0" aria-label=${t("file_problems")}>${problems.map((each) => html`<li key=${each}><${Zh}>${each}<//></li>`)}</ol>`}
  <//>`;
}

/** A file in another encoding would come in as nonsense: better not at all. */
async function textOf(file) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch (error) {
    throw new Error(t("file_not_utf8"));
  }
}

export function Drafts(page) {
  const { answer } = useAnswer(page, "/set-up/drafts", 0, "");
  if (!answer) { return null; }
  return answer.drafts.length
    ? html`<ul class="lines">${answer.drafts.map((each) => html`<li key=${each}><${Zh}>${each}<//></li>`)}</ul>`
    : html`<${Empty}>${t("no_drafts")}<//>`;
}
