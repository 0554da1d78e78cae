// @ts-check
// A copy of the app whose key the server refuses: why, and what to do.

import { addDevicePage, leaveWord } from "../core/wayBack.js";
import { el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { linkButton, notice } from "../ui/parts.js";

/** @typedef {import("../ui/app.js").App} App */

/**
 * @param {App} app
 * @param {import("../core/storage.js").Installation} kept
 * @param {import("../core/storage.js").EndReason} reason
 */
export function endedBody(app, kept, reason) {
  const { t } = app;
  return [
    el("div", { class: "emblem is-broken" }, icon("phone")),
    notice("wrong", t(`ended.${reason}`)),
    el("p", { class: "lead" }, t("ended.next")),
    el("a", { class: "primary", href: addDevicePage, onclick: () => leaveWord() }, t("ended.link")),
    el("p", { class: "aside" }, t("ended.codes"), " ", linkButton(t("nav.codes"), () => app.go("codes"))),
    el("p", {}, linkButton(t("ended.forget"), () => app.go("forget", { id: kept.id }), "danger")),
  ];
}
