// @ts-check
// What has happened to the account's devices, until the person has seen it: with a way to say that it wasn't them
// (DEV-02).

import { restrict, standing, unseenNews } from "../core/account.js";
import { now } from "../core/clock.js";
import { update } from "../core/storage.js";
import { el } from "./dom.js";
import { linkButton, notice } from "./parts.js";
import { clockTime } from "./times.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/account.js").News} News */

/**
 * @param {App} app
 * @returns {HTMLElement[]}
 */
export function newsNotices(app) {
  const { current } = app;
  const known = current && app.standings.get(current.id);
  if (!current || !known) return [];
  const unseen = unseenNews(current, known);
  // A promotion that waits has a notice of its own, with the way to object.
  return unseen.filter(({ kind }) => kind !== "promotionAsked").map((news) => newsNotice(app, news, Math.max(...unseen.map(({ number }) => number))));
}

/**
 * @param {App} app
 * @param {News} news
 * @param {number} newest
 */
function newsNotice(app, news, newest) {
  const { t, language } = app;
  const { name, address } = news;
  const when = clockTime(news.at, now(), language);
  return notice("warning",
    t(`news.${news.kind}`, { name }),
    el("p", { class: "hint" }, address ? t("news.from", { when, address }) : when),
    el("p", {},
      linkButton(t("news.seen"), () => seen(app, newest), "action"),
      " ",
      linkButton(t("news.not-me"), () => repudiate(app, news), "danger")));
}

/**
 * @param {App} app
 * @param {number} newest
 */
async function seen(app, newest) {
  if (!app.current) return;
  await update(app.current.id, { newsSeen: newest });
  await app.reload();
  app.redraw();
}

/**
 * It was somebody else: a device that they have added or put first is reported lost, and whatever else they did, nobody
 * gets in anew.
 * @param {App} app
 * @param {News} news
 */
async function repudiate(app, { kind, device, name }) {
  const { current, t } = app;
  if (!current) return;
  const isThere = app.standings.get(current.id)?.devices.some(({ id }) => id === device);
  if (device && isThere && kind !== "ended") {
    app.go("lost", { id: device, name });
    return;
  }
  await app.attempt(async () => {
    await restrict(current, true);
    app.standings.set(current.id, await standing(current));
    app.word = { tone: "done", text: t("news.blocked") };
    app.redraw();
  });
}
