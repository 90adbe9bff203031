// The words of the pages in both languages. Chinese first; adding a language is adding a table.
import { zh } from "./words-zh.js";
import { en } from "./words-en.js";
import * as catalogue from "./words-catalogue.js";
import * as desk from "./words-desk.js";
import * as hall from "./words-hall.js";
import * as report from "./words-report.js";
import * as setup from "./words-setup.js";

const AREAS = [catalogue, desk, hall, report, setup];
const TABLES = { zh: Object.assign({}, zh, ...AREAS.map((each) => each.zh)), en: Object.assign({}, en, ...AREAS.map((each) => each.en)) };
const KEPT = "bianmin_language";

export let language = localStorage.getItem(KEPT) === "en" ? "en" : "zh";

export function speak(wanted) {
  language = wanted;
  localStorage.setItem(KEPT, wanted);
  document.documentElement.lang = wanted === "en" ? "en" : "zh-CN";
}

/** The words for `key`, with {names} filled in. */
export const t = (key, facts) => inLanguage(language, key, facts);

/** The same in a language that need not be the page's: papers for visitors. */
export function inLanguage(wanted, key, facts) {
  const words = TABLES[wanted][key];
  if (words === undefined) { throw new Error("no words for " + key); }
  return facts ? words.replace(/\{(\w+)\}/g, (_, name) => String(facts[name])) : words;
}

/** Are there words for this key? Names of facts and alarms may be newer than the page. */
export const known = (key) => TABLES[language][key] !== undefined;

/** The Chinese or English name of a thing. */
export const named = (thing) => (language === "en" && thing.name_en ? thing.name_en : thing.name);

speak(language);
