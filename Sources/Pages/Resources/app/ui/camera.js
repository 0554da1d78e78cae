// @ts-check
// QR codes, from the camera or from a picture: by the browser's own reader where it has one, by ours elsewhere.

import { readQR } from "../qr/reader.js";

/**
 * What can be looked at: a picture, or a film at the picture that it shows now.
 * @typedef {ImageBitmap | HTMLVideoElement} Sight
 */

/** @typedef {{ detect(source: Sight): Promise<{ rawValue: string }[]> }} Detector */

/** As many pixels a side as our reader looks at: a code that fills a third of it has ten pixels a module and more. */
const LONGEST_SIDE = 1000;

/** @returns {Promise<Detector>} */
export async function qrDetector() {
  const made = /** @type {any} */ (self).BarcodeDetector;
  if (!made) return ownDetector;
  try {
    if (!(await made.getSupportedFormats()).includes("qr_code")) return ownDetector;
    return new made({ formats: ["qr_code"] });
  } catch {
    return ownDetector;
  }
}

/** @type {Detector} */
const ownDetector = {
  async detect(source) {
    const [width, height] = source instanceof HTMLVideoElement
      ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context || width === 0) return [];
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    // A film has a next picture; a picture is all there is, and is looked at in every way.
    const text = readQR(picture, !(source instanceof HTMLVideoElement));
    return text === null ? [] : [{ rawValue: text }];
  },
};

/**
 * Shows the camera's picture until a code is seen or the screen is left.
 * @param {Detector} detector
 * @param {HTMLVideoElement} video
 * @param {AbortSignal} signal
 * @returns {Promise<string | null>} what the code says; nothing if the screen was left
 * @throws {DOMException} if there is no camera, or it is not allowed
 */
export async function readWithCamera(detector, video, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      const [code] = await detector.detect(video);
      if (code) return code.rawValue;
      await new Promise((resolve) => { setTimeout(resolve, 150); });
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

/**
 * @param {Detector} detector
 * @param {Blob} file
 * @returns {Promise<string | null>} nothing, if no code is in the picture
 */
export async function readPicture(detector, file) {
  try {
    const picture = await createImageBitmap(file);
    const [code] = await detector.detect(picture);
    picture.close();
    return code?.rawValue ?? null;
  } catch {
    return null;
  }
}
