// @ts-check
// Codes on their way out: lines that any app reads, or a file that only its passphrase opens. And the way back in of the
// second.

import { base64url, fromBase64url, utf8 } from "./bytes.js";
import { CannotOpen, openExport, sealExport } from "./vaultEnvelope.js";
import { defaultRounds, deriveKeys, newSalt } from "./passphrase.js";
import { WrongPassphrase } from "./vault.js";
import { entriesOf, readDocument, writeDocument } from "./vaultDocument.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./vaultDocument.js").VaultDocument} VaultDocument */
/** @typedef {import("./otpauth.js").NewCode} NewCode */

/** @typedef {{ salt: string, rounds: number, content: string }} SealedFile */

const format = "aikagi-vault-export";
const mostRounds = 10_000_000;

/**
 * Links, one a line. Whoever reads them has the codes.
 * @param {VaultDocument} document
 */
export const plainExport = (document) => entriesOf(document).map((entry) => `${linkOf(entry)}\n`).join("");

/** @param {NewCode} code */
function linkOf({ issuer, account, secret, algorithm, digits, period }) {
  // A colon separates the names in the label and can't be part of them.
  const names = [issuer, account].map((name) => name.replaceAll(":", " ")).filter((name) => name !== "");
  const query = [`secret=${secret}`, ...(issuer ? [`issuer=${escaped(issuer.replaceAll(":", " "))}`] : []),
    `algorithm=${algorithm}`, `digits=${digits}`, `period=${period}`];
  return `otpauth://totp/${names.map(escaped).join(":")}?${query.join("&")}`;
}

/** @param {string} text */
const escaped = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (letter) =>
  `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * @param {VaultDocument} document
 * @param {string} passphrase
 */
export async function encryptedExport(document, passphrase) {
  const salt = newSalt();
  const { encryptionKey } = await deriveKeys(passphrase, salt, defaultRounds);
  // Removals and stamps are of this vault, and mean nothing in another.
  const entries = entriesOf(document).map((entry) => ({ ...entry, changed: 0, device: "" }));
  const content = await sealExport(writeDocument(entries), encryptionKey);
  return JSON.stringify({
    format, version: 1, salt: base64url(salt), rounds: defaultRounds, content: base64url(content),
  });
}

/**
 * @param {Bytes} bytes
 * @returns {SealedFile | null} nothing, if it is any other file
 */
export function sealedFileIn(bytes) {
  try {
    const file = JSON.parse(new TextDecoder().decode(bytes));
    return file.format === format && file.version === 1 ? file : null;
  } catch {
    return null;
  }
}

/**
 * @param {SealedFile} file
 * @param {string} passphrase
 * @returns {Promise<(NewCode & { id?: string })[]>} with the ids they have in the vault
 * @throws {WrongPassphrase}
 */
export async function codesInSealedFile({ salt, rounds, content }, passphrase) {
  if (rounds < defaultRounds || rounds > mostRounds) throw new WrongPassphrase();
  try {
    const { encryptionKey } = await deriveKeys(passphrase, fromBase64url(salt), rounds);
    return entriesOf(readDocument(await openExport(fromBase64url(content), encryptionKey)));
  } catch (error) {
    throw error instanceof CannotOpen || error instanceof RangeError ? new WrongPassphrase() : error;
  }
}

/** @param {string} text */
export const asFile = (text) => new Blob([utf8(text)], { type: "application/octet-stream" });
