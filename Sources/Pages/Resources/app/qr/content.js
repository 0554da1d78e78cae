// @ts-check
// From the modules of a code to its text (ISO/IEC 18004:2015, 7.4 and 12).

import { at, byteAt } from "./at.js";
import { blockLayout, formatBits, LEVELS, MASKS, reservedModules } from "./layout.js";
import { mend } from "./reedSolomon.js";

/** @typedef {import("./grid.js").Modules} Modules */

/**
 * @param {Modules} modules
 * @returns {string | null} nothing if too much of it is wrong
 */
export function content(modules) {
  for (const { level, mask } of formats(modules)) {
    const data = dataCodewords(modules, level, mask);
    const text = data && textIn(new Bits(data), (modules.size - 17) / 4);
    if (text !== null) return text;
  }
  return null;
}

/**
 * Level and mask as the code's two copies of the format say: those that differ by three bits at most, nearest first.
 * @param {Modules} modules
 */
function formats(modules) {
  const [first, second] = formatCopies(modules);
  return Array.from({ length: 32 }, (_, value) => {
    const bits = formatBits(value);
    const away = Math.min(ones(bits ^ first), ones(bits ^ second));
    return { level: at(LEVELS, value >> 3), mask: value & 7, away };
  }).filter(({ away }) => away <= 3).sort((one, other) => one.away - other.away).slice(0, 2);
}

/**
 * @param {Modules} modules
 * @returns {[number, number]}
 */
function formatCopies(modules) {
  const { size } = modules;
  let [first, second] = [0, 0];
  // The highest bit comes first: along row 8 and up column 8, and again down column 8 and along row 8 (figure 25).
  for (let bit = 0; bit < 15; bit += 1) {
    const column = bit < 6 ? bit : bit < 8 ? bit + 1 : 8;
    const row = bit < 8 ? 8 : bit === 8 ? 7 : 14 - bit;
    first = (first << 1) | modules.at(column, row);
    second = (second << 1) | (bit < 7 ? modules.at(8, size - 1 - bit) : modules.at(size - 15 + bit, 8));
  }
  return [first, second];
}

/** @param {number} bits */
function ones(bits) {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/**
 * The data of all blocks, mended; nothing if one of them can't be.
 * @param {Modules} modules
 * @param {import("./layout.js").Level} level
 * @param {number} mask
 * @returns {Uint8Array | null}
 */
function dataCodewords(modules, level, mask) {
  const version = (modules.size - 17) / 4;
  const words = codewords(modules, mask);
  const { blocks, correction } = blockLayout(version, level);
  const shortest = Math.floor(words.length / blocks);
  const longOnes = words.length % blocks;
  const shortData = shortest - correction;
  if (shortData < 1) return null;

  const parts = Array.from({ length: blocks }, (_, index) =>
    new Uint8Array(shortest + (index >= blocks - longOnes ? 1 : 0)));
  let next = 0;
  /** @param {Uint8Array} part @param {number} place */
  const deal = (part, place) => {
    part[place] = byteAt(words, next);
    next += 1;
  };
  // Codewords of the blocks take turns; the long blocks have one more of data (7.6).
  for (let place = 0; place <= shortData; place += 1) {
    parts.forEach((part, index) => {
      if (place < shortData || index >= blocks - longOnes) deal(part, place);
    });
  }
  for (let place = correction; place > 0; place -= 1) {
    for (const part of parts) deal(part, part.length - place);
  }
  if (!parts.every((part) => mend(part, correction))) return null;
  return Uint8Array.from(parts.flatMap((part) => [...part.subarray(0, part.length - correction)]));
}

/**
 * The codewords in the order in which they are written: in pairs of columns, up and down, from the right (7.7.3).
 * @param {Modules} modules
 * @param {number} mask
 */
function codewords(modules, mask) {
  const { size } = modules;
  const isReserved = reservedModules((size - 17) / 4);
  const isTurned = at(MASKS, mask);
  const words = [];
  let [word, bits, upwards] = [0, 0, true];
  for (let right = size - 1; right > 0; right -= 2) {
    // The timing pattern takes a column, and the pairs shift.
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const row = upwards ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (isReserved(column, row)) continue;
        word = (word << 1) | (modules.at(column, row) ^ (isTurned(column, row) ? 1 : 0));
        bits += 1;
        if (bits === 8) {
          words.push(word);
          [word, bits] = [0, 0];
        }
      }
    }
    upwards = !upwards;
  }
  return Uint8Array.from(words);
}

