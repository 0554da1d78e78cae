// @ts-check
// The two keys of an installation (P-256). The contact key never leaves the browser's key store. The approval key is
// there too when no app lock is set; with one it rests encrypted, and is a key only while the app is unlocked.

/** @typedef {import("./bytes.js").Bytes} Bytes */

const algorithm = { name: "ECDSA", namedCurve: "P-256" };

/**
 * A pair whose private half can be used here and never be read.
 * @returns {Promise<CryptoKeyPair>}
 */
export const newKeyPair = () => crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);

/**
 * A pair that is about to be encrypted under an app lock: the private half as PKCS#8, and as a key that can't be read.
 * @returns {Promise<{ privateKey: CryptoKey, publicKey: CryptoKey, pkcs8: Bytes }>}
 */
export async function newKeyPairToWrap() {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  return { privateKey: await privateKeyFrom(pkcs8), publicKey, pkcs8 };
}

/** @param {Bytes} pkcs8 */
export const privateKeyFrom = (pkcs8) => crypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]);

/**
 * The public half as the server takes it: X9.63, uncompressed, 65 bytes.
 * @param {CryptoKey} publicKey
 */
export const publicPoint = async (publicKey) => new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));

/**
 * ECDSA with SHA-256; r and s, 32 bytes each.
 * @param {CryptoKey} privateKey
 * @param {Bytes} message
 */
export async function signature(privateKey, message) {
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, message));
}

