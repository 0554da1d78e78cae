// @ts-check
// Bytes and the texts that stand for them. Every decoder refuses what no encoder of ours would have written.

/** @typedef {Uint8Array} Bytes */

/** @param {string} text */
export const utf8 = (text) => new TextEncoder().encode(text);

/** @param {Bytes} bytes */
export const fromUtf8 = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

/** @param {number} count */
export const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** @param {...Bytes} parts */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Base64url without padding (RFC 4648 §5).
 * @param {Bytes} bytes
 */
export const base64url = (bytes) => base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/**
 * Base64 with padding (RFC 4648 §4), as structured fields carry bytes.
 * @param {Bytes} bytes
 */
export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/**
 * @param {string} text
 * @returns {Bytes}
 * @throws {RangeError} for padding, foreign letters, and bits that no encoder leaves behind.
 */
export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new RangeError("not base64url");
  const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  if (base64url(bytes) !== text) throw new RangeError("not base64url");
  return bytes;
}

const base32Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * Base32 as people type it: small letters, spaces, hyphens and padding are let pass.
 * @param {string} text
 * @returns {Bytes}
 * @throws {RangeError} for an empty text and for letters that base32 does not have.
 */
export function fromBase32(text) {
  const letters = text.normalize("NFKC").replace(/[\s-]/g, "").replace(/=+$/, "").toUpperCase();
  if (letters === "" || [1, 3, 6].includes(letters.length % 8)) throw new RangeError("not base32");
  const bytes = [];
  let bits = 0;
  let value = 0;
  for (const letter of letters) {
    const digit = base32Letters.indexOf(letter);
    if (digit < 0) throw new RangeError("not base32");
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}

/** @param {Bytes} bytes */
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
