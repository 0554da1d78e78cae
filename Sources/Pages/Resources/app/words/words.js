// @ts-check
// Everything the app says, in each language. A text that one language lacks is an error of the type check.

import { en } from "./en.js";
import { ja } from "./ja.js";

/** @typedef {keyof typeof en} TextKey */
/** @typedef {"en" | "ja"} Language */
/** @typedef {(key: TextKey, values?: Record<string, string | number>) => string} Wording */

/** @type {Record<Language, Record<TextKey, string>>} */
const catalogue = { en, ja };

/**
 * The texts of a language. `{name}` in a text stands for a value.
 * @param {Language} language
 * @returns {Wording}
 */
export const wording = (language) => (key, values = {}) =>
  catalogue[language][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

/**
 * The best language for this browser.
 * @returns {Language}
 */
export function browserLanguage() {
  const tag = navigator.languages.find((language) => /^(en|ja)\b/.test(language)) ?? "en";
  return tag.startsWith("ja") ? "ja" : "en";
}
