// @ts-check
// What this copy of the app keeps: one database in the browser, shared by the pages and the service worker. Keys are in
// it as keys, not as bytes. Whoever clears the site's data clears all of it, and the server finds out (product.md §4.1).

/** @typedef {import("./bytes.js").Bytes} Bytes */

/**
 * What guards the approval key and the codes.
 * @typedef {{ kind: "none", approvalKey: CryptoKey, codesKey: CryptoKey }
 *   | { kind: "pin", salt: Bytes, wrapped: Bytes, failures: number, nextTry: number }
 *   | { kind: "platform", credential: Bytes, salt: Bytes, wrapped: Bytes }} Lock
 */

/**
 * @typedef {"signedOut" | "reportedLost" | "replaced" | "revoked" | "notAnswering" | "copied" | "unknown"
 *   | "pinDestroyed"} EndReason
 */

/**
 * One account on this device: an installation, as the server calls it.
 * @typedef {object} Installation
 * @property {string} id
 * @property {string} account
 * @property {string} accountName what the person is called
 * @property {string} identifier the address that the person signs in with
 * @property {string} origin
 * @property {CryptoKey} contactKey
 * @property {Lock} lock
 * @property {string} chain what the next heartbeat shows; two copies of the app can't both have it
 * @property {number} added
 * @property {boolean} answered whether the test request of the enrolment has been answered
 * @property {number} [newsSeen] up to which news of the account's devices the person has seen
 * @property {EndReason | null} ended
 * @property {Bytes} codes sealed
 */

const name = "aikagi";
const stores = { installations: "installations", settings: "settings" };

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(stores.installations, { keyPath: "id" });
      request.result.createObjectStore(stores.settings);
    };
    request.onsuccess = () => {
      // The browser closes it when the person clears the site's data: the next use opens an empty one.
      request.result.onclose = () => { opening = null; };
      request.result.onversionchange = () => { request.result.close(); opening = null; };
      resolve(request.result);
    };
    request.onerror = () => { opening = null; reject(request.error); };
  });
  return opening;
}

/**
 * @template T
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>} what `act` asked for, once it is on the disk
 */
async function inStore(store, mode, act) {
  const transaction = (await database()).transaction(store, mode, { durability: "strict" });
  const request = act(transaction.objectStore(store));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<Installation[]>} the oldest first */
export async function installations() {
  const all = await inStore(stores.installations, "readonly", (store) => store.getAll());
  return all.sort((one, other) => one.added - other.added);
}

/**
 * @param {string} id
 * @returns {Promise<Installation | undefined>}
 */
export const installation = (id) => inStore(stores.installations, "readonly", (store) => store.get(id));

/** @param {Installation} record */
export const keep = (record) => inStore(stores.installations, "readwrite", (store) => store.put(record));

/** @param {string} id */
export const forget = (id) => inStore(stores.installations, "readwrite", (store) => store.delete(id));

/**
 * Changes some fields of an installation and nothing else, however many tabs and workers do the same.
 * @param {string} id
 * @param {Partial<Installation> | ((kept: Installation) => Partial<Installation>)} change
 * @returns {Promise<Installation | undefined>} as it is now; nothing if it is gone
 */
export async function update(id, change) {
  const transaction = (await database()).transaction(stores.installations, "readwrite", { durability: "strict" });
  const store = transaction.objectStore(stores.installations);
  /** @type {Installation | undefined} */
  let changed;
  const request = store.get(id);
  request.onsuccess = () => {
    if (!request.result) return;
    changed = { ...request.result, ...(typeof change === "function" ? change(request.result) : change) };
    store.put(changed);
  };
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(changed);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

/**
 * Notes why an installation has ended. The first reason stays: what follows from it says less.
 * @param {string} id
 * @param {EndReason} reason
 */
export const noteEnded = (id, reason) => update(id, ({ ended }) => ({ ended: ended ?? reason }));

/**
 * @typedef {object} Settings
 * @property {"en" | "ja"} language
 * @property {number} clockOffset what to add to this device's clock, in milliseconds
 * @property {string} current the account that is shown
 */

/**
 * @template {keyof Settings} K
 * @param {K} key
 * @returns {Promise<Settings[K] | undefined>}
 */
export const setting = (key) => inStore(stores.settings, "readonly", (store) => store.get(key));

/**
 * @template {keyof Settings} K
 * @param {K} key
 * @param {Settings[K]} value
 */
export const keepSetting = (key, value) => inStore(stores.settings, "readwrite", (store) => store.put(value, key));
