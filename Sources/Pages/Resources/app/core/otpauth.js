// @ts-check
// Codes of other services: read from the link in their QR code, or put together from what a person types.

import { fromBase32 } from "./bytes.js";

/** @typedef {import("./oneTimeCode.js").HashName} HashName */

/**
 * A code as it is kept.
 * @typedef {object} KeptCode
 * @property {string} id
 * @property {string} issuer whose code it is
 * @property {string} account at that service; may be empty
 * @property {string} secret base32, without spaces
 * @property {HashName} algorithm
 * @property {number} digits
 * @property {number} period
 * @property {boolean} own whether it opens the account on this server
 */

/** @typedef {Omit<KeptCode, "id" | "own">} NewCode */
/** @typedef {"notALink" | "counterBased" | "badSecret" | "badSettings"} LinkProblem */

/** A link or a secret that no code can be made from; `problem` says why. */
export class UnusableCode extends Error {
  /** @param {LinkProblem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/** Longer names are cut, not refused: they are only shown. */
const longestName = 100;

/**
 * Reads `otpauth://totp/Issuer:account?secret=…` (the Key URI format that authenticator apps agree on).
 * @param {string} link
 * @returns {NewCode}
 * @throws {UnusableCode}
 */
export function codeInLink(link) {
  const parts = /^otpauth:\/\/([a-z]+)\/([^?#]*)\?([^#]*)/i.exec(link.trim());
  if (!parts) throw new UnusableCode("notALink");
  const [, kind = "", path = "", query = ""] = parts;
  if (kind.toLowerCase() === "hotp") throw new UnusableCode("counterBased");
  if (kind.toLowerCase() !== "totp") throw new UnusableCode("notALink");
  const settings = new URLSearchParams(query);
  const label = decoded(path);
  const colon = label.indexOf(":");
  const account = colon < 0 ? label : label.slice(colon + 1);
  const issuer = settings.get("issuer") ?? (colon < 0 ? "" : label.slice(0, colon));
  return newCode({
    issuer, account,
    secret: settings.get("secret") ?? "",
    algorithm: settings.get("algorithm") ?? "SHA1",
    digits: Number(settings.get("digits") ?? 6),
    period: Number(settings.get("period") ?? 30),
  });
}

/**
 * Puts a code together from what was typed or read.
 * @param {{ issuer: string, account: string, secret: string, algorithm?: string, digits?: number, period?: number }} typed
 * @returns {NewCode}
 * @throws {UnusableCode}
 */
export function newCode({ issuer, account, secret, algorithm = "SHA1", digits = 6, period = 30 }) {
  const hash = algorithm.toUpperCase().replace(/-/g, "").replace(/^HMAC/, "");
  if (hash !== "SHA1" && hash !== "SHA256" && hash !== "SHA512") throw new UnusableCode("badSettings");
  if (![6, 7, 8].includes(digits)) throw new UnusableCode("badSettings");
  if (!Number.isInteger(period) || period < 5 || period > 3600) throw new UnusableCode("badSettings");
  const letters = secret.normalize("NFKC").replace(/[\s-]/g, "").replace(/=+$/, "").toUpperCase();
  if (!isSecret(letters)) throw new UnusableCode("badSecret");
  return { issuer: name(issuer), account: name(account), secret: letters, algorithm: hash, digits, period };
}

/**
 * Whether letters are a secret: base32, and not fewer than the 80 bits that services give at the least.
 * @param {string} letters
 */
function isSecret(letters) {
  try {
    const { length } = fromBase32(letters);
    return length >= 10 && length <= 128;
  } catch {
    return false;
  }
}

/**
 * A name without what could make it read as something else: control and direction characters.
 * @param {string} text
 */
const name = (text) => Array.from(text.replace(/[\p{Cc}\p{Cf}]/gu, "").trim()).slice(0, longestName).join("");

/** @param {string} path */
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
