// @ts-check
// The app while it is open: what it knows, and which screen is shown. Screens are functions of it (screens/), and what
// comes in by itself is brought by Live (live.js).

import { clockOffset, loadClock, now } from "../core/clock.js";
import { forget, installations, keepSetting, setting } from "../core/storage.js";
import { openWithoutLock } from "../core/unlocking.js";
import { browserLanguage, wording } from "../words/words.js";
import { faultText } from "./faults.js";
import { drawFrame, drawScreen } from "./frame.js";

/** @typedef {import("../core/storage.js").Installation} Installation */
/** @typedef {import("../core/account.js").Standing} Standing */
/** @typedef {import("../core/requests.js").ApprovalRequest} ApprovalRequest */
/** @typedef {import("../core/unlocking.js").Unlocked} Unlocked */
/** @typedef {import("./dom.js").Child} Child */
/** @typedef {"approve" | "codes" | "devices" | "settings"} Tab */
/** @typedef {Record<string, any>} Parameters */

/**
 * A screen as it is shown.
 * @typedef {object} Screen
 * @property {string} title
 * @property {Child[]} body
 * @property {Tab} [tab] the section it belongs to; without one the sections are hidden
 * @property {boolean} [back] whether there is a way back
 * @property {string} [mood] a class of the body
 * @property {boolean} [live] whether it is drawn anew when something has changed
 * @property {() => void} [leave]
 */

/** @typedef {(app: App, parameters: Parameters) => Screen} ScreenMaker */

/** Out of sight for longer than this, the app locks itself. */
const unlockedOutOfSight = 60_000;

export class App {
  /** @type {import("../words/words.js").Language} */
  language = "en";
  t = wording("en");
  /** @type {Installation[]} */
  installations = [];
  /** @type {Map<string, Unlocked>} */
  unlocked = new Map();
  /** @type {Map<string, Standing>} */
  standings = new Map();
  /**
   * Open requests by id, with the installation that was asked.
   * @type {Map<string, { owner: string, request: ApprovalRequest }>}
   */
  waiting = new Map();
  /**
   * Requests that are over. One that was still on its way when it was answered does not come up again.
   * @type {Set<string>}
   */
  #over = new Set();
  /** @type {Map<string, boolean>} */
  connected = new Map();
  /**
   * Something to say above the next screen.
   * @type {{ tone: "done" | "warning" | "wrong", text: string } | null}
   */
  word = null;
  /**
   * What stands above the screen that is shown. It stays while that screen is drawn anew.
   * @type {App["word"]}
   */
  #said = null;
  /**
   * How the vault of each installation is, as far as it was asked for; `offline` where no answer came.
   * @type {Map<string, import("../core/vault.js").VaultState | "offline">}
   */
  vaults = new Map();
  /** Called when accounts have come or gone. */
  accountsChanged = () => {};
  /**
   * Called when the codes of an installation have changed here, or can be read from now on.
   * @type {(id: string) => void}
   */
  codesChanged = () => {};
  #current = "";
  /** @type {Record<string, ScreenMaker>} */
  #screens;
  /** @type {Screen | null} */
  #shown = null;
  #name = "";
  /** Which stay on a screen this is: it goes up whenever the person gets to another. */
  visit = 0;
  /** @type {Parameters} */
  #parameters = {};

