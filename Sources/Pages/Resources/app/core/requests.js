// @ts-check
// Approval requests: fetched, receipted, answered.

import { call, Problem, signerOf } from "./api.js";
import { approvalMessage, approvalStatement } from "./approvalMessage.js";
import { base64url, fromBase64url } from "./bytes.js";
import { now } from "./clock.js";
import { signature } from "./keys.js";

/** @typedef {import("./storage.js").Installation} Installation */
/** @typedef {import("./approvalMessage.js").Decision} Decision */

/**
 * What the server says of a request. The number is not in it: only the browser that waits shows it (PUSH-02).
 * @typedef {object} ApprovalRequest
 * @property {string} id
 * @property {"signIn" | "stepUp" | "test" | "scan"} purpose
 * @property {string} nonce
 * @property {number | null} [digits] how long the number is; nothing where none is asked for
 * @property {number} expires in milliseconds
 * @property {{ application: string, place: string, address: string, browser: string, at: number }} context
 * @property {string} accountName
 */

/**
 * @typedef {{ kind: "approved" | "refused" | "alreadyAnswered" | "expired" | "over" }
 *   | { kind: "wrongNumber", triesLeft: number }} Outcome
 */

/** @param {string} id */
const path = (id) => `/api/v1/requests/${encodeURIComponent(id)}`;

/**
 * @param {Installation} installation
 * @param {string} id
 * @returns {Promise<ApprovalRequest | null>} nothing, when there is no such request for this installation any more
 */
export async function fetchRequest(installation, id) {
  try {
    return await call(signerOf(installation), "GET", path(id));
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/**
 * The last receipt of each request that is on its way.
 * @type {Map<string, Promise<void>>}
 */
const lastReceipts = new Map();

/**
 * Tells the server how far a request has come, each step after the one before it. A receipt that does not get through is
 * not worth a word to the person.
 * @param {Installation} installation
 * @param {string} id
 * @param {"arrived" | "shown"} kind
 */
export function receipt(installation, id, kind) {
  const send = async () => {
    try {
      await call(signerOf(installation), "POST", `${path(id)}/receipts`, { kind });
    } catch {
      // The request may be over, or the network away; what is shown next says so.
    }
  };
  const sent = (lastReceipts.get(id) ?? Promise.resolve()).then(send);
  lastReceipts.set(id, sent);
  sent.then(() => { if (lastReceipts.get(id) === sent) lastReceipts.delete(id); });
  return sent;
}

/**
 * Answers with a signature: an approval by the approval key, anything else by the contact key, so that a locked app
 * can refuse.
 * @param {Installation} installation
 * @param {ApprovalRequest} request
 * @param {Decision} decision
 * @param {{ key: CryptoKey, number?: string | null }} by
 * @returns {Promise<Outcome>}
 */
export async function answer(installation, request, decision, { key, number = null }) {
  const signed = async () => {
    const message = approvalMessage({
      request: request.id, account: installation.account, installation: installation.id,
      origin: installation.origin, decision, number, nonce: fromBase64url(request.nonce), time: Math.round(now()),
    });
    return {
      message: base64url(message), signature: base64url(await signature(key, approvalStatement(message))),
    };
  };
  try {
    const { outcome } = await call(signerOf(installation), "POST", `${path(request.id)}/answer`, signed);
    return { kind: outcome };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "wrongNumber") return { kind: "wrongNumber", triesLeft: error.triesLeft ?? 0 };
    if (error.status === 404) return { kind: "over" };
    throw error;
  }
}

/**
 * Claims the sign-in whose QR code was scanned. From then on it is a request like any other.
 * @param {Installation} installation
 * @param {string} code
 * @returns {Promise<ApprovalRequest>}
 * @throws {Problem} `notFound` for a code that is too old or already taken
 */
export const claimScan = (installation, code) => call(signerOf(installation), "POST", "/api/v1/scans", { code });
