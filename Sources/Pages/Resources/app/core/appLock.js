// @ts-check
// What stands behind the app lock: docs/formats/app-lock.md.
//
// A PIN has too few digits to keep a key against somebody who has copied the browser's files. So the approval key is
// wrapped under the PIN and a share that the server gives out only for the right PIN, ten tries in all. The codes must
// work offline, so they are behind the PIN alone. With a platform lock, a secret of the authenticator (WebAuthn PRF)
// stands in the place of both.

import { joined, randomBytes, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

/** OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256. */
const rounds = 600_000;

/**
 * The PIN made slow to guess. 32 bytes.
 * @param {string} pin digits only
 * @param {Bytes} salt 16 bytes, random for each installation
 */
export async function stretchedPin(pin, salt) {
  const key = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, key, 256);
  return new Uint8Array(bits);
}

/**
 * What the server is shown in exchange for its share. It says nothing about the keys below.
 * @param {Bytes} stretched
 */
export const pinProof = (stretched) => derived(stretched, "aikagi pin proof");

/**
 * The key around the approval key.
 * @param {Bytes} material the stretched PIN with the server's share behind it, or the secret of the platform lock
 */
export const approvalWrappingKey = async (material) => cipherKey(await derived(material, "aikagi approval key wrap"));

/**
 * The key around the codes.
 * @param {Bytes} material the stretched PIN, or the secret of the platform lock
 */
export const codesKey = async (material) => cipherKey(await derived(material, "aikagi offline codes"));

/**
 * HKDF-SHA256 (RFC 5869) without a salt, 32 bytes.
 * @param {Bytes} material
 * @param {string} purpose
 */
async function derived(material, purpose) {
  const key = await crypto.subtle.importKey("raw", material, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8(purpose) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}

/** @param {Bytes} bytes */
const cipherKey = (bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);

/** @returns {Promise<CryptoKey>} a key that stays in the browser's key store, for an app without a lock */
export const newCipherKey = () =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/**
 * AES-256-GCM: nonce (12 bytes), ciphertext and tag (16 bytes), bound to the installation.
 * @param {CryptoKey} key
 * @param {Bytes} plain
 * @param {string} installation what the bytes belong to; they open nowhere else
 * @returns {Promise<Bytes>}
 */
export async function sealed(key, plain, installation) {
  const iv = randomBytes(12);
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(installation) }, key, plain);
  return joined(iv, new Uint8Array(box));
}

/**
 * @param {CryptoKey} key
 * @param {Bytes} box
 * @param {string} installation
 * @returns {Promise<Bytes | null>} nothing, if the key is not the one
 */
export async function unsealed(key, box, installation) {
  const parameters = { name: "AES-GCM", iv: box.slice(0, 12), additionalData: utf8(installation) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, box.slice(12)));
  } catch {
    return null;
  }
}

/**
 * @param {Bytes} stretched
 * @param {Bytes} share from the server
 */
export const pinMaterial = (stretched, share) => joined(stretched, share);

/** @typedef {"tooShort" | "notDigits" | "tooSimple"} PinProblem */

/**
 * Takes a PIN as it is typed: full-width digits are digits.
 * @param {string} typed
 */
export const typedPin = (typed) => typed.normalize("NFKC").trim();

/**
 * Why a PIN is not taken, if it isn't: six digits or more, not all the same and not counted up or down.
 * @param {string} pin
 * @returns {PinProblem | null}
 */
export function pinProblem(pin) {
  if (!/^[0-9]*$/.test(pin)) return "notDigits";
  if (pin.length < 6 || pin.length > 32) return "tooShort";
  const steps = new Set(Array.from(pin).slice(1).map((digit, index) => Number(digit) - Number(pin[index])));
  const [step = 0] = steps;
  return steps.size === 1 && Math.abs(step) <= 1 ? "tooSimple" : null;
}
