// @ts-check
// What stands before approvals and codes while the app is locked.

import { typedPin } from "../core/appLock.js";
import { platformSecret } from "../core/platformLock.js";
import { unlockWithPin, unlockWithSecret } from "../core/unlocking.js";
import { el } from "./dom.js";
import { field, form, primary } from "./parts.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/storage.js").Installation} Installation */
/** @typedef {import("../core/unlocking.js").Unlocking} Unlocking */

/**
 * @param {App} app
 * @param {Installation} kept
 * @param {{ lead: string, done: (pin?: string) => void }} purpose `done` gets the PIN, for those who change it
 */
export function unlockPanel(app, kept, { lead, done }) {
  const panel = el("section", { class: "unlock" }, el("p", {}, lead));
  panel.append(kept.lock.kind === "platform" ? platformButton(app, kept, done) : pinForm(app, kept, done));
  return panel;
}

/**
 * @param {App} app
 * @param {Installation} kept
 * @param {(pin: string) => void} done
 */
function pinForm(app, kept, done) {
  const { t } = app;
  const pin = field({
    name: "pin", label: t("unlock.pin"), type: "password", inputmode: "numeric", maxlength: 32, class: "code",
    autofocus: true, enterkeyhint: "go",
  });
  return form(t("unlock.button"), [pin.node], async () => {
    const typed = typedPin(pin.input.value);
    if (typed === "") return pin.fail(t("unlock.wrong"));
    const result = await app.attempt(() => unlockWithPin(app.find(kept.id) ?? kept, typed));
    await app.reload();
    if (!result) return;
    if (result.kind !== "open") {
      pin.input.value = "";
      return result.kind === "destroyed" ? app.go("home") : pin.fail(problem(app, result));
    }
    app.unlocked.set(kept.id, result.open);
    app.codesChanged(kept.id);
    if (result.open.approvalKey === null && !kept.ended) app.word = { tone: "warning", text: t("unlock.offline") };
    done(typed);
  });
}

/**
 * @param {App} app
 * @param {Exclude<Unlocking, { kind: "open" }>} result
 */
function problem({ t }, result) {
  if (result.kind === "wait") return t("unlock.wait", { seconds: result.seconds });
  if (result.kind === "wrong" && result.triesLeft !== null) return t("unlock.wrong-left", { tries: result.triesLeft });
  return t("unlock.wrong");
}

/**
 * @param {App} app
 * @param {Installation} kept
 * @param {() => void} done
 */
function platformButton(app, kept, done) {
  const { t } = app;
  return primary(t("unlock.platform"), async () => {
    if (kept.lock.kind !== "platform") return;
    const secret = await platformSecret(kept.lock.credential, kept.lock.salt);
    const result = secret ? await unlockWithSecret(kept, secret) : null;
    if (result?.kind !== "open") return app.complain(t("unlock.platform-failed"));
    app.unlocked.set(kept.id, result.open);
    app.codesChanged(kept.id);
    done();
  });
}
