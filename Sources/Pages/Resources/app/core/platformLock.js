// @ts-check
// An app lock by the device's own means (fingerprint, face, screen lock): a WebAuthn credential whose only use is the
// secret it gives out after the person has been verified (PRF extension, WebAuthn Level 3 §10.1.4). It signs nobody in.

import { randomBytes } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

// What TypeScript's library does not know yet.
/** @typedef {{ prf?: { enabled?: boolean, results?: { first: ArrayBuffer } } }} PrfOutputs */

/** Whether this device has such a lock at all; whether it can give out secrets is seen when it is set up. */
export async function hasPlatformLock() {
  if (!("PublicKeyCredential" in self)) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
}

/**
 * Makes the credential and takes its secret.
 * @param {string} accountName shown by the browser while it asks
 * @returns {Promise<{ credential: Bytes, salt: Bytes, secret: Bytes } | null>} nothing, if the device can't do it or the
 *   person did not want to
 */
export async function makePlatformLock(accountName) {
  const salt = randomBytes(32);
  /** @type {any} */
  const extensions = { prf: { eval: { first: salt } } };
  try {
    const made = await navigator.credentials.create({
      publicKey: {
        rp: { name: "Aikagi", id: location.hostname },
        user: { id: randomBytes(16), name: accountName, displayName: accountName },
        challenge: randomBytes(32),
        pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
        authenticatorSelection: {
          authenticatorAttachment: "platform", residentKey: "discouraged", userVerification: "required",
        },
        attestation: "none",
        timeout: 60_000,
        extensions,
      },
    });
    if (!(made instanceof PublicKeyCredential)) return null;
    const outputs = /** @type {PrfOutputs} */ (made.getClientExtensionResults());
    if (!outputs.prf?.enabled) return null;
    const credential = new Uint8Array(made.rawId);
    const early = outputs.prf.results?.first;
    const secret = early ? new Uint8Array(early) : await platformSecret(credential, salt);
    return secret && { credential, salt, secret };
  } catch {
    return null;
  }
}

/**
 * Asks the person, and returns the secret.
 * @param {Bytes} credential
 * @param {Bytes} salt
 * @returns {Promise<Bytes | null>} nothing, if the person did not want to
 */
export async function platformSecret(credential, salt) {
  /** @type {any} */
  const extensions = { prf: { eval: { first: salt } } };
  try {
    const proof = await navigator.credentials.get({
      publicKey: {
        rpId: location.hostname,
        challenge: randomBytes(32),
        allowCredentials: [{ type: "public-key", id: credential }],
        userVerification: "required",
        timeout: 60_000,
        extensions,
      },
    });
    if (!(proof instanceof PublicKeyCredential)) return null;
    const outputs = /** @type {PrfOutputs} */ (proof.getClientExtensionResults());
    return outputs.prf?.results ? new Uint8Array(outputs.prf.results.first) : null;
  } catch {
    return null;
  }
}
