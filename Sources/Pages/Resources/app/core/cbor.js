// @ts-check
// As much of CBOR (RFC 8949) as an approval message needs, and only its deterministic form (§4.2): shortest heads,
// keys in order. Nothing here reads CBOR: the app never gets any.

import { joined, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {number | string | null | Bytes} Value */

/**
 * A map with the keys 1, 2, 3 … in this order: keys below 24 are one byte each, so this order is the deterministic one.
 * @param {Value[]} values at most 23
 */
export function numberedMap(values) {
  return joined(head(5, values.length), ...values.flatMap((value, index) => [head(0, index + 1), item(value)]));
}

/**
 * @param {Value} value
 * @returns {Bytes}
 */
function item(value) {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === "number") return head(0, value);
  if (typeof value === "string") return joined(head(3, utf8(value).length), utf8(value));
  return joined(head(2, value.length), value);
}

/**
 * @param {number} majorType
 * @param {number} argument
 * @returns {Bytes}
 */
function head(majorType, argument) {
  if (!Number.isSafeInteger(argument) || argument < 0) throw new RangeError("not an unsigned integer");
  const first = majorType << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  const [code, length] = argument < 0x100 ? [24, 1]
    : argument < 0x1_0000 ? [25, 2] : argument < 0x1_0000_0000 ? [26, 4] : [27, 8];
  const bytes = new Uint8Array(1 + length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, first | code);
  if (length === 1) view.setUint8(1, argument);
  if (length === 2) view.setUint16(1, argument);
  if (length === 4) view.setUint32(1, argument);
  if (length === 8) view.setBigUint64(1, BigInt(argument));
  return bytes;
}
