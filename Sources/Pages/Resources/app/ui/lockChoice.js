// @ts-check
// The choice of an app lock, each with a plain word of what it means.

import { choiceRows } from "./parts.js";

/**
 * @param {import("./app.js").App} app
 * @param {"pin" | "platform" | "none"} chosen
 */
export function lockChoice({ t }, chosen) {
  const choice = choiceRows("lock", t("enrol.lock"), [
    { value: /** @type {const} */ ("pin"), icon: "lock", title: t("enrol.lock-pin"), hint: t("enrol.lock-pin-hint") },
    { value: "platform", icon: "finger", title: t("enrol.lock-platform"), hint: t("enrol.lock-platform-hint") },
    { value: "none", icon: "open", title: t("enrol.lock-none"), hint: t("enrol.lock-none-hint") },
  ], chosen);
  const platform = choice.node.querySelector("input[value=platform]")?.closest("label");
  if (platform && chosen !== "platform") platform.hidden = true;
  return {
    node: choice.node,
    get value() { return choice.value; },
    /** Shows the choice that only some devices have. */
    offerPlatform() { if (platform) platform.hidden = false; },
  };
}
