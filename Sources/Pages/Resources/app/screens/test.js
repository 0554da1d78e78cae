// @ts-check
// The end of every enrolment: a test request comes, and is answered with a signature. Only then the device counts.

import { standing } from "../core/account.js";
import { pushState, switchPushOn } from "../core/push.js";
import { answer, fetchRequest, receipt } from "../core/requests.js";
import { update } from "../core/storage.js";
import { el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { linkButton, notice, primary } from "../ui/parts.js";

/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */

/** @type {ScreenMaker} */
export function test(app, { installation: id, request }) {
  const { t } = app;
  const kept = app.find(id);
  if (kept && request) receipt(kept, request.id, "shown");

  const confirm = () => app.attempt(async () => {
    const key = app.unlocked.get(id)?.approvalKey;
    if (!kept || !key) return app.go("unlock", { installation: id, then: "test" });
    button.setAttribute("aria-disabled", "true");
    button.textContent = t("test.waiting");
    try {
      const open = request ?? await openTest(kept);
      const outcome = open ? await answer(kept, open, "approve", { key }) : { kind: "over" };
      if (outcome.kind !== "approved") return app.complain(t("test.failed"));
      if (open) app.release(open.id);
      await update(id, { answered: true });
      await app.reload();
      app.go("ready", { installation: id }, { replace: true });
    } finally {
      button.removeAttribute("aria-disabled");
      button.textContent = t("test.confirm");
    }
  });
  const button = primary(t("test.confirm"), confirm);
  return {
    title: t("test.title"),
    mood: "is-centred",
    body: [
      el("div", { class: "emblem is-bell" }, icon("bell")),
      el("p", { class: "lead" }, t("test.lead", { host: location.host })),
      button,
    ],
  };
}

/**
 * The test that waits for this device, if the app was closed before it was confirmed.
 * @param {import("../core/storage.js").Installation} kept
 */
async function openTest(kept) {
  for (const id of (await standing(kept)).requests) {
    const request = await fetchRequest(kept, id);
    if (request?.purpose === "test") return request;
  }
  return null;
}

/** @type {ScreenMaker} */
export function ready(app, { installation: id }) {
  const { t } = app;
  const kept = app.find(id);
  const allow = el("div", {});
  pushState().then((state) => {
    const leave = () => app.go("home", {}, { replace: true });
    if (state !== "off" || !kept) return allow.replaceWith(primary(t("app.done"), leave));
    const button = primary(t("ready.push-button"), async () => {
      button.setAttribute("aria-disabled", "true");
      const result = await switchPushOn(app.installations.filter(({ ended }) => ended === null));
      if (result !== "on") app.word = { tone: "warning", text: t(`settings.push-${result}`) };
      leave();
    });
    allow.replaceWith(el("section", {},
      el("h2", {}, t("ready.push-title")), el("p", {}, t("ready.push-hint")), button,
      el("p", { class: "aside" }, linkButton(t("ready.later"), leave))));
  });
  return {
    title: t("ready.title"),
    body: [
      notice("done", t("ready.lead", { account: kept?.identifier ?? "" })),
      allow,
      matchMedia("(display-mode: standalone)").matches ? null : el("p", { class: "hint tip" }, t("ready.install")),
    ],
  };
}
