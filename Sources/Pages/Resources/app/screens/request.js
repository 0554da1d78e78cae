// @ts-check
// The question: who wants to sign in, from where, in which browser, when. The number is typed, never picked (PUSH-02);
// only typing it and pressing the button approves (PUSH-05).

import { typedNumber } from "../core/approvalMessage.js";
import { now } from "../core/clock.js";
import { answer, receipt } from "../core/requests.js";
import { el } from "../ui/dom.js";
import { icon, timeRing } from "../ui/icons.js";
import { danger, field, form, linkButton, notice, primary, secondary } from "../ui/parts.js";
import { clockTime } from "../ui/times.js";
import { unlockPanel } from "../ui/unlockPanel.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */
/** @typedef {import("../core/requests.js").ApprovalRequest} ApprovalRequest */
/** @typedef {import("../core/storage.js").Installation} Installation */

/** @type {ScreenMaker} */
export function request(app, { id }) {
  const { t } = app;
  const waiting = app.waiting.get(id);
  const kept = waiting && app.find(waiting.owner);
  if (!waiting || !kept) return outcome(app, { kind: "over" });
  const asked = waiting.request;
  receipt(kept, id, "shown");

  const clock = countdown(app, asked);
  const timer = setInterval(() => {
    if (clock.tick() > 0) return;
    clearInterval(timer);
    app.release(id);
    app.go("outcome", { kind: "expired" }, { replace: true });
  }, 1000);
  return {
    title: t(`request.title-${asked.purpose}`),
    mood: "is-request",
    // To the codes, say; the question stays on the first screen.
    back: true,
    body: [
      clock.node,
      asked.purpose === "scan" ? notice("warning", t("request.scan-warning")) : null,
      facts(app, asked),
      approval(app, kept, asked),
      el("div", { class: "refusals" },
        secondary(t("request.refuse"), () => decide(app, kept, asked, "refuse")),
        asked.purpose === "test" ? null
          : linkButton(t("request.not-me"), () => app.go("notMe", { id }), "danger")),
    ],
    leave: () => clearInterval(timer),
  };
}

/**
 * The time that is left, as a ring and in words.
 * @param {App} app
 * @param {ApprovalRequest} asked
 */
function countdown(app, asked) {
  const { ring, show } = timeRing(app.t("request.left-label"));
  const words = el("span", { role: "timer", "aria-live": "off" });
  const whole = Math.max(1, asked.expires - asked.context.at);
  const tick = () => {
    const left = Math.max(0, asked.expires - now());
    show(Math.min(1, left / whole));
    words.textContent = app.t("request.left", { seconds: Math.ceil(left / 1000) });
    return left;
  };
  tick();
  return { node: el("p", { class: "countdown" }, ring, words), tick };
}

/**
 * @param {App} app
 * @param {ApprovalRequest} asked
 */
function facts(app, asked) {
  const { t, language } = app;
  const { application, browser, place, address, at } = asked.context;
  const rows = [
    [t("request.account"), asked.accountName], [t("request.application"), application],
    [t("request.browser"), browser], [t("request.place"), place], [t("request.address"), address],
    [t("request.time"), clockTime(at, now(), language)],
  ].filter(([, value]) => value);
  return el("dl", { class: "facts" }, ...rows.map(([name = "", value = ""]) =>
    el("div", {}, el("dt", {}, name), el("dd", { dir: "auto" }, value))));
}

/**
 * The number and the button, or what unlocks them.
 * @param {App} app
 * @param {Installation} kept
 * @param {ApprovalRequest} asked
 */
function approval(app, kept, asked) {
  const { t } = app;
  if (!app.unlocked.get(kept.id)?.approvalKey) {
    return unlockPanel(app, kept, { lead: t("request.unlock-first"), done: () => app.redraw() });
  }
  const digits = asked.digits ?? 0;
  if (digits === 0) return form(t("request.approve"), [], () => decide(app, kept, asked, "approve"));
  const number = field({
    name: "number", label: t("request.number"), hint: t("request.number-hint", { digits }), class: "code",
    inputmode: "numeric", maxlength: 16, enterkeyhint: "done", autofocus: true,
  });
  return form(t("request.approve"), [number.node], async () => {
    const typed = typedNumber(number.input.value);
    if (!/^[0-9]+$/.test(typed) || typed.length !== digits) return number.fail(t("request.number-short", { digits }));
    number.fail(null);
    const triesLeft = await decide(app, kept, asked, "approve", typed);
    if (triesLeft === undefined) return;
    number.input.value = "";
    number.fail(t("request.number-wrong", { tries: triesLeft }));
  });
}

/**
 * Answers, and shows what became of it.
 * @param {App} app
 * @param {Installation} kept
 * @param {ApprovalRequest} asked
 * @param {import("../core/approvalMessage.js").Decision} decision
 * @param {string | null} number
 * @returns {Promise<number | undefined>} the tries that are left, after a wrong number
 */
export async function decide(app, kept, asked, decision, number = null) {
  const approvalKey = app.unlocked.get(kept.id)?.approvalKey;
  const key = decision === "approve" ? approvalKey : kept.contactKey;
  if (!key) return undefined;
  const result = await app.attempt(() => answer(kept, asked, decision, { key, number }));
  if (!result) return undefined;
  if (result.kind === "wrongNumber" && result.triesLeft > 0) return result.triesLeft;
  app.release(asked.id);
  const kind = result.kind === "wrongNumber" ? "wrong"
    : result.kind === "refused" ? decision === "notMe" ? "notMe" : decision === "approve" ? "wrong" : "refused"
      : result.kind === "approved" && asked.purpose === "test" ? "test" : result.kind;
  app.go("outcome", { kind }, { replace: true });
  return undefined;
}

/** @type {ScreenMaker} */
export function notMe(app, { id }) {
  const { t } = app;
  const waiting = app.waiting.get(id);
  const kept = waiting && app.find(waiting.owner);
  if (!waiting || !kept) return outcome(app, { kind: "over" });
  return {
    title: t("request.not-me-title"),
    back: true,
    body: [
      el("p", { class: "lead" }, t("request.not-me-lead")),
      danger(t("request.not-me-confirm"), () => decide(app, kept, waiting.request, "notMe")),
    ],
  };
}

/** @typedef {"approved" | "test" | "refused" | "wrong" | "notMe" | "alreadyAnswered" | "expired" | "over"} Ending */

/** @type {ScreenMaker} */
export function outcome(app, parameters) {
  const { t } = app;
  const kind = /** @type {Ending} */ (parameters.kind);
  const good = kind === "approved" || kind === "test";
  return {
    title: t(`outcome.${kind}-title`),
    mood: "is-centred",
    tab: "approve",
    body: [
      el("div", { class: `emblem ${good ? "is-done" : kind === "notMe" || kind === "wrong" ? "is-grave" : ""}` },
        icon(good ? "check" : kind === "expired" || kind === "over" ? "clock" : "stop")),
      el("p", { class: "lead" }, t(`outcome.${kind}`)),
      ...kind === "notMe"
        ? [el("a", { class: "primary", href: "/account/password" }, t("outcome.change-password")),
          el("p", { class: "aside" }, linkButton(t("app.done"), () => app.go("home")))]
        : [primary(t("app.done"), () => app.go("home"))],
    ],
  };
}
