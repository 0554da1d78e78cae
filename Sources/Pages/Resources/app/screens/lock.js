// @ts-check
// Another app lock, after the old one has been opened.

import { changeLock } from "../core/lockChange.js";
import { hasPlatformLock } from "../core/platformLock.js";
import { el } from "../ui/dom.js";
import { lockChoice } from "../ui/lockChoice.js";
import { form } from "../ui/parts.js";
import { unlockPanel } from "../ui/unlockPanel.js";
import { chosenLock, newPinForm } from "./enrol.js";
import { welcome } from "./welcome.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */

/** @type {ScreenMaker} */
export function lock(app, { oldPin }) {
  const { t, current } = app;
  if (!current) return welcome(app);
  const opened = app.unlocked.get(current.id)?.approvalKey;
  // Who changes the lock has just proved to know the old one, even if the app is open.
  if (!opened || (current.lock.kind === "pin" && oldPin === undefined)) {
    const panel = unlockPanel(app, current, {
      lead: t("lock.lead"), done: (pin) => app.go("lock", { oldPin: pin ?? "" }, { replace: true }),
    });
    return { title: t("lock.title"), back: true, body: [panel] };
  }
  const choice = lockChoice(app, current.lock.kind);
  hasPlatformLock().then((has) => { if (has) choice.offerPlatform(); });
  const send = async () => {
    if (choice.value === "pin") return app.go("lockPin", { oldPin });
    const chosen = await chosenLock(app, choice.value);
    if (chosen) await change(app, chosen, oldPin);
  };
  return {
    title: t("lock.title"),
    back: true,
    body: [el("p", { class: "lead" }, t("lock.lead")), form(t("app.continue"), [choice.node], send)],
  };
}

/** @type {ScreenMaker} */
export function lockPin(app, { oldPin }) {
  const { t } = app;
  return {
    title: t("pin.choose-title"),
    back: true,
    body: [
      el("p", { class: "lead" }, t("pin.choose-lead")),
      newPinForm(app, t("lock.save"), (pin) => change(app, { kind: "pin", pin }, oldPin)),
    ],
  };
}

/**
 * @param {App} app
 * @param {import("../core/enrolment.js").ChosenLock} chosen
 * @param {string} [oldPin]
 */
async function change(app, chosen, oldPin) {
  const { current, t } = app;
  const open = current && app.unlocked.get(current.id);
  if (!current || !open?.approvalKey) return;
  const { approvalKey, codesKey } = open;
  const { visit } = app;
  await app.attempt(async () => {
    const changed = await changeLock(current, { approvalKey, codesKey }, chosen, oldPin);
    app.unlocked.set(current.id, changed.open);
    await app.reload();
    app.word = { tone: "done", text: t("lock.done") };
    app.lead(visit, "settings");
  });
}
