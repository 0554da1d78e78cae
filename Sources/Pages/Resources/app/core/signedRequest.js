// @ts-check
// HTTP message signatures (RFC 9421) in the one form that the server accepts: docs/formats/signed-requests.md.

import { base64, base64url, joined, randomBytes, sha256, utf8 } from "./bytes.js";
import { signature } from "./keys.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

/** The version of the protocol. It is signed, so nobody on the way can lower it. */
export const protocolVersion = 1;

/** Stands for the installation in the request that makes one. */
export const keyOfNewInstallation = "new";

/**
 * What a request is, before it is signed.
 * @typedef {object} Draft
 * @property {string} method
 * @property {URL} url
 * @property {Bytes} [body] JSON
 */

/**
 * The fields of a signed request.
 * @param {Draft} draft
 * @param {{ id: string, key: CryptoKey }} signer
 * @param {{ now: number, nonce?: Bytes }} circumstances the time in milliseconds; the nonce is random unless given
 * @returns {Promise<Record<string, string>>}
 */
export async function signedFields(draft, signer, { now, nonce = randomBytes(16) }) {
  const components = await coveredComponents(draft);
  const names = components.map(([name]) => `"${name}"`).join(" ");
  const parameters = `(${names});created=${Math.floor(now / 1000)};nonce="${base64url(nonce)}"`
    + `;keyid="${signer.id}";alg="ecdsa-p256-sha256";tag="aikagi-v1"`;
  const base = signatureBase(components, parameters);
  const fields = Object.fromEntries(components.filter(([name]) => !name.startsWith("@")));
  return {
    ...fields,
    "signature-input": `aikagi=${parameters}`,
    signature: `aikagi=:${base64(await signature(signer.key, utf8(base)))}:`,
  };
}

/**
 * What is signed (RFC 9421 §2.5).
 * @param {[string, string][]} components
 * @param {string} parameters
 */
export function signatureBase(components, parameters) {
  const lines = components.map(([name, value]) => `"${name}": ${value}`);
  return [...lines, `"@signature-params": ${parameters}`].join("\n");
}

/**
 * Every component that is covered, in the one order there is.
 * @param {Draft} draft
 * @returns {Promise<[string, string][]>}
 */
export async function coveredComponents({ method, url, body }) {
  /** @type {[string, string][]} */
  const components = [
    ["@method", method],
    ["@authority", url.host],
    ["@path", url.pathname],
    ["@query", url.search || "?"],
    ["aikagi-protocol", String(protocolVersion)],
  ];
  if (body === undefined) return components;
  return [
    ...components,
    ["content-type", "application/json"],
    ["content-digest", `sha-256=:${base64(await sha256(body))}:`],
  ];
}

/**
 * What the approval key signs when an installation is made: this link, and this contact key beside me.
 * @param {string} token of the enrolment link
 * @param {Bytes} contactPoint
 */
export async function enrolmentStatement(token, contactPoint) {
  return joined(utf8("aikagi-enrolment-v1\0"), await sha256(utf8(token)), contactPoint);
}
