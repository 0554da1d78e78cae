// @ts-check
// From three squares in a picture to the modules of the code.

import { at, byteAt } from "./at.js";
import { distance } from "./finders.js";
import { alignmentPlaces } from "./layout.js";

/** @typedef {import("./bitmap.js").Bitmap} Bitmap */
/** @typedef {import("./finders.js").Finder} Finder */
/** @typedef {import("./finders.js").Triple} Triple */
/** @typedef {{ x: number, y: number }} Point */
/** @typedef {[number, number, number, number, number, number, number, number]} Eight */

/** The modules of a code: 1 is dark. */
export class Modules {
  /**
   * @param {number} size modules a side
   * @param {Uint8Array} cells row by row
   */
  constructor(size, cells) {
    this.size = size;
    this.cells = cells;
  }

  /**
   * @param {number} column
   * @param {number} row
   * @returns {number} 1 for a dark one
   */
  at(column, row) {
    return byteAt(this.cells, row * this.size + column);
  }

  /** The same seen in a mirror. */
  mirrored() {
    const cells = new Uint8Array(this.cells.length);
    for (let row = 0; row < this.size; row += 1) {
      for (let column = 0; column < this.size; column += 1) cells[row * this.size + column] = this.at(row, column);
    }
    return new Modules(this.size, cells);
  }
}

/**
 * Every way in which the modules may lie between three squares, the likeliest first.
 * @param {Bitmap} bitmap
 * @param {Triple} triple
 */
export function* grids(bitmap, triple) {
  const { corner, right, below } = triple;
  const across = distance(corner, right) / moduleBetween(bitmap, corner, right);
  const down = distance(corner, below) / moduleBetween(bitmap, corner, below);
  const guess = ((across + down) / 2 + 7 - 17) / 4;
  const counted = [timingSize(bitmap, corner, right, below), timingSize(bitmap, corner, below, right)];
  const versions = Array.from({ length: 40 }, (_, index) => index + 1)
    // The larger the code, the less sure is the guess.
    .filter((version) => Math.abs(version - guess) <= (guess > 10 ? 4 : 2))
    // One line of timing has to be about as long: what was put together from noise has none.
    .filter((version) => counted.some((size) => Math.abs(size - 17 - 4 * version) <= 4 + version / 3))
    .sort((one, other) => Math.abs(one - guess) - Math.abs(other - guess))
    .slice(0, 5);
  for (const version of versions) {
    const size = 17 + 4 * version;
    for (const fourth of fourthPoints(bitmap, triple, version)) {
      const ends = [{ x: 3.5, y: 3.5 }, { x: size - 3.5, y: 3.5 }, { x: 3.5, y: size - 3.5 }, fourth.inCode];
      const place = projection(ends, [corner, right, below, fourth.inPicture]);
      if (place) yield sampled(bitmap, size, place);
    }
  }
}

/**
 * How many modules a side has by the changes between dark and light on the timing pattern, which runs along the inner
 * edges of two squares (ISO/IEC 18004:2015, 6.3.5).
 * @param {Bitmap} bitmap
 * @param {Finder} from
 * @param {Finder} to
 * @param {Finder} inwards the third square, on whose side the pattern lies
 */
function timingSize(bitmap, from, to, inwards) {
  const modules = distance(from, inwards) / moduleBetween(bitmap, from, inwards);
  /** @param {Finder} finder */
  const edge = (finder) => ({
    x: finder.x + (inwards.x - from.x) / modules * 3,
    y: finder.y + (inwards.y - from.y) / modules * 3,
  });
  const [start, end] = [edge(from), edge(to)];
  const steps = Math.ceil(distance(start, end) * 2);
  let [changes, before] = [0, true];
  for (let step = 0; step <= steps; step += 1) {
    const way = step / steps;
    const isDark = bitmap.isDark(start.x + (end.x - start.x) * way, start.y + (end.y - start.y) * way);
    if (isDark !== before) changes += 1;
    before = isDark;
  }
  // It changes once a module between the two squares, which have seven modules each, the last of them its own first.
  return changes + 13;
}

