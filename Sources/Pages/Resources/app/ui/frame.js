// @ts-check
// What stands around every screen: the mark, the account, the sections, the title of the window, and the focus.

import { el, shown } from "./dom.js";
import { icon } from "./icons.js";
import { notice } from "./parts.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./app.js").Screen} Screen */

/** @type {[import("./app.js").Tab, import("./icons.js").IconName, string, import("../words/words.js").TextKey][]} */
const tabs = [
  ["approve", "approve", "home", "nav.approve"],
  ["codes", "key", "codes", "nav.codes"],
  ["devices", "phone", "devices", "nav.devices"],
  ["settings", "settings", "settings", "nav.settings"],
];

/** @param {string} id */
function part(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the shell has no #${id}`);
  return element;
}

/**
 * @param {App} app
 * @param {Screen} screen
 */
export function drawFrame(app, screen) {
  const { t, current } = app;
  document.documentElement.lang = app.language;
  document.title = `${screen.title} · Aikagi`;
  document.body.className = `app ${screen.mood ?? ""}`.trim();
  part("skip").textContent = t("app.skip");

  const several = app.installations.length > 1;
  part("who").replaceChildren(...shown([
    current && screen.tab && (several
      ? el("button", {
          class: "link who-name", type: "button", "aria-label": `${t("accounts.switch")}: ${current.identifier}`,
          onclick: () => app.go("accounts"),
        }, current.identifier)
      : el("span", { class: "who-name" }, current.identifier)),
  ]));

  const nav = part("tabs");
  nav.hidden = screen.tab === undefined;
  nav.setAttribute("aria-label", t("nav.label"));
  nav.replaceChildren(...tabs.map(([tab, picture, name, key]) =>
    el("button", {
      class: "tab", type: "button", "aria-current": tab === screen.tab ? "page" : null,
      onclick: () => app.go(name),
    }, icon(picture), el("span", {}, t(key)),
    tab === "approve" && app.waiting.size > 0 && el("span", { class: "tab-count" }, app.waiting.size))));
}

/**
 * Puts the screen into the page. A new screen begins at its heading, for eyes and for screen readers; one that is only
 * drawn anew leaves both where they are.
 * @param {App} app
 * @param {Screen | null} screen
 * @param {{ keepsPlace: boolean }} how
 */
export function drawScreen(app, screen, { keepsPlace }) {
  if (!screen) return;
  const main = part("main");
  const back = screen.back && el("button", { class: "back", type: "button", onclick: () => app.back() },
    icon("back"), app.t("app.back"));
  const heading = el("h1", { tabindex: "-1" }, screen.title);
  main.replaceChildren(...shown([back, app.word && notice(app.word.tone, app.word.text), heading, ...screen.body]));
  if (app.word) main.querySelector(".notice")?.scrollIntoView({ block: "nearest" });
  if (keepsPlace) return;
  window.scrollTo(0, 0);
  const first = main.querySelector("[autofocus]");
  (first instanceof HTMLElement ? first : heading).focus({ preventScroll: true });
}
