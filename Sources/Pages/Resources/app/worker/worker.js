// @ts-check
// The service worker: keeps the app for when there is no network, and answers for the device when a push comes in.
// `/app/sw.js`, which the server writes, starts it with the version and the files that belong to it.

import { serveOffline } from "./offline.js";
import { answerPush, followNotification } from "./knock.js";

// The parts of the worker's own scope that are used here; TypeScript's library has them apart from the window's.
/** @typedef {ExtendableEvent & { request: Request, respondWith(answer: Promise<Response>): void }} FetchEvent */
/** @typedef {Event & { waitUntil(work: Promise<unknown>): void }} ExtendableEvent */
/** @typedef {ExtendableEvent & { data: { text(): string } | null }} PushEvent */
/** @typedef {ExtendableEvent & { notification: Notification }} NotificationEvent */
/**
 * @typedef {object} Clients
 * @property {() => Promise<void>} claim
 * @property {(options: object) => Promise<any[]>} matchAll
 * @property {(path: string) => Promise<unknown>} openWindow
 */
/**
 * @typedef {object} Scope
 * @property {ServiceWorkerRegistration} registration
 * @property {Clients} clients
 * @property {() => Promise<void>} skipWaiting
 */

/**
 * @param {string} version
 * @param {string[]} files every path that the app loads
 */
export function start(version, files) {
  const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));
  serveOffline(scope, version, files);
  self.addEventListener("push", (event) => {
    const push = /** @type {PushEvent} */ (event);
    push.waitUntil(answerPush(scope, push.data?.text() ?? ""));
  });
  self.addEventListener("notificationclick", (event) => {
    const click = /** @type {NotificationEvent} */ (event);
    click.waitUntil(followNotification(scope, click.notification));
  });
}
