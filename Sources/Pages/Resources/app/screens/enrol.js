// @ts-check
// Adding this device: its name, what guards it, and the keys.

import { Problem } from "../core/api.js";
import { pinProblem, typedPin } from "../core/appLock.js";
import { enrol as enrolHere } from "../core/enrolment.js";
import { hasPlatformLock, makePlatformLock } from "../core/platformLock.js";
import { deviceName, platformName } from "../ui/device.js";
import { el } from "../ui/dom.js";
import { lockChoice } from "../ui/lockChoice.js";
import { field, form } from "../ui/parts.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */
/** @typedef {import("../core/enrolment.js").ChosenLock} ChosenLock */

/** @type {ScreenMaker} */
export function enrol(app, { token, name: given }) {
  const { t } = app;
  const name = field({
    name: "name", label: t("enrol.name"), hint: t("enrol.name-hint"), value: given ?? deviceName(), maxlength: 64,
    enterkeyhint: "next",
  });
  const lock = lockChoice(app, "pin");
  hasPlatformLock().then((has) => { if (has) lock.offerPlatform(); });

  const send = async () => {
    const title = name.input.value.trim();
    if (title === "") return name.fail(t("enrol.name-missing"));
    name.fail(null);
    if (lock.value === "pin") return app.go("choosePin", { token, name: title });
    const chosen = await chosenLock(app, lock.value);
    if (chosen) await finishEnrolment(app, token, title, chosen);
  };
  return {
    title: t("enrol.title"),
    back: true,
    body: [
      el("p", { class: "lead" }, t("enrol.lead", { host: location.host })),
      form(t("app.continue"), [name.node, lock.node], send),
    ],
  };
}

/**
 * @param {App} app
 * @param {"none" | "platform"} kind
 * @returns {Promise<ChosenLock | null>} nothing if the device could not, which has been said then
 */
export async function chosenLock(app, kind) {
  if (kind === "none") return { kind };
  const made = await makePlatformLock(app.current?.identifier ?? location.host);
  if (!made) app.complain(app.t("enrol.platform-failed"));
  return made && { kind, ...made };
}

/** @type {ScreenMaker} */
export function choosePin(app, { token, name }) {
  const { t } = app;
  return {
    title: t("pin.choose-title"),
    back: true,
    body: [
      el("p", { class: "lead" }, t("pin.choose-lead")),
      newPinForm(app, t("app.continue"), (pin) => finishEnrolment(app, token, name, { kind: "pin", pin })),
    ],
  };
}

/**
 * Two fields for a PIN that is chosen now.
 * @param {App} app
 * @param {string} button
 * @param {(pin: string) => Promise<unknown>} send
 */
export function newPinForm(app, button, send) {
  const { t } = app;
  const secret = { type: "password", inputmode: "numeric", maxlength: 32, class: "code" };
  const first = field({
    name: "pin", label: t("pin.new"), hint: t("pin.hint"), autofocus: true, enterkeyhint: "next", ...secret,
  });
  const second = field({ name: "again", label: t("pin.repeat"), enterkeyhint: "done", ...secret });
  return form(button, [first.node, second.node], async () => {
    const pin = typedPin(first.input.value);
    const problem = pinProblem(pin);
    first.fail(problem && t(`pin.${problem}`));
    second.fail(null);
    if (problem) return first.input.focus();
    if (pin !== typedPin(second.input.value)) return second.fail(t("pin.different"));
    await send(pin);
  });
}

/**
 * @param {App} app
 * @param {string} token
 * @param {string} name
 * @param {ChosenLock} lock
 */
async function finishEnrolment(app, token, name, lock) {
  await app.attempt(async () => {
    try {
      const made = await enrolHere({ token, name, platform: platformName(), language: app.language, lock });
      app.unlocked.set(made.installation.id, made.open);
      await navigator.storage?.persist?.();
      await app.reload();
      await app.choose(made.installation.id);
      app.go("test", { installation: made.installation.id, request: made.test }, { replace: true });
    } catch (error) {
      // Nothing of a link that is used up can be mended here.
      if (error instanceof Problem && error.code === "linkGone") app.go("welcome", {}, { replace: true });
      throw error;
    }
  });
}
