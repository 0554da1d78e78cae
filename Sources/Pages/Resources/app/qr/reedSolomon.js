// @ts-check
// Reed-Solomon codes over GF(256) with the polynomial x⁸ + x⁴ + x³ + x² + 1, as QR codes use them
// (ISO/IEC 18004:2015, 7.5.2 and annex B).

import { at, byteAt } from "./at.js";

const POWERS = new Uint8Array(510);
const LOGARITHMS = new Uint8Array(256);
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  POWERS[exponent] = value;
  POWERS[exponent + 255] = value;
  LOGARITHMS[value] = exponent;
  value <<= 1;
  if (value & 0x100) value ^= 0x11d;
}

/** @param {number} one @param {number} other */
function times(one, other) {
  return one === 0 || other === 0 ? 0 : byteAt(POWERS, byteAt(LOGARITHMS, one) + byteAt(LOGARITHMS, other));
}

/** @param {number} value not 0 */
function inverse(value) {
  return byteAt(POWERS, 255 - byteAt(LOGARITHMS, value));
}

/**
 * The value of a polynomial, highest power first.
 * @param {ArrayLike<number>} polynomial
 * @param {number} point
 */
function value(polynomial, point) {
  let sum = 0;
  for (let index = 0; index < polynomial.length; index += 1) sum = times(sum, point) ^ at(polynomial, index);
  return sum;
}

/**
 * Mends a block in place.
 * @param {Uint8Array} block data, then correction
 * @param {number} correction how many codewords of correction it has; up to half as many wrong ones are mended
 * @returns {boolean} whether it is right now
 */
export function mend(block, correction) {
  const syndromes = new Uint8Array(correction);
  for (let index = 0; index < correction; index += 1) syndromes[index] = value(block, byteAt(POWERS, index));
  if (syndromes.every((syndrome) => syndrome === 0)) return true;

  const locator = errorLocator(syndromes);
  const errors = locator.length - 1;
  if (errors * 2 > correction) return false;
  const places = [];
  for (let power = 0; power < block.length; power += 1) {
    if (lowestFirst(locator, byteAt(POWERS, (255 - power) % 255)) === 0) places.push(power);
  }
  if (places.length !== errors) return false;

  for (const power of places) {
    const size = errorSize(syndromes, locator, power);
    if (size === null) return false;
    const place = block.length - 1 - power;
    block[place] = byteAt(block, place) ^ size;
  }
  for (let index = 0; index < correction; index += 1) if (value(block, byteAt(POWERS, index)) !== 0) return false;
  return true;
}

/**
 * The polynomial whose roots are where the errors are (Berlekamp 1968, Massey 1969), lowest power first.
 * @param {Uint8Array} syndromes
 */
function errorLocator(syndromes) {
  let locator = [1];
  let before = [1];
  let [length, gap, beforeDiscrepancy] = [0, 1, 1];
  for (let step = 0; step < syndromes.length; step += 1) {
    let discrepancy = byteAt(syndromes, step);
    for (let index = 1; index <= length; index += 1) {
      discrepancy ^= times(locator[index] ?? 0, byteAt(syndromes, step - index));
    }
    if (discrepancy === 0) {
      gap += 1;
      continue;
    }
    const factor = times(discrepancy, inverse(beforeDiscrepancy));
    const next = locator.slice();
    before.forEach((coefficient, index) => {
      next[index + gap] = (next[index + gap] ?? 0) ^ times(factor, coefficient);
    });
    for (let index = 0; index < next.length; index += 1) next[index] ??= 0;
    if (2 * length <= step) {
      before = locator;
      beforeDiscrepancy = discrepancy;
      length = step + 1 - length;
      gap = 1;
    } else {
      gap += 1;
    }
    locator = next;
  }
  return locator.slice(0, length + 1);
}

/**
 * @param {ArrayLike<number>} polynomial lowest power first
 * @param {number} point
 */
function lowestFirst(polynomial, point) {
  let sum = 0;
  for (let index = polynomial.length - 1; index >= 0; index -= 1) sum = times(sum, point) ^ at(polynomial, index);
  return sum;
}

/**
 * How a codeword differs from what it was (Forney 1965).
 * @param {Uint8Array} syndromes
 * @param {number[]} locator
 * @param {number} power the codeword's place from the end
 * @returns {number | null}
 */
function errorSize(syndromes, locator, power) {
  const root = byteAt(POWERS, (255 - power) % 255);
  const evaluator = new Uint8Array(syndromes.length);
  for (let index = 0; index < syndromes.length; index += 1) {
    for (let place = 0; place < locator.length && place <= index; place += 1) {
      evaluator[index] = byteAt(evaluator, index) ^ times(at(locator, place), byteAt(syndromes, index - place));
    }
  }
  // The derivative in characteristic 2: only odd powers are left, one lower.
  const slope = lowestFirst(locator.map((_, index) => (index % 2 === 0 ? locator[index + 1] ?? 0 : 0)), root);
  if (slope === 0) return null;
  return times(byteAt(POWERS, power), times(lowestFirst(evaluator, root), inverse(slope)));
}
