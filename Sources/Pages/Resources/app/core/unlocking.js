// @ts-check
// Opens an installation behind its app lock. What comes out lives in memory only.

import { call, Problem, signerOf, Unreachable } from "./api.js";
import { approvalWrappingKey, codesKey, pinMaterial, pinProof, stretchedPin, unsealed } from "./appLock.js";
import { base64url, fromBase64url } from "./bytes.js";
import { openedCodes } from "./codes.js";
import { privateKeyFrom } from "./keys.js";
import { update } from "./storage.js";

/** @typedef {import("./storage.js").Installation} Installation */
/** @typedef {import("./bytes.js").Bytes} Bytes */

/**
 * An open app. Without the server's share there are codes, but no approvals.
 * @typedef {{ approvalKey: CryptoKey | null, codesKey: CryptoKey }} Unlocked
 */

/**
 * @typedef {{ kind: "open", open: Unlocked } | { kind: "wrong", triesLeft: number | null }
 *   | { kind: "wait", seconds: number } | { kind: "destroyed" }} Unlocking
 */

/** From this wrong PIN on, offline tries have to wait: 30 s, doubling, to an hour. */
const patientTries = 5;

/**
 * The server counts the tries and gives its share for the right one. Offline the codes open, and the app counts itself.
 * @param {Installation} installation
 * @param {string} pin
 * @returns {Promise<Unlocking>}
 */
export async function unlockWithPin(installation, pin) {
  const { lock } = installation;
  if (lock.kind !== "pin") throw new TypeError("no PIN is set");
  const stretched = await stretchedPin(pin, lock.salt);
  const key = await codesKey(stretched);
  try {
    if (installation.ended) throw new Unreachable();
    const answer = await call(signerOf(installation), "POST", "/api/v1/installation/unlock", {
      proof: base64url(await pinProof(stretched)),
    });
    const approvalKey = await unwrapped(installation, pinMaterial(stretched, fromBase64url(answer.share)));
    await countFailures(installation, 0);
    return { kind: "open", open: { approvalKey, codesKey: key } };
  } catch (error) {
    if (error instanceof Unreachable) return unlockOffline(installation, key);
    if (!(error instanceof Problem)) throw error;
    if (error.code === "pinWrong") {
      await countFailures(installation, lock.failures + 1);
      return { kind: "wrong", triesLeft: error.triesLeft ?? null };
    }
    if (error.code !== "pinDestroyed") throw error;
    await update(installation.id, { ended: "pinDestroyed" });
    return { kind: "destroyed" };
  }
}

/**
 * @param {Installation} installation
 * @param {CryptoKey} key
 * @returns {Promise<Unlocking>}
 */
async function unlockOffline(installation, key) {
  const { lock } = installation;
  if (lock.kind !== "pin") throw new TypeError("no PIN is set");
  const wait = lock.nextTry - Date.now();
  if (wait > 0) return { kind: "wait", seconds: Math.ceil(wait / 1000) };
  if (await openedCodes(installation, key)) {
    await countFailures(installation, 0);
    return { kind: "open", open: { approvalKey: null, codesKey: key } };
  }
  await countFailures(installation, lock.failures + 1);
  return { kind: "wrong", triesLeft: null };
}

/**
 * @param {Installation} installation
 * @param {number} failures
 */
async function countFailures(installation, failures) {
  const { lock } = installation;
  if (lock.kind !== "pin" || (failures === 0 && lock.failures === 0)) return;
  const seconds = failures < patientTries ? 0 : Math.min(30 * 2 ** (failures - patientTries), 3600);
  await update(installation.id, { lock: { ...lock, failures, nextTry: Date.now() + seconds * 1000 } });
}

/**
 * @param {Installation} installation
 * @param {Bytes} secret of the platform's authenticator
 * @returns {Promise<Unlocking>}
 */
export async function unlockWithSecret(installation, secret) {
  const approvalKey = await unwrapped(installation, secret);
  if (!approvalKey) return { kind: "wrong", triesLeft: null };
  return { kind: "open", open: { approvalKey, codesKey: await codesKey(secret) } };
}

/**
 * An app without a lock is always open.
 * @param {Installation} installation
 * @returns {Unlocked | null}
 */
export function openWithoutLock({ lock }) {
  return lock.kind === "none" ? { approvalKey: lock.approvalKey, codesKey: lock.codesKey } : null;
}

/**
 * @param {Installation} installation
 * @param {Bytes} material
 */
async function unwrapped(installation, material) {
  if (installation.lock.kind === "none") return installation.lock.approvalKey;
  const wrappingKey = await approvalWrappingKey(material);
  const pkcs8 = await unsealed(wrappingKey, installation.lock.wrapped, installation.id);
  return pkcs8 && privateKeyFrom(pkcs8);
}