  /** @param {Record<string, ScreenMaker>} screens */
  constructor(screens) {
    this.#screens = screens;
    window.addEventListener("popstate", ({ state }) => this.#draw(state?.name ?? "home", state?.parameters ?? {}));
    let hiddenAt = 0;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) hiddenAt = Date.now();
      else if (Date.now() - hiddenAt > unlockedOutOfSight) this.lockAll();
    });
  }

  async load() {
    await loadClock();
    this.language = await setting("language") ?? browserLanguage();
    this.t = wording(this.language);
    await keepSetting("language", this.language);
    this.#current = await setting("current") ?? "";
    await this.reload();
  }

  /** Reads again what is kept. */
  async reload() {
    this.installations = await installations();
    for (const kept of this.installations) {
      const open = openWithoutLock(kept);
      if (open) this.unlocked.set(kept.id, open);
    }
    this.accountsChanged();
  }

  /** The account that is shown; nothing if the app has none. */
  get current() {
    return this.installations.find(({ id }) => id === this.#current)
      ?? this.installations.find(({ ended }) => ended === null) ?? this.installations[0];
  }

  /** @param {string} id */
  async choose(id) {
    this.#current = id;
    await keepSetting("current", id);
  }

  /** @param {string} id */
  find(id) {
    return this.installations.find((kept) => kept.id === id);
  }

  /**
   * Notes an open request. When its time is over it is dropped, wherever the person is in the app meanwhile; on its own
   * screen its own clock says so.
   * @param {string} owner the installation that was asked
   * @param {ApprovalRequest} request
   */
  hold(owner, request) {
    const { id, expires } = request;
    if (this.#over.has(id)) return;
    this.waiting.set(id, { owner, request });
    setTimeout(() => {
      if (this.#name === "request" && this.#parameters.id === id) return;
      if (this.release(id)) this.changed();
    }, Math.max(0, expires - now()));
  }

  /**
   * Lets go of a request that is over.
   * @param {string} id
   * @returns {boolean} whether it was waiting
   */
  release(id) {
    this.#over.add(id);
    return this.waiting.delete(id);
  }

  /**
   * Lets go of all that an installation was asked.
   * @param {string} owner
   */
  releaseAll(owner) {
    for (const [id, held] of this.waiting) if (held.owner === owner) this.release(id);
  }

  /** By how much this device's clock is off, if that is worth a word. */
  get clockOffset() {
    return clockOffset();
  }

  /** @param {import("../words/words.js").Language} language */
  async speak(language) {
    this.language = language;
    this.t = wording(language);
    await keepSetting("language", language);
    this.redraw();
  }

  lockAll() {
    for (const { id, lock } of this.installations) if (lock.kind !== "none") this.unlocked.delete(id);
    this.changed();
  }

  /**
   * Erases what is kept of an installation.
   * @param {string} id
   */
  async erase(id) {
    await forget(id);
    for (const map of [this.unlocked, this.standings, this.connected, this.vaults]) map.delete(id);
    this.releaseAll(id);
    await this.reload();
  }

  /**
   * Shows a screen.
   * @param {string} name
   * @param {Parameters} [parameters]
   * @param {{ replace: boolean }} how
   */
  go(name, parameters = {}, { replace } = { replace: false }) {
    const address = location.pathname;
    if (replace) history.replaceState({ name, parameters }, "", address);
    else history.pushState({ name, parameters }, "", address);
    this.#draw(name, parameters);
  }

  /**
   * Shows the screen that follows when something is done, unless the person has not waited for it and is elsewhere.
   * @param {number} visit the stay on the screen where it was begun
   * @param {string} name
   * @param {Parameters} [parameters]
   */
  lead(visit, name, parameters = {}) {
    if (visit === this.visit) this.go(name, parameters, { replace: true });
    else if (name === this.#name) this.redraw();
  }

  back() {
    history.back();
  }

  /** Draws a screen that shows things as they are, after they have changed. */
  changed() {
    if (this.#shown?.live) this.redraw();
  }

  redraw() {
    const focused = document.activeElement?.id;
    this.#draw(this.#name, this.#parameters, true);
    if (focused) document.getElementById(focused)?.focus();
  }

  /** @returns {string} the name of the screen that is shown */
  get screen() {
    return this.#name;
  }

  get parameters() {
    return this.#parameters;
  }

  /**
   * Does something that may fail, and says so above the screen if it does.
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T | undefined>}
   */
  async attempt(act) {
    try {
      return await act();
    } catch (error) {
      this.complain(faultText(error, this.t));
      return undefined;
    }
  }

  /** @param {string} text */
  complain(text) {
    this.word = { tone: "wrong", text };
    drawScreen(this, this.#shown, { keepsPlace: true });
    this.#said = this.word;
    this.word = null;
  }

  /**
   * @param {string} name
   * @param {Parameters} parameters
   * @param {boolean} [again]
   */
  #draw(name, parameters, again = false) {
    this.#shown?.leave?.();
    if (again) this.word ??= this.#said;
    else this.visit += 1;
    const maker = this.#screens[name] ?? this.#screens.home;
    if (!maker) return;
    this.#name = name;
    this.#parameters = parameters;
    this.#shown = maker(this, parameters);
    drawFrame(this, this.#shown);
    drawScreen(this, this.#shown, { keepsPlace: again });
    this.#said = this.word;
    this.word = null;
  }
}
