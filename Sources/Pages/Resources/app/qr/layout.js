// @ts-check
// Where what lies in a QR code: facts of ISO/IEC 18004:2015, by clause and table.

import { at } from "./at.js";

/** How much of a code may be damaged, in the order of the two bits that say so (table 12). */
export const LEVELS = /** @type {const} */ (["M", "L", "H", "Q"]);

/** @typedef {(typeof LEVELS)[number]} Level */

/** Error correction codewords a block, for versions 1 to 40 (table 9). */
const CORRECTION_A_BLOCK = {
  L: [
    7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30,
    30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
  ],
  M: [
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  ],
  Q: [
    13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30,
    30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
  ],
  H: [
    17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30,
    30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
  ],
};

/** Blocks, for versions 1 to 40 (table 9). */
const BLOCKS = {
  L: [
    1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19,
    20, 21, 22, 24, 25,
  ],
  M: [
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33,
    35, 37, 38, 40, 43, 45, 47, 49,
  ],
  Q: [
    1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45,
    48, 51, 53, 56, 59, 62, 65, 68,
  ],
  H: [
    1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51,
    54, 57, 60, 63, 66, 70, 74, 77, 81,
  ],
};

/**
 * How the codewords of a code are divided.
 * @param {number} version
 * @param {Level} level
 */
export function blockLayout(version, level) {
  return { blocks: at(BLOCKS[level], version - 1), correction: at(CORRECTION_A_BLOCK[level], version - 1) };
}

/**
 * The rows and columns in whose crossings alignment patterns lie (annex E).
 * @param {number} version
 * @returns {number[]} empty for version 1
 */
export function alignmentPlaces(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = 4 * version + 10;
  // Even steps, as wide as the first one allows; version 32 is the one exception of the table.
  const step = version === 32 ? 26 : Math.ceil((last - 6) / (count - 1) / 2) * 2;
  const places = [6];
  for (let place = last - step * (count - 2); place <= last; place += step) places.push(place);
  return places;
}

/**
 * Whether a module belongs to a pattern, the format or the version, and so to no codeword (6.3, 7.9, 7.10).
 * @param {number} version
 * @returns {(column: number, row: number) => boolean}
 */
export function reservedModules(version) {
  const size = 17 + 4 * version;
  const places = alignmentPlaces(version);
  return (column, row) => {
    // The squares with their light frames, and the format beside them.
    if (row < 9 && (column < 9 || column >= size - 8)) return true;
    if (row >= size - 8 && column < 9) return true;
    if (row === 6 || column === 6) return true;
    if (version >= 7 && ((row < 6 && column >= size - 11) || (column < 6 && row >= size - 11))) return true;
    return places.some((y) => Math.abs(row - y) <= 2 && places.some((x) => Math.abs(column - x) <= 2
      && !isFinder(x, y, size)));
  };
}

/**
 * Whether the square of a corner lies where an alignment pattern would.
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function isFinder(x, y, size) {
  return (x === 6 && y === 6) || (x === 6 && y === size - 7) || (x === size - 7 && y === 6);
}

/** Whether a mask turns a module over, by the mask's number (table 10). */
export const MASKS = /** @type {((column: number, row: number) => boolean)[]} */ ([
  (column, row) => (row + column) % 2 === 0,
  (_, row) => row % 2 === 0,
  (column) => column % 3 === 0,
  (column, row) => (row + column) % 3 === 0,
  (column, row) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (column, row) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (column, row) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (column, row) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]);

/**
 * The fifteen bits that stand for level and mask: five, ten of correction, and a pattern over all (annex C).
 * @param {number} value 0 to 31
 */
export function formatBits(value) {
  let rest = value << 10;
  for (let bit = 14; bit >= 10; bit -= 1) if (rest & (1 << bit)) rest ^= 0b10100110111 << (bit - 10);
  return ((value << 10) | rest) ^ 0b101010000010010;
}
