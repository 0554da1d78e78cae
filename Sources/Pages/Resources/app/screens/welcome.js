// @ts-check
// The app without an account, or on the way to another one.

import { entryInLink } from "../core/entryLink.js";
import { addDevicePage, leaveWord } from "../core/wayBack.js";
import { el } from "../ui/dom.js";
import { mark } from "../ui/icons.js";
import { field, form, linkButton, rowButton, rowLink, rowList } from "../ui/parts.js";

/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */

/** @type {ScreenMaker} */
export function welcome(app) {
  const { t } = app;
  const host = location.host;
  const link = field({
    name: "link", label: t("welcome.paste"), hint: t("welcome.paste-hint"), inputmode: "url", autocapitalize: "none",
  });
  const paste = form(t("app.continue"), [link.node], () => {
    const entry = entryInLink(link.input.value, location.origin);
    if (entry?.kind !== "enrol") return link.fail(t("scan.foreign", { host }));
    app.go("enrol", { token: entry.value });
  });
  const details = el("details", { class: "paste" }, el("summary", {}, t("welcome.paste")), paste);
  return {
    title: t("welcome.title"),
    mood: "is-emblem-first",
    back: app.installations.length > 0,
    body: [
      app.installations.length === 0 && el("div", { class: "emblem" }, mark()),
      el("p", { class: "lead" }, t("welcome.lead", { host })),
      rowList(
        rowLink("link", t("welcome.link"), t("welcome.link-hint"), addDevicePage, leaveWord),
        rowButton("scan", t("welcome.scan"), t("welcome.scan-hint"), () => app.go("scan")),
      ),
      details,
      el("p", { class: "aside" }, otherLanguage(app)),
    ],
  };
}

/** @param {import("../ui/app.js").App} app */
function otherLanguage(app) {
  const language = app.language === "en" ? "ja" : "en";
  const button = linkButton(language === "ja" ? "日本語" : "English", () => app.speak(language));
  button.lang = language;
  return button;
}
