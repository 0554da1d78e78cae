// @ts-check
// The server's API for installations: docs/formats/app-api.md. Every call is signed, and says in one of three ways how
// it went: the answer, a `Problem` that the server states, or `Unreachable`.

import { utf8 } from "./bytes.js";
import { learnTime, now } from "./clock.js";
import { keyOfNewInstallation, signedFields } from "./signedRequest.js";

/** What the server says is wrong (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, detail?: string, triesLeft?: number, serverTime?: number, reason?: string }} body
   */
  constructor(status, body) {
    super(body.detail ?? body.code ?? `status ${status}`);
    this.status = status;
    this.code = body.code ?? "unknown";
    this.triesLeft = body.triesLeft;
    this.serverTime = body.serverTime;
    this.reason = body.reason;
  }
}

/** No answer came: no network, or no server. */
export class Unreachable extends Error {}

/** @typedef {{ id: string, key: CryptoKey }} Signer */

/** @param {{ id: string, contactKey: CryptoKey }} installation */
export const signerOf = (installation) => ({ id: installation.id, key: installation.contactKey });

/** @param {CryptoKey} key */
export const newSigner = (key) => ({ id: keyOfNewInstallation, key });

/**
 * What is sent. A function makes it anew for each try: where the moment stands in it, a first try may have found out that
 * the device's clock is wrong.
 * @typedef {object | (() => Promise<object>)} Body
 */

/** How long an ordinary call may take. */
const patience = 15_000;

/**
 * @param {Signer} signer
 * @param {string} method
 * @param {string} path below the origin
 * @param {Body} [body]
 * @returns {Promise<any>} the JSON of the answer; nothing for an empty one
 * @throws {Problem | Unreachable}
 */
export async function call(signer, method, path, body) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    const response = await send(signer, method, path, body, giveUp.signal);
    const text = await response.text();
    return text === "" ? undefined : JSON.parse(text);
  } catch (error) {
    throw error instanceof Problem ? error : new Unreachable(String(error));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Sends a signed request; if the server finds our clock wrong, once more with its own time.
 * @param {Signer} signer
 * @param {string} method
 * @param {string} path
 * @param {Body | undefined} body
 * @param {AbortSignal} signal
 * @returns {Promise<Response>} an answer of success
 * @throws {Problem | TypeError}
 */
export async function send(signer, method, path, body, signal) {
  const first = await sendOnce(signer, method, path, body, signal);
  if (first.ok) return first;
  const problem = await problemIn(first);
  if (problem.code !== "clockOff" || problem.serverTime === undefined) throw problem;
  await learnTime(problem.serverTime);
  const second = await sendOnce(signer, method, path, body, signal);
  if (second.ok) return second;
  throw await problemIn(second);
}

/**
 * @param {Signer} signer
 * @param {string} method
 * @param {string} path
 * @param {Body | undefined} body
 * @param {AbortSignal} signal
 */
async function sendOnce(signer, method, path, body, signal) {
  const content = typeof body === "function" ? await body() : body;
  const bytes = content === undefined ? undefined : utf8(JSON.stringify(content));
  const draft = { method, url: new URL(path, self.location.origin), body: bytes };
  const fields = await signedFields(draft, signer, { now: now() });
  return fetch(draft.url, {
    method, headers: fields, body: bytes, signal,
    // The installation's key is all that speaks for it: no cookie goes along, and none is taken.
    credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer",
  });
}

/** @param {Response} response */
async function problemIn(response) {
  try {
    return new Problem(response.status, await response.json());
  } catch {
    return new Problem(response.status, {});
  }
}

/**
 * What the server says of itself; anybody may ask.
 * @returns {Promise<{ origin: string, name: string, protocol: number[], time: number, vapidKey: string }>}
 */
export async function serverDescription() {
  try {
    const response = await fetch("/api/v1/server", { credentials: "omit", cache: "no-store" });
    if (!response.ok) throw await problemIn(response);
    return await response.json();
  } catch (error) {
    throw error instanceof Problem ? error : new Unreachable(String(error));
  }
}

