// @ts-check
// The account behind an installation as the server has it: its devices, and what may be changed from here.

import { call, Problem, signerOf } from "./api.js";
import { base64url, joined, utf8 } from "./bytes.js";
import { numberedMap } from "./cbor.js";
import { now } from "./clock.js";
import { signature } from "./keys.js";
import { installation, update } from "./storage.js";

/** @typedef {import("./storage.js").Installation} Installation */
/** @typedef {import("./storage.js").EndReason} EndReason */

/**
 * @typedef {object} Device
 * @property {string} id
 * @property {string} name
 * @property {string} platform
 * @property {"primary" | "secondary"} role
 * @property {"pending" | "live" | "quiet" | "doubtful" | "gone"} life
 * @property {number} added
 * @property {number | null} [lastSeen]
 * @property {number | null} [lastApproval]
 * @property {number | null} [promotionDue] when it becomes the primary device, unless the present one objects
 * @property {string | null} [lastAddress]
 * @property {boolean} isThis
 */

/**
 * Something that has happened to the account's devices (DEV-02).
 * @typedef {object} News
 * @property {number} number grows
 * @property {"added" | "ended" | "promotionAsked" | "promoted" | "linkShownAgain"} kind
 * @property {number} at
 * @property {string | null} [device]
 * @property {string} name
 * @property {string | null} [address]
 */

/**
 * @typedef {object} Standing
 * @property {string} installation
 * @property {string} account
 * @property {string} accountName
 * @property {string} identifier
 * @property {string} name of this device
 * @property {"primary" | "secondary"} role
 * @property {"pending" | "live" | "quiet" | "doubtful" | "gone"} life
 * @property {boolean} restricted
 * @property {Device[]} devices
 * @property {boolean} irreplaceable whether losing this device alone would lock the person out
 * @property {string[]} requests
 * @property {News[]} [news] newest first
 */

/**
 * What the person has not seen yet.
 * @param {Installation} installation
 * @param {Standing} now
 * @returns {News[]}
 */
export const unseenNews = ({ newsSeen }, now) =>
  (now.news ?? []).filter(({ number }) => number > (newsSeen ?? 0));

const here = "/api/v1/installation";

/**
 * @param {Installation} installation
 * @returns {Promise<Standing>}
 */
export const standing = (installation) => call(signerOf(installation), "GET", here);

/**
 * Proves that this copy lives, and that it is the only one: each heartbeat shows the link that the last one brought, so
 * two copies are found out (DEV-09). If an answer is lost, the same link is shown again and brings another.
 * @param {Installation} installation
 */
export const heartbeat = ({ id }) =>
  // One at a time, over all tabs and the worker.
  navigator.locks.request(`heartbeat ${id}`, async () => {
    const latest = await installation(id);
    if (!latest || latest.ended) return;
    const { chain } = await call(signerOf(latest), "POST", `${here}/heartbeat`, { chain: latest.chain });
    await update(id, { chain });
  });

/**
 * @param {Installation} installation
 * @param {string} name
 */
export const rename = (installation, name) => call(signerOf(installation), "PATCH", here, { name });

/**
 * @param {Installation} installation
 * @param {string} device
 */
export const reportLost = (installation, device) =>
  call(signerOf(installation), "POST", `/api/v1/devices/${encodeURIComponent(device)}/lost`);

/**
 * @param {Installation} installation
 * @param {boolean} on
 */
export const restrict = (installation, on) => call(signerOf(installation), "PUT", "/api/v1/account/restriction", { on });

/** @typedef {"lastDevice" | "primaryDevice" | "lastSecondStep" | "codesOnThisDevice"} Cost */

/**
 * What signing out here would cost; nothing has happened yet.
 * @param {Installation} installation
 * @returns {Promise<Cost[]>}
 */
export async function costOfSignOut(installation) {
  const { cost } = await call(signerOf(installation), "POST", `${here}/sign-out`, { confirm: false });
  return cost;
}

/** @param {Installation} installation */
export const signOut = (installation) => call(signerOf(installation), "POST", `${here}/sign-out`, { confirm: true });

/**
 * Makes a device the one that is asked first: a statement by the approval key, so not from a locked app.
 * @param {Installation} installation
 * @param {string} device
 * @param {CryptoKey} approvalKey
 * @returns {Promise<{ waitsUntil?: number | null }>} until when the old one may object
 */
export async function promote(installation, device, approvalKey) {
  return call(signerOf(installation), "POST", `/api/v1/devices/${encodeURIComponent(device)}/primary`, async () => {
    const time = Math.round(now());
    const statement = joined(
      utf8("aikagi-promotion-v1\0"), numberedMap([device, installation.id, installation.origin, time]));
    return { time, signature: base64url(await signature(approvalKey, statement)) };
  });
}

/**
 * Objects to another device's taking the place of this one, which is primary.
 * @param {Installation} installation
 */
export const objectToPromotion = (installation) => call(signerOf(installation), "DELETE", "/api/v1/account/promotion");

/** @type {EndReason[]} */
const reasons = ["signedOut", "reportedLost", "replaced", "revoked", "notAnswering", "copied"];

/**
 * Why an installation has ended, if a problem says so.
 * @param {unknown} error
 * @returns {EndReason | null}
 */
export function endIn(error) {
  if (!(error instanceof Problem)) return null;
  if (error.code === "gone") return reasons.find((reason) => reason === error.reason) ?? "unknown";
  return error.code === "unknownInstallation" ? "unknown" : null;
}
