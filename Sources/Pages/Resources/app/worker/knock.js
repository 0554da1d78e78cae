// @ts-check
// A push has come: tell the server at once that it arrived, then tell the person. The notification says that something
// waits and nothing of what it is: it may lie on a locked screen (PUSH-24), and nothing can be answered from it (PUSH-05).

import { endIn, standing, unseenNews } from "../core/account.js";
import { loadClock } from "../core/clock.js";
import { fetchRequest, receipt } from "../core/requests.js";
import { installations, noteEnded, setting } from "../core/storage.js";
import { wording } from "../words/words.js";

/** @typedef {import("./worker.js").Scope} Scope */
/** @typedef {import("../core/storage.js").Installation} Installation */

/**
 * @param {Scope} scope
 * @param {string} id of the request: all that the push service ever sees, and that only encrypted
 */
export async function answerPush(scope, id) {
  await loadClock();
  if (id === news) return tellNews(scope);
  const t = wording((await setting("language")) ?? "en");
  const owner = await ownerOf(id);
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (owner && windows.some((window) => window.visibilityState === "visible")) {
    for (const window of windows) window.postMessage({ request: id, installation: owner.id });
    return;
  }
  // Browsers demand that every push shows something.
  await scope.registration.showNotification(owner ? t("push.title") : t("push.over"), {
    body: owner ? t("push.body") : "",
    tag: owner ? id : "over",
    icon: "/app/icon-192.png",
    badge: "/app/badge-96.png",
    requireInteraction: owner !== null,
    silent: owner === null,
    data: owner ? { request: id, installation: owner.id } : {},
  });
}

/** What a push says that is no request: something has happened to the account's devices. */
const news = "news";

/**
 * Says that there is something to look at, and shows in an open app what it is.
 * @param {Scope} scope
 */
async function tellNews(scope) {
  const t = wording((await setting("language")) ?? "en");
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (windows.some((window) => window.visibilityState === "visible")) {
    for (const window of windows) window.postMessage({ news: true });
    return;
  }
  const living = (await installations()).filter(({ ended }) => ended === null);
  const found = await Promise.all(living.map(async (installation) => {
    try {
      return unseenNews(installation, await standing(installation)).length > 0;
    } catch {
      return true;
    }
  }));
  await scope.registration.showNotification(t("push.news"), {
    body: t("push.news-body"),
    tag: news,
    icon: "/app/icon-192.png",
    badge: "/app/badge-96.png",
    silent: !found.includes(true),
    data: {},
  });
}

/**
 * The installation that a request is for, which is told to the server as *arrived* in the same go. Several accounts share
 * one push address, so each is asked; the server says the same to all that it isn't for.
 * @param {string} id
 * @returns {Promise<Installation | null>}
 */
async function ownerOf(id) {
  if (!/^[A-Za-z0-9_-]{10,100}$/.test(id)) return null;
  const living = (await installations()).filter(({ ended }) => ended === null);
  const found = await Promise.all(living.map(async (installation) => {
    try {
      if (!await fetchRequest(installation, id)) return null;
      await receipt(installation, id, "arrived");
      return installation;
    } catch (error) {
      const ended = endIn(error);
      if (ended) await noteEnded(installation.id, ended);
      return null;
    }
  }));
  return found.find((installation) => installation !== null) ?? null;
}

/**
 * Brings the app to the front, at the request.
 * @param {Scope} scope
 * @param {Notification} notification
 */
export async function followNotification(scope, notification) {
  notification.close();
  const { request, installation } = notification.data ?? {};
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((window) => new URL(window.url).pathname === "/app");
  if (open) {
    if (request) open.postMessage({ request, installation });
    await open.focus();
  } else {
    await scope.clients.openWindow(request ? `/app#request=${request}` : "/app");
  }
}
