// A button that saves a file the server makes of what is shown.
import { fetchFile } from "./api.js";
import { Do, html } from "./parts.js";
import { language, t } from "./words.js";

const KEPT_MS = 60000;

/** `path` and `query` name what is shown, `name` the file without its ending, `ending` is "xlsx"… */
export function Save({ page, path, query, name, ending, word }) {
  const save = async () => {
    page.say("fine", t("report_making"));
    try {
      const blob = await fetchFile(path + "." + ending + "?" + query + "&language=" + language);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name + "." + ending;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
      page.say("fine", t("report_made"));
    } catch (error) {
      page.over(error);
      page.say("wrong", error.message || t("away_act"));
    }
  };
  return html`<${Do} kind="quiet" act=${save}>${t(word)}<//>`;
}
