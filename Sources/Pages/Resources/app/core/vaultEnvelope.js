// @ts-check
// The envelope around everything of the vault that leaves this device: docs/formats/vault.md. A version byte, a nonce,
// and AES-256-GCM; what it is for is bound into it, so that nothing opens in another's place.

import { joined, randomBytes, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

const version = 1;
const nonceLength = 12;
const tagLength = 16;

/** Not an envelope of this version, another key, another purpose, or changed bytes. */
export class CannotOpen extends Error {}

/** @param {Bytes} bytes 32 of them */
export const vaultCipherKey = (bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);

/**
 * @param {Bytes} plain
 * @param {CryptoKey} key
 * @param {(string | number)[]} binding the purpose first
 */
async function sealed(plain, key, binding) {
  const iv = randomBytes(nonceLength);
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(binding) }, key, plain);
  return joined(Uint8Array.of(version), iv, new Uint8Array(box));
}

/**
 * @param {Bytes} envelope
 * @param {CryptoKey} key
 * @param {(string | number)[]} binding
 * @throws {CannotOpen}
 */
async function opened(envelope, key, binding) {
  if (envelope[0] !== version || envelope.length < 1 + nonceLength + tagLength) throw new CannotOpen("not an envelope");
  const iv = envelope.slice(1, 1 + nonceLength);
  try {
    const parameters = { name: "AES-GCM", iv, additionalData: bound(binding) };
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, envelope.slice(1 + nonceLength)));
  } catch {
    throw new CannotOpen("another key, or changed");
  }
}

/** @param {(string | number)[]} binding */
const bound = (binding) => utf8(binding.join("\0"));

/**
 * The vault key under the key that a passphrase gives.
 * @param {Bytes} vaultKey 32 bytes
 * @param {CryptoKey} encryptionKey
 * @param {string} account
 */
export const wrapVaultKey = (vaultKey, encryptionKey, account) =>
  sealed(vaultKey, encryptionKey, ["aikagi-vault-key-v1", account]);

/**
 * @param {Bytes} wrapped
 * @param {CryptoKey} encryptionKey
 * @param {string} account
 * @throws {CannotOpen} if the passphrase is not the one
 */
export async function unwrapVaultKey(wrapped, encryptionKey, account) {
  const key = await opened(wrapped, encryptionKey, ["aikagi-vault-key-v1", account]);
  if (key.length !== 32) throw new CannotOpen("not a vault key");
  return key;
}

/**
 * Which content it is: nothing of another account, under another key or of another version opens in its place.
 * @typedef {{ account: string, keyNumber: number, version: number }} Place
 */

/** @param {Place} place */
const content = ({ account, keyNumber, version }) => ["aikagi-vault-v1", account, keyNumber, version];

/**
 * @param {Bytes} plain
 * @param {CryptoKey} vaultKey
 * @param {Place} place
 */
export const sealContent = (plain, vaultKey, place) => sealed(plain, vaultKey, content(place));

/**
 * @param {Bytes} envelope
 * @param {CryptoKey} vaultKey
 * @param {Place} place
 * @throws {CannotOpen}
 */
export const openContent = (envelope, vaultKey, place) => opened(envelope, vaultKey, content(place));

const file = ["aikagi-vault-export-v1"];

/**
 * The content of a file that only its own passphrase opens, on any account.
 * @param {Bytes} plain
 * @param {CryptoKey} encryptionKey
 */
export const sealExport = (plain, encryptionKey) => sealed(plain, encryptionKey, file);

/**
 * @param {Bytes} envelope
 * @param {CryptoKey} encryptionKey
 * @throws {CannotOpen}
 */
export const openExport = (envelope, encryptionKey) => opened(envelope, encryptionKey, file);
