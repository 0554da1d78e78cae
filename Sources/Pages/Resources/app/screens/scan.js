// @ts-check
// QR codes: the sign-in page of this server, a link to add this device, or another service's code. Everything else is
// refused and nothing is opened (QR-03).

import { Problem } from "../core/api.js";
import { entryInLink } from "../core/entryLink.js";
import { claimScan } from "../core/requests.js";
import { qrDetector, readPicture, readWithCamera } from "../ui/camera.js";
import { el } from "../ui/dom.js";
import { field, form, primary } from "../ui/parts.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */

/** @type {ScreenMaker} */
export function scan(app) {
  const { t } = app;
  const left = new AbortController();
  const eyes = el("div", { class: "eyes" });
  qrDetector().then((detector) => {
    if (!left.signal.aborted) eyes.append(...lookers(app, detector, left.signal));
  });
  const link = field({
    name: "link", label: t("scan.paste"), inputmode: "url", autocapitalize: "none", spellcheck: "false",
  });
  return {
    title: t("scan.title"),
    back: true,
    body: [
      el("p", { class: "lead" }, t("scan.lead", { host: location.host })),
      eyes,
      form(t("scan.paste-button"), [link.node], () => { take(app, link.input.value, link.fail); }),
    ],
    leave: () => left.abort(),
  };
}

/**
 * The camera and the picture.
 * @param {App} app
 * @param {import("../ui/camera.js").Detector} detector
 * @param {AbortSignal} signal
 */
function lookers(app, detector, signal) {
  const { t } = app;
  const video = el("video", { class: "camera", playsinline: true, hidden: true, "aria-label": t("scan.view") });
  video.muted = true;
  const camera = primary(t("scan.camera"), async () => {
    camera.hidden = true;
    video.hidden = false;
    try {
      const text = await readWithCamera(detector, video, signal);
      if (text !== null) take(app, text, app.complain.bind(app));
    } catch {
      if (!signal.aborted) app.complain(t("scan.no-camera"));
    }
  });
  const file = el("input", { class: "unseen", type: "file", accept: "image/*", id: "picture" });
  file.addEventListener("change", async () => {
    const picture = file.files?.[0];
    const text = picture && await readPicture(detector, picture);
    file.value = "";
    if (text) take(app, text, app.complain.bind(app));
    else app.complain(t("scan.nothing"));
  });
  return [video, camera, file, el("label", { class: "secondary", for: "picture" }, t("scan.image"))];
}

/**
 * Does what a scanned or pasted text asks for.
 * @param {App} app
 * @param {string} text
 * @param {(problem: string) => void} fail
 */
export function take(app, text, fail) {
  const entry = entryInLink(text, location.origin);
  if (entry?.kind === "enrol") return app.go("enrol", { token: entry.value }, { replace: true });
  if (entry?.kind === "scan") return claim(app, entry.value);
  const link = text.trim();
  if (/^otpauth:\/\//i.test(link) && app.current) return app.go("codeAdd", { link }, { replace: true });
  fail(app.t("scan.foreign", { host: location.host }));
}

/**
 * Takes the sign-in behind a code, and shows it as the request that it is.
 * @param {App} app
 * @param {string} code
 */
export async function claim(app, code) {
  const { t } = app;
  const kept = app.current;
  if (!kept || kept.ended) {
    app.word = { tone: "warning", text: t("scan.no-account") };
    return app.go("home", {}, { replace: true });
  }
  await app.attempt(async () => {
    try {
      const request = await claimScan(kept, code);
      app.hold(kept.id, request);
      app.go("request", { id: request.id }, { replace: true });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error;
      app.word = { tone: "warning", text: t("scan.gone") };
      app.go("home", {}, { replace: true });
    }
  });
}
