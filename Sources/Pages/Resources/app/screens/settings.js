// @ts-check
// What may be changed on this device and for the account.

import { restrict } from "../core/account.js";
import { Problem } from "../core/api.js";
import { pushState, switchPushOff, switchPushOn } from "../core/push.js";
import { el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { linkButton, rowButton, rowLink, rowList, secondary } from "../ui/parts.js";
import { welcome } from "./welcome.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */

/** @type {ScreenMaker} */
export function settings(app) {
  const { t, current } = app;
  if (!current) return welcome(app);
  const living = current.ended === null;
  const account = app.installations.length > 1 ? "settings.accounts" : "settings.add-account";
  return {
    title: t("settings.title"),
    tab: "settings",
    live: true,
    body: [
      el("p", { class: "account" }, icon("person"), el("b", {}, current.identifier)),
      el("ul", { class: "rows" },
        living ? setting("lock", t("settings.lock"), t(`settings.lock-${current.lock.kind}`),
          linkButton(t("lock.save"), () => app.go("lock"))) : null,
        notifications(app),
        living ? restriction(app) : null,
        language(app)),
      rowList(
        rowButton("person", t(account), "", () => app.go(app.installations.length > 1 ? "accounts" : "welcome")),
        rowLink("screen", t("settings.pages"), location.host, "/"),
        living ? rowButton("out", t("settings.sign-out"), "", () => app.go("signOut")) : null,
      ),
    ],
  };
}

/**
 * @param {import("../ui/icons.js").IconName} picture
 * @param {string} title
 * @param {string | Node} state
 * @param {...import("../ui/dom.js").Child} actions
 */
const setting = (picture, title, state, ...actions) =>
  el("li", { class: "row" }, icon(picture), el("div", { class: "row-text" }, el("b", {}, title), el("span", {}, state)),
    el("div", { class: "row-actions" }, ...actions));

/** @param {App} app */
function notifications(app) {
  const { t } = app;
  const state = el("span", {});
  const actions = el("span", {});
  const living = app.installations.filter(({ ended }) => ended === null);
  const show = (/** @type {import("../core/push.js").PushState} */ now) => {
    state.textContent = t(`settings.push-${now}`);
    actions.replaceChildren(...(now === "off" || now === "failed"
      ? [linkButton(t("home.push-on"), async () => { await app.attempt(async () => show(await switchPushOn(living))); })]
      : now === "on"
        ? [linkButton(t("settings.push-off"), async () => {
            await app.attempt(() => switchPushOff(living));
            show(await pushState());
          })] : []));
  };
  pushState().then(show);
  return setting("bell", t("settings.notifications"), state, actions);
}

/** @param {App} app */
function restriction(app) {
  const { t, current } = app;
  const known = current && app.standings.get(current.id);
  if (!current || !known) return null;
  const change = async () => {
    await app.attempt(async () => {
      try {
        await restrict(current, !known.restricted);
        app.standings.set(current.id, { ...known, restricted: !known.restricted });
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "notAllowed") throw error;
        app.word = { tone: "warning", text: t("settings.restrict-refused") };
      }
    });
    app.redraw();
  };
  return setting("stop", t(known.restricted ? "settings.restricted" : "settings.restrict"), t("settings.restrict-hint"),
    secondary(t(known.restricted ? "settings.lift" : "settings.block"), change));
}

/** @param {App} app */
function language(app) {
  const choices = /** @type {const} */ ([["en", "English"], ["ja", "日本語"]]);
  return setting("language", app.t("settings.language"), choices.find(([code]) => code === app.language)?.[1] ?? "",
    ...choices.filter(([code]) => code !== app.language).map(([code, name]) => {
      const button = linkButton(name, () => app.speak(code));
      button.lang = code;
      return button;
    }));
}