/**
 * How large a module is on the way from one square to another: from the middle of each, the dark, light and dark of it
 * are three modules and a half, to either side. What was measured in rows and columns is too large in a code that
 * stands askew.
 * @param {Bitmap} bitmap
 * @param {Finder} one
 * @param {Finder} other
 */
function moduleBetween(bitmap, one, other) {
  /** @type {[Finder, Finder][]} */
  const ways = [[one, other], [other, one]];
  const lengths = ways.flatMap(([from, to]) => {
    const length = distance(from, to);
    const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
    return [toEdge(bitmap, from, dx, dy), toEdge(bitmap, from, -dx, -dy)];
  }).filter((length) => length > 0).sort((left, right) => left - right);
  if (lengths.length < 2) return (one.module + other.module) / 2;
  // Each of them can be wrong where something dark touches the square; hardly all.
  const middle = lengths.slice(lengths.length > 3 ? 1 : 0, lengths.length > 3 ? 3 : undefined);
  return middle.reduce((sum, length) => sum + length, 0) / middle.length / 3.5;
}

/**
 * How far it is from the middle of a square to where it ends; 0 if it doesn't.
 * @param {Bitmap} bitmap
 * @param {Finder} finder
 * @param {number} dx
 * @param {number} dy
 */
function toEdge(bitmap, finder, dx, dy) {
  let changes = 0;
  for (let length = 0; length < finder.module * 8; length += 0.25) {
    const isDark = bitmap.isDark(finder.x + dx * length, finder.y + dy * length);
    if (isDark === (changes % 2 === 1)) {
      changes += 1;
      if (changes === 3) return length;
    }
  }
  return 0;
}

/**
 * The fourth corner: the alignment pattern nearest to it where there is one to be seen, or where the three squares say.
 * @param {Bitmap} bitmap
 * @param {Triple} triple
 * @param {number} version
 */
function* fourthPoints(bitmap, { corner, right, below }, version) {
  const size = 17 + 4 * version;
  const span = size - 7;
  /** @param {number} x @param {number} y */
  const flat = (x, y) => ({
    x: corner.x + (right.x - corner.x) * (x - 3.5) / span + (below.x - corner.x) * (y - 3.5) / span,
    y: corner.y + (right.y - corner.y) * (x - 3.5) / span + (below.y - corner.y) * (y - 3.5) / span,
  });
  const last = alignmentPlaces(version).at(-1);
  if (last !== undefined) {
    const inCode = { x: last + 0.5, y: last + 0.5 };
    const module = (moduleBetween(bitmap, corner, right) + moduleBetween(bitmap, corner, below)) / 2;
    for (const inPicture of findAlignments(bitmap, flat(inCode.x, inCode.y), module, Math.min(4 + version / 2, 14))) {
      yield { inCode, inPicture };
    }
  }
  const inCode = { x: size - 3.5, y: size - 3.5 };
  yield { inCode, inPicture: flat(inCode.x, inCode.y) };
}

/**
 * Where a dark module in a light ring in a dark ring lies, nearest first (ISO/IEC 18004:2015, 6.3.6).
 * @param {Bitmap} bitmap
 * @param {Point} expected
 * @param {number} module in pixels
 * @param {number} reach in modules
 * @returns {Point[]} at most three
 */
function findAlignments(bitmap, expected, module, reach) {
  const step = Math.max(1, module / 3);
  /** @type {(Point & { score: number })[]} */
  const found = [];
  for (let dy = -reach * module; dy <= reach * module; dy += step) {
    for (let dx = -reach * module; dx <= reach * module; dx += step) {
      const point = { x: expected.x + dx, y: expected.y + dy };
      const wrong = unlikeAlignment(bitmap, point, module);
      if (wrong <= 3) found.push({ ...point, score: wrong + Math.hypot(dx, dy) / module / 4 });
    }
  }
  found.sort((one, other) => one.score - other.score);
  /** @type {Point[]} */
  const apart = [];
  for (const point of found) {
    if (apart.length < 3 && apart.every((other) => distance(other, point) > 2 * module)) {
      apart.push(centred(point, found, module));
    }
  }
  return apart;
}

