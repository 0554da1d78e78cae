// @ts-check
// What Google Authenticator shows as a QR code to move codes: otpauth-migration://offline?data=…, a protobuf message in
// base64. As much of protobuf as that needs: varints, and fields with a length.

import { fromUtf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

/**
 * An account as it stands there. What the app does not know is null.
 * @typedef {object} MigratedAccount
 * @property {string} name as it is shown
 * @property {string} issuer
 * @property {string} account
 * @property {string} secret base32
 * @property {"SHA1" | "SHA256" | "SHA512" | null} algorithm
 * @property {6 | 8 | null} digits
 * @property {"totp" | "hotp" | null} kind
 */

/**
 * @param {string} link
 * @returns {{ accounts: MigratedAccount[], part: import("./imports.js").Part } | null} nothing, if it can't be read
 */
export function readMigration(link) {
  const data = /^otpauth-migration:\/\/offline\/?\?(?:[^#]*&)?data=([^&#]+)/i.exec(link.trim())?.[1];
  if (data === undefined) return null;
  try {
    const fields = fieldsOf(bytesIn(data));
    const accounts = fields.filter(({ number }) => number === 1).map(({ bytes }) => accountIn(bytes));
    const last = (/** @type {number} */ wanted) => fields.filter(({ number }) => number === wanted).at(-1)?.value ?? 0;
    return { accounts, part: { batch: last(5), index: last(4), size: Math.max(1, last(3)) } };
  } catch {
    return null;
  }
}

/** @param {string} data */
function bytesIn(data) {
  // Some scanners undo the percent-encoding, and a plus may have become a space.
  const text = decodeURIComponent(data).replace(/ /g, "+").replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/**
 * @param {Bytes} message
 * @returns {MigratedAccount}
 */
function accountIn(message) {
  const fields = fieldsOf(message);
  const last = (/** @type {number} */ wanted) => fields.filter(({ number }) => number === wanted).at(-1);
  const text = (/** @type {number} */ wanted) => fromUtf8(last(wanted)?.bytes ?? new Uint8Array());
  const value = (/** @type {number} */ wanted) => last(wanted)?.value ?? 0;
  const label = text(2);
  const colon = label.indexOf(":");
  const issuer = text(3) || (colon < 0 ? "" : label.slice(0, colon));
  const account = colon < 0 ? label : label.slice(colon + 1).trim();
  return {
    name: [issuer, account].filter((name) => name !== "").join(" "), issuer, account,
    secret: base32(last(1)?.bytes ?? new Uint8Array()),
    // Unspecified is what everybody assumes.
    algorithm: (/** @type {const} */ (["SHA1", "SHA1", "SHA256", "SHA512"]))[value(4)] ?? null,
    digits: (/** @type {const} */ ([6, 6, 8]))[value(5)] ?? null,
    kind: (/** @type {const} */ (["totp", "hotp", "totp"]))[value(6)] ?? null,
  };
}

/**
 * @param {Bytes} message
 * @returns {{ number: number, value: number, bytes: Bytes }[]}
 */
function fieldsOf(message) {
  const fields = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at];
      if (byte === undefined) throw new RangeError("cut off");
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
    throw new RangeError("too long");
  };
  const take = (/** @type {number} */ count) => {
    if (count < 0 || at + count > message.length) throw new RangeError("cut off");
    at += count;
    return message.slice(at - count, at);
  };
  while (at < message.length) {
    const head = varint();
    const number = Math.floor(head / 8);
    if (head < 0 || number === 0) throw new RangeError("no field");
    const kind = head % 8;
    if (kind === 0) fields.push({ number, value: varint(), bytes: new Uint8Array() });
    else if (kind === 2) fields.push({ number, value: 0, bytes: take(varint()) });
    else if (kind === 1) take(8);
    else if (kind === 5) take(4);
    else throw new RangeError("no wire type");
  }
  return fields;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** @param {Bytes} bytes */
function base32(bytes) {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += letters[(value >> bits) & 31];
    }
  }
  return bits > 0 ? text + letters[(value << (5 - bits)) & 31] : text;
}
