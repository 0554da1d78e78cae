// @ts-check
// Web Push: how a request reaches the app while it is closed.

import { call, serverDescription, signerOf } from "./api.js";
import { base64url, fromBase64url } from "./bytes.js";

/** @typedef {import("./storage.js").Installation} Installation */
/** @typedef {"on" | "off" | "blocked" | "unsupported" | "failed"} PushState */

/** Some browsers answer never when their push service can't be reached. */
const patience = 10_000;

/** @returns {Promise<PushState>} */
export async function pushState() {
  if (!("PushManager" in self) || !("serviceWorker" in navigator) || !("Notification" in self)) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  const subscription = await (await registration())?.pushManager.getSubscription();
  return subscription && Notification.permission === "granted" ? "on" : "off";
}

/**
 * Asks the person and the browser, and tells the server where to knock for each of these installations.
 * @param {Installation[]} installations
 * @returns {Promise<PushState>}
 */
export async function switchPushOn(installations) {
  const state = await pushState();
  if (state === "unsupported" || state === "blocked") return state;
  if (await Notification.requestPermission() !== "granted") return "blocked";
  try {
    const { vapidKey } = await serverDescription();
    const manager = (await registration())?.pushManager;
    if (!manager) return "unsupported";
    const subscription = await inTime(
      manager.subscribe({ userVisibleOnly: true, applicationServerKey: fromBase64url(vapidKey) }));
    for (const installation of installations) await tellServer(installation, subscription);
    return "on";
  } catch {
    return "failed";
  }
}

/**
 * @param {Installation} installation
 * @param {PushSubscription} subscription
 */
export function tellServer(installation, subscription) {
  const bytes = (/** @type {PushEncryptionKeyName} */ name) => new Uint8Array(subscription.getKey(name) ?? []);
  return call(signerOf(installation), "PUT", "/api/v1/installation/push", {
    endpoint: subscription.endpoint, p256dh: base64url(bytes("p256dh")), auth: base64url(bytes("auth")),
  });
}

/** @param {Installation[]} installations */
export async function switchPushOff(installations) {
  for (const installation of installations) {
    await call(signerOf(installation), "DELETE", "/api/v1/installation/push");
  }
  await (await (await registration())?.pushManager.getSubscription())?.unsubscribe();
}

const registration = () => navigator.serviceWorker.getRegistration("/app");

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function inTime(promise) {
  const timeout = new Promise((_, reject) => { setTimeout(() => reject(new Error("no answer")), patience); });
  return /** @type {Promise<T>} */ (Promise.race([promise, timeout]));
}
