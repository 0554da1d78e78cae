// @ts-check
// The app without a network. Its files come from a cache that is filled when a version is installed; the shell is asked
// of the server first, so that a new version is seen at once.

/** @typedef {import("./worker.js").Scope} Scope */
/** @typedef {import("./worker.js").FetchEvent} FetchEvent */
/** @typedef {import("./worker.js").ExtendableEvent} ExtendableEvent */

const shell = "/app";
/** After this the kept shell is shown, whatever the network is doing. */
const patience = 3_000;

/**
 * @param {Scope} scope
 * @param {string} version
 * @param {string[]} files
 */
export function serveOffline(scope, version, files) {
  const name = `aikagi ${version}`;

  self.addEventListener("install", (event) => {
    const fill = async () => {
      const cache = await caches.open(name);
      await cache.addAll(files.map((path) => new Request(path, { cache: path === shell ? "reload" : "default" })));
      await scope.skipWaiting();
    };
    /** @type {ExtendableEvent} */ (event).waitUntil(fill());
  });

  self.addEventListener("activate", (event) => {
    const tidy = async () => {
      const old = (await caches.keys()).filter((key) => key.startsWith("aikagi ") && key !== name);
      await Promise.all(old.map((key) => caches.delete(key)));
      await scope.clients.claim();
    };
    /** @type {ExtendableEvent} */ (event).waitUntil(tidy());
  });

  self.addEventListener("fetch", (event) => {
    const fetching = /** @type {FetchEvent} */ (event);
    const path = new URL(fetching.request.url).pathname;
    if (fetching.request.method !== "GET" || !files.includes(path)) return;
    fetching.respondWith(path === shell ? newest(name) : kept(name, fetching.request));
  });
}

/**
 * @param {string} name
 * @param {Request} request
 */
async function kept(name, request) {
  return await (await caches.open(name)).match(request.url) ?? fetch(request);
}

/**
 * The shell from the server, or the kept one if the server does not answer soon.
 * @param {string} name
 */
async function newest(name) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    const answer = await fetch(shell, { signal: giveUp.signal, cache: "no-cache" });
    if (answer.ok) return answer;
    throw new Error(`status ${answer.status}`);
  } catch {
    return await (await caches.open(name)).match(shell) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}
