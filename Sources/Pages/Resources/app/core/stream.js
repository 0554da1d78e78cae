// @ts-check
// Server-sent events, read with `fetch` because an `EventSource` can't sign its request. The stream tells what there is
// when it begins, so a break loses nothing: it is opened again.

import { Problem, send, signerOf } from "./api.js";

/** @typedef {import("./storage.js").Installation} Installation */
/** @typedef {{ event: string, data: any }} ServerEvent */

/** The server says something at least every 20 s; a line that is silent for longer is dead. */
const longestSilence = 45_000;
const shortestPause = 1_000;
const longestPause = 30_000;

/**
 * Listens until `signal` ends it or the server says that this installation is no more.
 * @param {Installation} installation
 * @param {{ event: (event: ServerEvent) => void, connection: (isUp: boolean) => void,
 *   refused: (problem: Problem) => void }} tell
 * @param {AbortSignal} signal
 */
export async function listen(installation, tell, signal) {
  let pause = shortestPause;
  while (!signal.aborted) {
    try {
      for await (const event of events(installation, signal, () => tell.connection(true))) {
        pause = shortestPause;
        tell.event(event);
      }
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 403 || error.status === 410)) {
        return tell.refused(error);
      }
    }
    if (signal.aborted) return;
    tell.connection(false);
    await pauseFor(pause * (0.75 + Math.random() / 2), signal);
    pause = Math.min(pause * 2, longestPause);
  }
}

/**
 * @param {Installation} installation
 * @param {AbortSignal} signal
 * @param {() => void} opened
 * @returns {AsyncGenerator<ServerEvent>}
 */
async function* events(installation, signal, opened) {
  const silence = new AbortController();
  const stop = () => silence.abort();
  signal.addEventListener("abort", stop);
  let timer = setTimeout(stop, longestSilence);
  try {
    const path = "/api/v1/installation/stream";
    const response = await send(signerOf(installation), "GET", path, undefined, silence.signal);
    opened();
    const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    for (;;) {
      const { done, value } = await reader.read();
      clearTimeout(timer);
      if (done) return;
      timer = setTimeout(stop, longestSilence);
      yield* parser.take(value);
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    silence.abort();
  }
}

/** Cuts a text into events (HTML Living Standard §9.2.6), wherever the network has cut it. */
export class EventParser {
  #rest = "";

  /**
   * @param {string} text
   * @returns {Generator<ServerEvent>}
   */
  *take(text) {
    const blocks = (this.#rest + text).replace(/\r\n?/g, "\n").split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const lines = block.split("\n");
      const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim()).join("\n");
      const event = lines.find((line) => line.startsWith("event:"))?.slice(6).trim();
      if (event) yield { event, data: data === "" ? {} : JSON.parse(data) };
    }
  }
}

/**
 * Waits, but no longer than until the device is online again: that is worth a try at once.
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 */
function pauseFor(milliseconds, signal) {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = () => { over.abort(); clearTimeout(timer); resolve(undefined); };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end, { signal: over.signal });
    self.addEventListener("online", end, { signal: over.signal });
  });
}
