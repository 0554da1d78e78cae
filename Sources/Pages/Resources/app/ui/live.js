// @ts-check
// Keeps the app in touch with the server while it is open: a stream for each account, the heartbeat, and what the service
// worker passes on.

import { endIn, heartbeat, standing } from "../core/account.js";
import { fetchRequest, receipt } from "../core/requests.js";
import { noteEnded, update } from "../core/storage.js";
import { listen } from "../core/stream.js";
import { synchronise } from "../core/vault.js";
import { UnreadableDocument } from "../core/vaultDocument.js";
import { CannotOpen } from "../core/vaultEnvelope.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/storage.js").Installation} Installation */

/** Browsers open six connections to a server over HTTP/1.1, and the app needs some for its requests. */
const mostStreams = 3;
const heartbeatPause = 3_600_000;

export class Live {
  /** @type {App} */
  #app;
  /** @type {Map<string, AbortController>} */
  #streams = new Map();
  /**
   * When each account's heart has beaten last.
   * @type {Map<string, number>}
   */
  #beaten = new Map();
  /**
   * Requests that are being fetched: the stream and the look at how things stand both bring them.
   * @type {Set<string>}
   */
  #taking = new Set();

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    setInterval(() => this.#beat(), heartbeatPause / 6);
    navigator.serviceWorker?.addEventListener("message", ({ data }) => this.#told(data));
  }

  /** Opens a stream for every account that can approve, and closes those of the others. */
  follow() {
    const living = this.#app.installations.filter(({ ended }) => ended === null).slice(0, mostStreams);
    for (const [id, stream] of this.#streams) {
      if (living.some((kept) => kept.id === id)) continue;
      stream.abort();
      this.#streams.delete(id);
    }
    for (const kept of living) if (!this.#streams.has(kept.id)) this.#open(kept);
    this.#beat();
  }

  /** @param {Installation} kept */
  #open(kept) {
    const end = new AbortController();
    this.#streams.set(kept.id, end);
    listen(kept, {
      event: ({ event, data }) => this.#heard(kept, event, data),
      connection: (isUp) => {
        if (isUp) this.refresh(kept);
        if (this.#app.connected.get(kept.id) === isUp) return;
        this.#app.connected.set(kept.id, isUp);
        this.#app.changed();
      },
      refused: (problem) => this.noteEnd(kept.id, problem),
    }, end.signal);
  }

  /**
   * @param {Installation} kept
   * @param {string} event
   * @param {any} data
   */
  #heard(kept, event, data) {
    if (event === "request") this.take(kept, String(data.id));
    if (event === "withdrawn") this.drop(String(data.id));
    if (event === "changed") this.refresh(kept);
    if (event === "gone") this.noteReason(kept.id, data.reason);
  }

  /**
   * Fetches a request, tells the server that it is here, and shows it if the person is not in the middle of something.
   * @param {Installation} kept
   * @param {string} id
   */
  async take(kept, id) {
    const app = this.#app;
    if (app.waiting.has(id) || this.#taking.has(id)) return;
    this.#taking.add(id);
    try {
      const request = await fetchRequest(kept, id);
      if (!request) return;
      receipt(kept, id, "arrived");
      app.hold(kept.id, request);
      if (!app.waiting.has(id)) return;
      if (["home", "codes", "devices", "settings", "outcome"].includes(app.screen)
        && (request.purpose !== "test" || app.find(kept.id)?.answered)) {
        app.go("request", { id });
      } else {
        app.changed();
      }
    } catch (error) {
      this.noteEnd(kept.id, error);
    } finally {
      this.#taking.delete(id);
    }
  }

  /** @param {string} id */
  drop(id) {
    const app = this.#app;
    if (!app.release(id)) return;
    if (app.screen === "request" && app.parameters.id === id) app.go("outcome", { kind: "over" }, { replace: true });
    else app.changed();
  }

  /**
   * How things stand on the server.
   * @param {Installation} kept
   */
  async refresh(kept) {
    try {
      const now = await standing(kept);
      this.#app.standings.set(kept.id, now);
      await update(kept.id, { accountName: now.accountName, identifier: now.identifier });
      for (const id of now.requests) this.take(kept, id);
      this.synchronise(kept.id);
      this.#app.changed();
    } catch (error) {
      this.noteEnd(kept.id, error);
    }
  }

  /**
   * Brings the codes here and in the vault together, if the app is open; one try after the other.
   * @param {string} id of the installation
   */
  async synchronise(id) {
    await navigator.locks.request(`vault ${id}`, async () => {
      const app = this.#app;
      const [kept, open] = [app.find(id), app.unlocked.get(id)];
      if (!kept || kept.ended || !open) return;
      const before = app.vaults.get(id);
      let isNew = false;
      try {
        const { state, changed } = await synchronise(kept, open.codesKey);
        app.vaults.set(id, state);
        isNew = changed;
      } catch (error) {
        app.vaults.set(id, stateAfter(error));
        await this.noteEnd(id, error);
      }
      if (isNew) await app.reload();
      if (app.screen === "codes" && (isNew || before !== app.vaults.get(id))) app.redraw();
    });
  }

  /**
   * @param {string} id
   * @param {unknown} error
   */
  async noteEnd(id, error) {
    const reason = endIn(error);
    if (reason) await this.noteReason(id, reason);
  }

  /**
   * This copy can't approve any more: says so, and why.
   * @param {string} id
   * @param {import("../core/storage.js").EndReason} reason
   */
  async noteReason(id, reason) {
    const app = this.#app;
    if (!app.find(id) || app.find(id)?.ended) return;
    await noteEnded(id, reason);
    app.releaseAll(id);
    await app.reload();
    if (app.current?.id === id) app.go("home");
  }

  async #beat() {
    for (const kept of this.#app.installations) {
      const pause = Date.now() - (this.#beaten.get(kept.id) ?? 0);
      if (kept.ended || !kept.answered || pause < heartbeatPause) continue;
      this.#beaten.set(kept.id, Date.now());
      try {
        await heartbeat(kept);
      } catch (error) {
        await this.noteEnd(kept.id, error);
      }
    }
  }

  /** @param {{ request?: string, installation?: string, news?: boolean }} data */
  async #told({ request, installation, news }) {
    if (news) for (const kept of this.#app.installations) if (!kept.ended) this.refresh(kept);
    const kept = this.#app.find(installation ?? "");
    if (!request || !kept) return;
    await this.take(kept, request);
    const isShown = this.#app.screen === "request" && this.#app.parameters.id === request;
    if (this.#app.waiting.has(request) && !isShown) this.#app.go("request", { id: request });
  }
}

/**
 * @param {unknown} error
 * @returns {import("../core/vault.js").VaultState | "offline"}
 */
function stateAfter(error) {
  if (error instanceof UnreadableDocument) return error.reason;
  return error instanceof CannotOpen ? "damaged" : "offline";
}