/**
 * The middle of those that are as good and next to it.
 * @param {Point} point
 * @param {Point[]} found
 * @param {number} module
 */
function centred(point, found, module) {
  const near = found.filter((other) => distance(point, other) <= module * 0.8);
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { x: mean(near.map(({ x }) => x)), y: mean(near.map(({ y }) => y)) };
}

/**
 * How many of 25 modules are not as an alignment pattern has them. In which direction the code lies matters little to
 * so small a square, except for its corners, which count for nothing.
 * @param {Bitmap} bitmap
 * @param {Point} point
 * @param {number} module
 */
function unlikeAlignment(bitmap, point, module) {
  if (!bitmap.isDark(point.x, point.y)) return 25;
  let wrong = 0;
  for (let row = -2; row <= 2; row += 1) {
    for (let column = -2; column <= 2; column += 1) {
      const ring = Math.max(Math.abs(row), Math.abs(column));
      if (ring === 2 && Math.abs(row) === Math.abs(column)) continue;
      if (bitmap.isDark(point.x + column * module, point.y + row * module) !== (ring !== 1)) wrong += 1;
    }
  }
  return wrong;
}

/**
 * What each module shows: most of nine points in its middle.
 * @param {Bitmap} bitmap
 * @param {number} size
 * @param {(x: number, y: number) => Point} place
 */
function sampled(bitmap, size, place) {
  const cells = new Uint8Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let dark = 0;
      for (const dy of [0.3, 0.5, 0.7]) {
        for (const dx of [0.3, 0.5, 0.7]) {
          const point = place(column + dx, row + dy);
          if (bitmap.isDark(point.x, point.y)) dark += dx === 0.5 && dy === 0.5 ? 2 : 1;
        }
      }
      cells[row * size + column] = dark >= 5 ? 1 : 0;
    }
  }
  return new Modules(size, cells);
}

/**
 * The perspective that takes four points to four others.
 * @param {Point[]} from
 * @param {Point[]} to
 * @returns {((x: number, y: number) => Point) | null} nothing if three of them lie on a line
 */
function projection(from, to) {
  // x' = (a x + b y + c) / (g x + h y + 1), y' = (d x + e y + f) / (g x + h y + 1): eight unknowns, eight equations.
  /** @type {number[][]} */
  const rows = [];
  from.forEach(({ x, y }, index) => {
    const { x: u, y: v } = at(to, index);
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  });
  const solved = solution(rows);
  if (!solved) return null;
  const [a, b, c, d, e, f, g, h] = /** @type {Eight} */ (solved);
  return (x, y) => {
    const depth = g * x + h * y + 1;
    return { x: (a * x + b * y + c) / depth, y: (d * x + e * y + f) / depth };
  };
}

/**
 * Solves linear equations by elimination.
 * @param {number[][]} rows the factors and, last, what they come to
 * @returns {number[] | null}
 */
function solution(rows) {
  for (let column = 0; column < rows.length; column += 1) {
    const size = (/** @type {number[]} */ row) => Math.abs(at(row, column));
    // The row with the largest factor loses least.
    const pivot = rows.slice(column).reduce((best, row) => (size(row) > size(best) ? row : best));
    if (size(pivot) < 1e-9) return null;
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(column, 0, pivot);
    for (const row of rows) {
      const factor = row === pivot ? 0 : at(row, column) / at(pivot, column);
      if (factor !== 0) row.forEach((value, place) => { row[place] = value - factor * at(pivot, place); });
    }
  }
  return rows.map((row, index) => at(row, rows.length) / at(row, index));
}
