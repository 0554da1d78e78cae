// @ts-check
// Reads a QR code in a picture, for browsers that have no `BarcodeDetector` (Safari, Firefox, Chromium on Linux).
//
// Pure: from pixels to text, with no element, no network and no state. The decoder is made from ISO/IEC 18004:2015; why
// it is ours and not WebAssembly is in docs/decisions.

import { brightness, darkerThanAround, darkerThanBest } from "./bitmap.js";
import { content } from "./content.js";
import { findFinders, triples } from "./finders.js";
import { grids } from "./grid.js";

/** @typedef {import("./bitmap.js").Bitmap} Bitmap */
/** @typedef {import("./bitmap.js").Picture} Picture */

/**
 * @param {Picture} picture
 * @param {boolean} [thorough] whether to look in every way, or in the best one only, for a film that goes on
 * @returns {string | null} what the first readable code says; nothing if there is none
 */
export function readQR(picture, thorough = true) {
  const { width, height } = picture;
  if (width < 21 || height < 21) return null;
  const levels = brightness(picture);
  const side = Math.max(width, height);
  const ways = [
    () => darkerThanAround(levels, width, height, Math.ceil(side / 16)),
    () => darkerThanBest(levels, width, height),
    () => darkerThanAround(levels, width, height, Math.ceil(side / 5)),
  ];
  for (const way of thorough ? ways : ways.slice(0, 1)) {
    const bitmap = way();
    const text = readBitmap(bitmap) ?? readBitmap(bitmap.inverted());
    if (text !== null) return text;
  }
  return null;
}

/**
 * @param {Bitmap} bitmap
 * @returns {string | null}
 */
function readBitmap(bitmap) {
  for (const triple of triples(findFinders(bitmap))) {
    for (const modules of grids(bitmap, triple)) {
      const text = content(modules) ?? content(modules.mirrored());
      if (text !== null) return text;
    }
  }
  return null;
}
