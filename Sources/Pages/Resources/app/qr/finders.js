// @ts-check
// The three squares in the corners of a QR code: dark, light and dark in the proportion 1:1:3:1:1 in every direction
// (ISO/IEC 18004:2015, 6.3.3).

import { at, byteAt } from "./at.js";

/** @typedef {import("./bitmap.js").Bitmap} Bitmap */

/**
 * The middle of a square, and how large a module is there, in pixels.
 * @typedef {{ x: number, y: number, module: number, seen: number }} Finder
 */

/**
 * Three squares as a code has them.
 * @typedef {{ corner: Finder, right: Finder, below: Finder }} Triple
 */

const PROPORTION = [1, 1, 3, 1, 1];
/** How many squares are put together; a picture with more of them has no readable code among the weakest. */
const MOST_FINDERS = 10;
const MOST_TRIPLES = 12;

/**
 * @param {Bitmap} bitmap
 * @returns {Finder[]} the most certain first
 */
export function findFinders(bitmap) {
  /** @type {Finder[]} */
  const found = [];
  for (let y = 0; y < bitmap.height; y += 1) {
    for (const middle of middlesInRow(bitmap, y)) {
      const finder = checked(bitmap, middle, y);
      if (finder) gather(found, finder);
    }
  }
  // What lies between the modules of a large code can look like a square in rows and columns, but not all around.
  return found.map((finder) => ({ finder, wrong: unlikeFinder(bitmap, finder) }))
    .filter(({ wrong }) => wrong <= 8)
    .sort((left, right) => left.wrong - right.wrong || right.finder.seen - left.finder.seen)
    .slice(0, MOST_FINDERS).map(({ finder }) => finder);
}

/**
 * How much is wrong around the middle of a square, however it is turned: one module away all is dark, two and a third
 * away all is light. In a code that stands askew a module is up to a third smaller than rows and columns make it.
 * @param {Bitmap} bitmap
 * @param {Finder} finder
 */
function unlikeFinder(bitmap, { x, y, module }) {
  let least = Infinity;
  for (const scale of [1, 0.85, 0.72]) {
    let wrong = 0;
    for (let turn = 0; turn < 16; turn += 1) {
      const [dx, dy] = [Math.cos(turn * Math.PI / 8) * module * scale, Math.sin(turn * Math.PI / 8) * module * scale];
      if (!bitmap.isDark(x + dx, y + dy)) wrong += 1;
      if (bitmap.isDark(x + 2.3 * dx, y + 2.3 * dy)) wrong += 1;
    }
    least = Math.min(least, wrong);
  }
  return least;
}

/**
 * Where a row looks like a cut through a square.
 * @param {Bitmap} bitmap
 * @param {number} y
 */
function* middlesInRow(bitmap, y) {
  const { width, cells } = bitmap;
  const runs = [0, 0, 0, 0, 0];
  let dark = 0;
  let length = 0;
  for (let x = 0; x <= width; x += 1) {
    const cell = x < width ? byteAt(cells, y * width + x) : 2;
    if (cell === dark) {
      length += 1;
      continue;
    }
    runs.shift();
    runs.push(length);
    // The last run was dark, and so the first one is.
    if (dark === 1 && isProportioned(runs)) yield x - at(runs, 4) - at(runs, 3) - at(runs, 2) / 2;
    dark = cell;
    length = 1;
  }
}

/** @param {number[]} runs */
function isProportioned(runs) {
  if (runs.includes(0)) return false;
  const module = runs.reduce((sum, run) => sum + run, 0) / 7;
  return runs.every((run, index) => {
    const right = at(PROPORTION, index) * module;
    return Math.abs(run - right) <= right / 2;
  });
}

/**
 * Cuts through the same square downwards and across again; nothing if it isn't one.
 * @param {Bitmap} bitmap
 * @param {number} x
 * @param {number} y
 * @returns {Finder | null}
 */
function checked(bitmap, x, y) {
  const down = cut(bitmap, x, y, 0, 1);
  if (!down) return null;
  const middle = y + down.shift;
  const across = cut(bitmap, x, middle, 1, 0);
  if (!across) return null;
  const ratio = across.module / down.module;
  if (ratio < 0.5 || ratio > 2) return null;
  return { x: x + across.shift, y: middle, module: (across.module + down.module) / 2, seen: 1 };
}

