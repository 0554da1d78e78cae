// @ts-check
// Time-based codes (RFC 6238). Made on this device; nothing is asked of anybody.

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {"SHA1" | "SHA256" | "SHA512"} HashName */

/**
 * What a service and the app have agreed on.
 * @typedef {object} CodeSource
 * @property {Bytes} secret
 * @property {HashName} algorithm
 * @property {number} digits 6, 7 or 8
 * @property {number} period in seconds
 */

const hashes = { SHA1: "SHA-1", SHA256: "SHA-256", SHA512: "SHA-512" };

/**
 * The code of a moment.
 * @param {CodeSource} source
 * @param {number} now in milliseconds
 */
export async function oneTimeCode({ secret, algorithm, digits, period }, now) {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(now / 1000 / period)));
  const parameters = { name: "HMAC", hash: hashes[algorithm] };
  const key = await crypto.subtle.importKey("raw", secret, parameters, false, ["sign"]);
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter));
  // Dynamic truncation (RFC 4226 §5.3).
  const offset = mac.getUint8(mac.byteLength - 1) & 0xf;
  const number = mac.getUint32(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/**
 * Milliseconds for which the code of `now` still holds.
 * @param {{ period: number }} source
 * @param {number} now
 */
export const timeLeft = ({ period }, now) => period * 1000 - (now % (period * 1000));
