// @ts-check
// Times as people say them, in the reader's own zone.

/** @typedef {import("../words/words.js").Language} Language */

/** @param {Language} language */
const locale = (language) => language === "en" ? "en-GB" : "ja";

/**
 * "3 days ago", "2 minutes ago", "now".
 * @param {number} moment in milliseconds
 * @param {number} now
 * @param {Language} language
 */
export function ago(moment, now, language) {
  const format = new Intl.RelativeTimeFormat(locale(language), { numeric: "auto" });
  const seconds = Math.min(0, Math.round((moment - now) / 1000));
  /** @type {[Intl.RelativeTimeFormatUnit, number][]} */
  const units = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];
  const [unit, length] = units.find(([, length]) => -seconds >= length) ?? ["second", 1];
  // Seconds would be wrong a moment later.
  return unit === "second" ? format.format(0, "second") : inOnePiece(format.format(Math.trunc(seconds / length), unit));
}

/**
 * The time of day; with the date, unless it is today.
 * @param {number} moment
 * @param {number} now
 * @param {Language} language
 */
export function clockTime(moment, now, language) {
  const isToday = new Date(moment).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(locale(language), {
    ...(isToday ? {} : { dateStyle: /** @type {const} */ ("medium") }), timeStyle: "short",
  }).format(moment);
}

/**
 * "4 minutes", "2 hours", "1 day": as long as a clock is off.
 * @param {number} milliseconds
 * @param {Language} language
 */
export function length(milliseconds, language) {
  const minutes = Math.max(1, Math.round(Math.abs(milliseconds) / 60_000));
  const [value, unit] = minutes < 120 ? [minutes, "minute"]
    : minutes < 2_880 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1_440), "day"];
  return inOnePiece(
    new Intl.NumberFormat(locale(language), { style: "unit", unit, unitDisplay: "long" }).format(value));
}

/**
 * A number and what it counts stay on one line.
 * @param {string} text
 */
const inOnePiece = (text) => text.replace(/(?<=[0-9]) /, "\u00a0");

/**
 * Digits in groups, as they are read out: 481 902, 4819 0233.
 * @param {string} digits
 */
export const inGroups = (digits) =>
  digits.length === 7 ? `${digits.slice(0, 3)} ${digits.slice(3)}`
    : digits.match(digits.length % 4 === 0 ? /.{1,4}/g : /.{1,3}/g)?.join(" ") ?? digits;
