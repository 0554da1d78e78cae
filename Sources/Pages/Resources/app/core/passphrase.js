// @ts-check
// What comes of a passphrase: docs/formats/vault.md. One key is shown to the server, which learns nothing of the other
// from it; the other opens what the server keeps and can't read. The passphrase itself is sent to nobody.

import { randomBytes, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

/** OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256. */
export const defaultRounds = 600_000;

/** Sixteen random bytes, for each account another. */
export const newSalt = () => randomBytes(16);

/**
 * The passphrase as it is derived from: the same text typed on two keyboards is the same text.
 * @param {string} text
 */
export const prepare = (text) => text.normalize("NFKC");

/**
 * @param {string} passphrase as it was typed
 * @param {Bytes} salt
 * @param {number} rounds
 * @returns {Promise<{ authenticationKey: Bytes, encryptionKey: CryptoKey }>} the second can't be read
 */
export async function deriveKeys(passphrase, salt, rounds) {
  const typed = await crypto.subtle.importKey("raw", utf8(prepare(passphrase)), "PBKDF2", false, ["deriveBits"]);
  const stretched = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, typed, 256);
  const material = await crypto.subtle.importKey("raw", stretched, "HKDF", false, ["deriveBits"]);
  /** @param {string} purpose */
  const derived = (purpose) => crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8(purpose) }, material, 256);
  const encryption = await derived("aikagi passphrase encryption");
  return {
    authenticationKey: new Uint8Array(await derived("aikagi passphrase authentication")),
    encryptionKey: await crypto.subtle.importKey("raw", encryption, "AES-GCM", false, ["encrypt", "decrypt"]),
  };
}
