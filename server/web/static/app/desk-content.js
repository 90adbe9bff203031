// What the hall tells the public: guides, names of posts, phone numbers. Asked for once, for it changes seldom.
import { ask } from "./api.js";
import { hooks } from "./parts.js";
import { language } from "./words.js";

let kept = null;

/** The public content; null: not heard of yet. */
export function useContent() {
  const [content, setContent] = hooks.useState(kept);
  hooks.useEffect(() => {
    let isOver = false;
    ask("/content").then((heard) => { kept = heard; if (!isOver) { setContent(heard); } }, () => undefined);
    return () => { isOver = true; };
  }, []);
  return content;
}

/** The language of a text that is there in Chinese only, for whoever reads the page aloud. */
export const zhOnly = () => (language === "en" ? "zh-CN" : undefined);

/** A name and its language: the English one where the page is English and there is one. */
export function nameOf(thing) {
  const isEnglish = language === "en" && Boolean(thing.name_en);
  return { text: isEnglish ? thing.name_en : thing.name, lang: isEnglish ? undefined : zhOnly() };
}