/**
 * The five runs through a pixel in one direction.
 * @param {Bitmap} bitmap
 * @param {number} x
 * @param {number} y
 * @param {number} dx
 * @param {number} dy
 * @returns {{ module: number, shift: number } | null} how far the middle lies from where it was looked for
 */
function cut(bitmap, x, y, dx, dy) {
  const longest = Math.max(bitmap.width, bitmap.height);
  const [startX, startY] = [Math.floor(x), Math.floor(y)];
  if (!bitmap.isDark(startX, startY)) return null;
  /** @param {number} sign */
  const side = (sign) => {
    /** @type {[number, number, number]} */
    const runs = [0, 0, 0];
    let step = 1;
    for (let part = 0; part < 3; part += 1) {
      while (step < longest && bitmap.isDark(startX + sign * step * dx, startY + sign * step * dy) === (part !== 1)) {
        runs[part] = at(runs, part) + 1;
        step += 1;
        // The last dark run ends where the picture does, and a light one outside of it has no end.
        if (at(runs, part) > longest / 3) return runs;
      }
    }
    return runs;
  };
  const [before, after] = [side(-1), side(1)];
  const runs = [before[2], before[1], before[0] + 1 + after[0], after[1], after[2]];
  if (!isProportioned(runs)) return null;
  const shift = (after[0] - before[0]) / 2 + 0.5 - fraction(dx ? x : y);
  return { module: runs.reduce((sum, run) => sum + run, 0) / 7, shift };
}

/** @param {number} value */
function fraction(value) {
  return value - Math.floor(value);
}

/**
 * Adds a square, or makes one more certain that is there.
 * @param {Finder[]} found
 * @param {Finder} finder
 */
function gather(found, finder) {
  const same = found.find((other) => Math.abs(other.x - finder.x) <= other.module * 2
    && Math.abs(other.y - finder.y) <= other.module * 2 && Math.abs(other.module - finder.module) <= other.module);
  if (!same) {
    found.push(finder);
    return;
  }
  const seen = same.seen + 1;
  same.x += (finder.x - same.x) / seen;
  same.y += (finder.y - same.y) / seen;
  same.module += (finder.module - same.module) / seen;
  same.seen = seen;
}

/**
 * The squares three by three, as corners of a code: those first that stand most squarely.
 * @param {Finder[]} finders
 * @returns {Triple[]}
 */
export function triples(finders) {
  /** @type {{ triple: Triple, skew: number }[]} */
  const found = [];
  for (let a = 0; a < finders.length; a += 1) {
    for (let b = a + 1; b < finders.length; b += 1) {
      for (let c = b + 1; c < finders.length; c += 1) {
        const candidate = arranged([at(finders, a), at(finders, b), at(finders, c)]);
        if (candidate) found.push(candidate);
      }
    }
  }
  return found.sort((left, right) => left.skew - right.skew).slice(0, MOST_TRIPLES).map(({ triple }) => triple);
}

/**
 * Which of three squares is the corner, which lies to its right and which below.
 * @param {[Finder, Finder, Finder]} three
 * @returns {{ triple: Triple, skew: number } | null} nothing for what is no code, however it is looked at
 */
function arranged(three) {
  const sizes = three.map(({ module }) => module);
  const unlike = Math.max(...sizes) / Math.min(...sizes);
  if (unlike > 2.5) return null;
  const sides = three.map((corner, index) => {
    const [one, other] = [at(three, (index + 1) % 3), at(three, (index + 2) % 3)];
    return { corner, one, other, length: distance(one, other) };
  }).sort((left, right) => right.length - left.length);
  // The corner lies opposite of the longest side.
  const { corner, one, other, length } = at(sides, 0);
  const [leg, otherLeg] = [distance(corner, one), distance(corner, other)];
  const module = sizes.reduce((sum, size) => sum + size, 0) / 3;
  if (Math.min(leg, otherLeg) < module * 10) return null;
  const legs = Math.max(leg, otherLeg) / Math.min(leg, otherLeg);
  const squareness = Math.abs(leg ** 2 + otherLeg ** 2 - length ** 2) / length ** 2;
  if (legs > 2 || squareness > 0.6) return null;
  const turn = (one.x - corner.x) * (other.y - corner.y) - (one.y - corner.y) * (other.x - corner.x);
  const [right, below] = turn > 0 ? [one, other] : [other, one];
  return { triple: { corner, right, below }, skew: legs - 1 + squareness + (unlike - 1) };
}

/**
 * @param {{ x: number, y: number }} one
 * @param {{ x: number, y: number }} other
 */
export function distance(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
