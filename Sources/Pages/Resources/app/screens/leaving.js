// @ts-check
// Signing out, with what it costs (D-6), and erasing a copy that has ended.

import { costOfSignOut, signOut as signOutThere } from "../core/account.js";
import { openedCodes } from "../core/codes.js";
import { el } from "../ui/dom.js";
import { notice } from "../ui/parts.js";
import { unlockPanel } from "../ui/unlockPanel.js";
import { confirmation } from "./devices.js";
import { welcome } from "./welcome.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */

/** @type {ScreenMaker} */
export function signOut(app) {
  const { t, current } = app;
  if (!current) return welcome(app);
  const screen = confirmation(app, t("sign-out.title"), t("sign-out.lead"), t("sign-out.confirm"), async () => {
    await signOutThere(current);
    await app.erase(current.id);
    app.go("home", {}, { replace: true });
  });
  const costs = el("div", {});
  const [lead, button] = screen.body;
  app.attempt(async () => {
    const cost = (await costOfSignOut(current)).filter((kind) => kind !== "codesOnThisDevice");
    if (cost.length > 0) costs.append(notice("warning", ...cost.map((kind) => t(`sign-out.${kind}`))));
  });
  // Only this device knows what is in its box.
  codesLost(app).then((text) => { if (text) costs.append(notice("warning", text)); });
  return { ...screen, body: [lead, costs, button] };
}

/**
 * The services whose codes are kept here and nowhere else.
 * @param {App} app
 */
async function codesLost(app) {
  const key = app.current && app.unlocked.get(app.current.id)?.codesKey;
  if (!app.current || !key) return null;
  const others = (await openedCodes(app.current, key))?.filter((code) => !code.own) ?? [];
  const names = others.map(({ issuer, account }) => issuer || account);
  if (names.length === 0) return null;
  return `${app.t("sign-out.codesOnThisDevice")} ${new Intl.ListFormat(app.language).format(names)}`;
}

/** @type {ScreenMaker} */
export function forget(app, { id }) {
  const { t } = app;
  return confirmation(app, t("ended.forget"), t("ended.forget-lead"), t("ended.forget"), async () => {
    await app.erase(id);
    app.go("home", {}, { replace: true });
  });
}

/** @type {ScreenMaker} */
export function accounts(app) {
  const { t, current } = app;
  return {
    title: t("accounts.title"),
    back: true,
    body: [
      el("ul", { class: "rows" }, ...app.installations.map((kept) =>
        el("li", {}, el("button", {
          class: "row", type: "button", "aria-current": kept.id === current?.id ? "true" : null,
          onclick: async () => { await app.choose(kept.id); app.go("home"); },
        }, el("span", { class: "row-text" }, el("b", {}, kept.identifier),
          el("span", {}, kept.ended ? t("accounts.ended") : kept.accountName)))))),
      el("button", { class: "secondary", type: "button", onclick: () => app.go("welcome") }, t("settings.add-account")),
    ],
  };
}

/** @type {ScreenMaker} */
export function unlock(app, { installation: id, then }) {
  const { t } = app;
  const kept = app.find(id);
  if (!kept) return welcome(app);
  const done = () => app.go(then ?? "home", { installation: id }, { replace: true });
  return { title: t("unlock.title"), back: true, body: [unlockPanel(app, kept, { lead: t("lock.lead"), done })] };
}
