// @ts-check
// The time as the server has it (product.md §4.8). Phones' clocks are wrong more often than one thinks; the app learns by
// how much when the server says so, goes on with the right time, and tells the person.

import { keepSetting, setting } from "./storage.js";

let offset = 0;

/** Reads what was learnt before. Until then the device's clock is believed. */
export async function loadClock() {
  offset = (await setting("clockOffset")) ?? 0;
}

/** The server's time, as well as it is known here; in milliseconds. */
export const now = () => Date.now() + offset;

/** By how many milliseconds this device's clock is behind the server's; negative, if ahead. */
export const clockOffset = () => offset;

/** @param {number} serverTime in milliseconds */
export async function learnTime(serverTime) {
  offset = serverTime - Date.now();
  // Within the tolerance the device is right.
  if (Math.abs(offset) <= 60_000) offset = 0;
  await keepSetting("clockOffset", offset);
}
