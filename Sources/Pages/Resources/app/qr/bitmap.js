// @ts-check
// A picture as dark and light, the way a reader of QR codes looks at it.

import { at, byteAt } from "./at.js";

/**
 * What `ImageData` has of a picture: four bytes a pixel, red, green, blue and opacity.
 * @typedef {{ width: number, height: number, data: ArrayLike<number> }} Picture
 */

/** Dark and light pixels: 1 is dark. */
export class Bitmap {
  /**
   * @param {number} width
   * @param {number} height
   * @param {Uint8Array} cells row by row
   */
  constructor(width, height, cells) {
    this.width = width;
    this.height = height;
    this.cells = cells;
  }

  /**
   * Whether a pixel is dark; outside of the picture all is light.
   * @param {number} x
   * @param {number} y
   */
  isDark(x, y) {
    const column = Math.floor(x);
    const row = Math.floor(y);
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return false;
    return this.cells[row * this.width + column] === 1;
  }

  /** The same with dark and light exchanged: some codes are printed light on dark. */
  inverted() {
    return new Bitmap(this.width, this.height, this.cells.map((cell) => 1 - cell));
  }
}

/**
 * How bright each pixel is, 0 to 255: luma of ITU-R BT.601. What is transparent is as paper.
 * @param {Picture} picture
 * @returns {Uint8Array}
 */
export function brightness({ width, height, data }) {
  const levels = new Uint8Array(width * height);
  /** @param {number} pixel @param {number} channel */
  const shade = (pixel, channel) => data[4 * pixel + channel] ?? 0;
  for (let pixel = 0; pixel < levels.length; pixel += 1) {
    const luma = (299 * shade(pixel, 0) + 587 * shade(pixel, 1) + 114 * shade(pixel, 2)) / 1000;
    levels[pixel] = Math.round(255 + (luma - 255) * shade(pixel, 3) / 255);
  }
  return levels;
}

/**
 * Dark is what is clearly darker than its surroundings, so that a shadow over half of the code does no harm.
 * @param {Uint8Array} levels
 * @param {number} width
 * @param {number} height
 * @param {number} reach how far the surroundings go, in pixels
 * @returns {Bitmap}
 */
export function darkerThanAround(levels, width, height, reach) {
  const sums = sumTable(levels, width, height);
  const cells = new Uint8Array(levels.length);
  /** @param {number} x @param {number} y */
  const sumTo = (x, y) => sums[y * (width + 1) + x] ?? 0;
  for (let y = 0; y < height; y += 1) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x += 1) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const sum = sumTo(right, bottom) - sumTo(right, top) - sumTo(left, bottom) + sumTo(left, top);
      // An eighth darker than the mean: paper is never quite even.
      if (byteAt(levels, y * width + x) * (right - left) * (bottom - top) * 8 < sum * 7) cells[y * width + x] = 1;
    }
  }
  return new Bitmap(width, height, cells);
}

/**
 * The sum of all levels above and left of each corner.
 * @param {Uint8Array} levels
 * @param {number} width
 * @param {number} height
 */
function sumTable(levels, width, height) {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += byteAt(levels, y * width + x);
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  return sums;
}

/**
 * Dark is what is darker than one level for the whole picture: the level that separates two groups best (Otsu 1979).
 * @param {Uint8Array} levels
 * @param {number} width
 * @param {number} height
 * @returns {Bitmap}
 */
export function darkerThanBest(levels, width, height) {
  const counts = new Float64Array(256);
  for (const level of levels) counts[level] = (counts[level] ?? 0) + 1;
  let sum = 0;
  for (let level = 0; level < 256; level += 1) sum += level * at(counts, level);
  let [below, belowSum, best, bestSpread] = [0, 0, 127, -1];
  for (let level = 0; level < 255; level += 1) {
    below += at(counts, level);
    belowSum += level * at(counts, level);
    const above = levels.length - below;
    if (below === 0 || above === 0) continue;
    const spread = below * above * (belowSum / below - (sum - belowSum) / above) ** 2;
    if (spread > bestSpread) [bestSpread, best] = [spread, level];
  }
  return new Bitmap(width, height, Uint8Array.from(levels, (level) => (level <= best ? 1 : 0)));
}
