// The words of the pages in both languages. Chinese first; adding a language is adding a table.
import { zh } from "./words-zh.js";
import { en } from "./words-en.js";
import * as hall from "./words-hall.js";
import * as setup from "./words-setup.js";

const AREAS = [hall, setup];
const TABLES = { zh: Object.assign({}, zh, ...AREAS.map((each) => each.zh)), en: Object.assign({}, en, ...AREAS.map((each) => each.en)) };
const KEPT = "bianmin_language";

export let language = localStorage.getItem(KEPT) === "en" ? "en" : "zh";

export function speak(wanted) {
  language = wanted;
  localStorage.setItem(KEPT, wanted);
  document.documentElement.lang = wanted === "en" ? "en" : "zh-CN";
}

/** The words for `key`, with {names} filled in. */
export function t(key, facts) {
  const words = TABLES[language][key];
  if (words === undefined) { throw new Error("no words for " + key); }
  return facts ? words.replace(/\{(\w+)\}/g, (_, name) => String(facts[name])) : words;
}

/** The Chinese or English name of a thing. */
/** Are there words for this key? Names of facts and alarms may be newer than the page. */
export const known = (key) => TABLES[language][key] !== undefined;

export const named = (thing) => (language === "en" && thing.name_en ? thing.name_en : thing.name);

speak(language);
