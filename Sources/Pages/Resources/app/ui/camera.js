// @ts-check
// QR codes, from the camera or from a picture, where the browser can read them.

/** @typedef {{ detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]> }} Detector */

/** @returns {Promise<Detector | null>} nothing, where the browser can't */
export async function qrDetector() {
  const made = /** @type {any} */ (self).BarcodeDetector;
  if (!made) return null;
  try {
    if (!(await made.getSupportedFormats()).includes("qr_code")) return null;
    return new made({ formats: ["qr_code"] });
  } catch {
    return null;
  }
}

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