/** Reads bits from the highest one on. */
class Bits {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get left() {
    return this.bytes.length * 8 - this.at;
  }

  /**
   * @param {number} count
   * @returns {number}
   * @throws {RangeError} beyond the end
   */
  take(count) {
    if (count > this.left) throw new RangeError("the code ends too early");
    let value = 0;
    for (let index = 0; index < count; index += 1, this.at += 1) {
      value = (value << 1) | ((byteAt(this.bytes, this.at >> 3) >> (7 - (this.at & 7))) & 1);
    }
    return value;
  }
}

const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/** How long a length is: for versions up to 9, up to 26 and beyond (table 3). */
const LENGTHS = { numeric: [10, 12, 14], alphanumeric: [9, 11, 13], byte: [8, 16, 16], kanji: [8, 10, 12] };
/** Character sets that a code may name, by the numbers that AIM's ECI gives them; the rest is taken for UTF-8. */
const CHARACTER_SETS = new Map([
  [1, "iso-8859-1"], [3, "iso-8859-1"], [20, "shift_jis"], [25, "utf-16be"], [26, "utf-8"],
]);

/**
 * @param {Bits} bits
 * @param {number} version
 * @returns {string | null}
 */
function textIn(bits, version) {
  const range = version < 10 ? 0 : version < 27 ? 1 : 2;
  let text = "";
  /** @type {string | undefined} */
  let characters;
  try {
    while (bits.left >= 4) {
      const mode = bits.take(4);
      // What each indicator announces: table 2.
      if (mode === 0) break;
      else if (mode === 1) text += numeric(bits, bits.take(at(LENGTHS.numeric, range)));
      else if (mode === 2) text += alphanumeric(bits, bits.take(at(LENGTHS.alphanumeric, range)));
      else if (mode === 4) text += bytes(bits, bits.take(at(LENGTHS.byte, range)), characters);
      else if (mode === 8) text += kanji(bits, bits.take(at(LENGTHS.kanji, range)));
      else if (mode === 7) characters = CHARACTER_SETS.get(assignment(bits));
      // FNC1 says what the content means to a shop, and changes none of it; its second kind has a number.
      else if (mode === 9) bits.take(8);
      // One code of several would be half a text.
      else if (mode !== 5) return null;
    }
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
  return text;
}

/** @param {Bits} bits @param {number} count */
function numeric(bits, count) {
  let text = "";
  for (let left = count; left > 0; left -= 3) {
    const digits = Math.min(left, 3);
    const number = bits.take(at([0, 4, 7, 10], digits));
    if (number >= 10 ** digits) throw new RangeError("no digits");
    text += String(number).padStart(digits, "0");
  }
  return text;
}

/** @param {Bits} bits @param {number} count */
function alphanumeric(bits, count) {
  let text = "";
  for (let left = count; left > 0; left -= 2) {
    const number = bits.take(left > 1 ? 11 : 6);
    if (number >= (left > 1 ? 45 * 45 : 45)) throw new RangeError("no character");
    if (left > 1) text += at(ALPHANUMERIC, Math.floor(number / 45));
    text += at(ALPHANUMERIC, number % 45);
  }
  return text;
}

/** @param {Bits} bits @param {number} count @param {string} [characters] */
function bytes(bits, count, characters) {
  const taken = Uint8Array.from({ length: count }, () => bits.take(8));
  if (characters) return new TextDecoder(characters, { fatal: true }).decode(taken);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(taken);
  } catch {
    // Older printers in Japan wrote Shift_JIS without saying so.
    return new TextDecoder("shift_jis", { fatal: true }).decode(taken);
  }
}

/** @param {Bits} bits @param {number} count */
function kanji(bits, count) {
  const taken = new Uint8Array(count * 2);
  for (let index = 0; index < count; index += 1) {
    const number = bits.take(13);
    const packed = (Math.floor(number / 0xc0) << 8) | (number % 0xc0);
    const code = packed + (packed < 0x1f00 ? 0x8140 : 0xc140);
    taken.set([code >> 8, code & 0xff], index * 2);
  }
  return new TextDecoder("shift_jis", { fatal: true }).decode(taken);
}

/** @param {Bits} bits */
function assignment(bits) {
  const first = bits.take(8);
  if (first < 0x80) return first;
  return first < 0xc0 ? ((first & 0x3f) << 8) | bits.take(8) : ((first & 0x1f) << 16) | bits.take(16);
}
