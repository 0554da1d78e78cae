// @ts-check
// How hard a passphrase is to guess, in one of four words. It can be judged here only: no server ever sees it, so no
// list of common ones can be asked.

import { prepare } from "../core/passphrase.js";

/** NIST SP 800-63B-4 §3.1.1.2: what signs in or opens something alone has at least fifteen characters. */
export const fewestCharacters = 15;

/** @typedef {"short" | "guessable" | "fair" | "good"} Strength */

/**
 * Characters as a person counts them: code points in the form that keys are derived from.
 * @param {string} text
 */
const characters = (text) => Array.from(prepare(text));

/**
 * Whether it is one piece said again and again, such as `abcabcabcabcabc`.
 * @param {string[]} text
 */
function repeats(text) {
  for (let length = 1; length <= text.length / 2; length += 1) {
    if (text.every((letter, at) => letter === text[at % length])) return true;
  }
  return false;
}

/**
 * Whether its letters follow each other in the alphabet, on the number row or on the keyboard.
 * @param {string[]} text
 */
function isSequence(text) {
  const rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
  const steps = text.slice(1).filter((letter, at) => {
    const pair = `${text[at]}${letter}`.toLowerCase();
    const back = `${letter}${text[at]}`.toLowerCase();
    return rows.some((row) => row.includes(pair) || row.includes(back));
  });
  return steps.length > text.length * 0.7;
}

/**
 * What is left when everything that an attacker tries first is taken out.
 * @param {string} text
 * @param {string[]} known names that belong to the person or to this server
 */
function withoutKnown(text, known) {
  let rest = text.toLowerCase();
  for (const word of known.map((name) => prepare(name).toLowerCase()).filter((name) => name.length > 3)) {
    rest = rest.replaceAll(word, "");
  }
  return rest;
}

/**
 * @param {string} text as it was typed
 * @param {string[]} known the person's address, and the name of this server
 * @returns {Strength}
 */
export function strengthOf(text, known = []) {
  const typed = characters(text);
  if (typed.length < fewestCharacters) return "short";
  const own = characters(withoutKnown(prepare(text), known)).filter((letter) => letter.trim() !== "");
  if (new Set(own).size < 6 || own.length < 10 || repeats(own) || isSequence(own)) return "guessable";
  const words = prepare(text).split(/\s+/).filter((word) => word.length > 1);
  return typed.length >= 24 || new Set(words).size >= 4 ? "good" : "fair";
}
