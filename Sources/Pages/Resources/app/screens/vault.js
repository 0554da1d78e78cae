// @ts-check
// The vault on this device: set up, opened with the passphrase, and what can be done with it once it is open.

import { Problem, Unreachable } from "../core/api.js";
import { entriesOf } from "../core/vaultDocument.js";
import { openedBox } from "../core/codes.js";
import { changePassphrase, openVault, setPassphrase, vaultStanding, WrongPassphrase } from "../core/vault.js";
import { el } from "../ui/dom.js";
import { newPassphraseFields, passphraseField } from "../ui/passphraseFields.js";
import { form, linkButton, notice, rowButton, rowList } from "../ui/parts.js";
import { unlockPanel } from "../ui/unlockPanel.js";
import { lockedScreen } from "./codeAdd.js";
import { welcome } from "./welcome.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */
/** @typedef {import("../core/vault.js").VaultStanding} VaultStanding */
/** @typedef {import("../core/storage.js").Installation} Installation */

/** @type {ScreenMaker} */
export function vault(app) {
  const { t, current } = app;
  if (!current) return welcome(app);
  const title = t("vault.title");
  const locked = lockedScreen(app, title);
  if (locked) return locked;
  const body = el("div", {});
  const moving = rowList(
    rowButton("plus", t("import.title"), t("import.hint"), () => app.go("vaultImport")),
    rowButton("out", t("export.title"), t("export.hint"), () => app.go("vaultExport")));
  asked(app, current, body, (standing, isOpen) => {
    if (!standing.passphrase) return toSet(app, current, standing);
    return isOpen ? whenOpen(app, current) : toOpen(app, current, standing);
  });
  return { title, tab: "codes", back: true, body: [body, moving] };
}

/**
 * Fills a part of a screen when the server has said how the vault is.
 * @param {App} app
 * @param {Installation} current
 * @param {HTMLElement} body
 * @param {(standing: VaultStanding, isOpen: boolean) => Promise<Node[]> | Node[]} make
 */
async function asked(app, current, body, make) {
  const { t } = app;
  const key = app.unlocked.get(current.id)?.codesKey;
  if (!key) return;
  try {
    if (current.ended) throw new Unreachable();
    const standing = await vaultStanding(current);
    const box = await openedBox(app.find(current.id) ?? current, key);
    body.replaceChildren(...await make(standing, box?.vault?.keyNumber === standing.keyNumber));
    const first = body.querySelector("[autofocus]");
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof Problem)) throw error;
    body.replaceChildren(notice("warning", t(current.ended ? "vault.ended" : "vault.offline", { host: location.host })));
  }
}

/**
 * @param {App} app
 * @param {Installation} current
 * @param {VaultStanding} standing
 */
function toSet(app, current, standing) {
  const { t } = app;
  const lead = [el("p", { class: "lead" }, t("vault.set-lead")), el("p", { class: "hint" }, t("vault.set-hint"))];
  return [...lead, ...behindTheLock(app, current, () => [newForm(app, t("vault.set"), t("vault.done"),
    (open, text) => setPassphrase(current, open, standing, text))])];
}

/**
 * @param {App} app
 * @param {Installation} current
 * @param {VaultStanding} standing
 */
function toOpen(app, current, standing) {
  const { t } = app;
  const typed = passphraseField(app, "passphrase", t("vault.passphrase"), { autofocus: true });
  return [
    el("p", { class: "lead" }, t("vault.open-lead")),
    form(t("vault.open"), [typed.node], async () => {
      typed.fail(null);
      if (typed.input.value === "") return typed.fail(t("vault.missing"));
      const key = app.unlocked.get(current.id)?.codesKey;
      if (!key) return app.redraw();
      const { visit } = app;
      await app.attempt(async () => {
        try {
          await openVault(current, key, standing, typed.input.value);
          await finish(app, visit, current, t("vault.opened"), "codes");
        } catch (error) {
          if (!(error instanceof WrongPassphrase)) throw error;
          typed.fail(t("vault.wrong"));
        }
      });
    }),
    el("p", { class: "aside" }, linkButton(t("vault.forgotten"), () => app.go("vaultForgotten"))),
  ];
}

/**
 * @param {App} app
 * @param {Installation} current
 */
async function whenOpen(app, current) {
  const { t } = app;
  const key = app.unlocked.get(current.id)?.codesKey;
  const box = key && await openedBox(app.find(current.id) ?? current, key);
  const count = box ? entriesOf(box.document).length : 0;
  const state = app.vaults.get(current.id) ?? "open";
  return [
    el("p", { class: "lead" }, t(count === 1 ? "vault.holds-one" : "vault.holds", { count })),
    state === "newer" || state === "damaged" ? notice("warning", t(`vault.${state}`))
      : notice("done", t("vault.same")),
    rowList(rowButton("lock", t("vault.change"), t("vault.change-hint"), () => app.go("vaultChange"))),
  ];
}

/** @type {ScreenMaker} */
export function vaultChange(app) {
  const { t, current } = app;
  const title = t("vault.change");
  const locked = lockedScreen(app, title);
  if (locked || !current) return locked ?? welcome(app);
  const body = el("div", {});
  asked(app, current, body, (standing) => behindTheLock(app, current, () => {
    const old = passphraseField(app, "old", t("vault.old"), { autofocus: true });
    return [newForm(app, t("vault.change"), t("vault.changed"), async (open, text) => {
      old.fail(null);
      try {
        await changePassphrase(current, open, standing, old.input.value, text);
        return true;
      } catch (error) {
        if (!(error instanceof WrongPassphrase)) throw error;
        old.fail(t("vault.wrong"));
        return false;
      }
    }, [old.node])];
  }));
  return { title, back: true, body: [el("p", { class: "lead" }, t("vault.change-lead")), body] };
}

/** @type {ScreenMaker} */
export function vaultForgotten(app) {
  const { t, current } = app;
  const title = t("vault.forgotten-title");
  const locked = lockedScreen(app, title);
  if (locked || !current) return locked ?? welcome(app);
  const body = el("div", {});
  asked(app, current, body, (standing) => behindTheLock(app, current, () => [
    newForm(app, t("vault.reset"), t("vault.done"), (open, text) => setPassphrase(current, open, standing, text), [], true),
  ]));
  return {
    title, back: true,
    body: [notice("warning", t("vault.forgotten-lead"), t("vault.forgotten-here")), body],
  };
}

/**
 * The passphrase is set by the approval key, which is there only behind an app lock that the server has helped to open.
 * @param {App} app
 * @param {Installation} current
 * @param {() => Node[]} make
 * @returns {Node[]}
 */
function behindTheLock(app, current, make) {
  const { t } = app;
  if (current.lock.kind === "none") {
    return [notice("warning", t("vault.no-lock")), rowList(
      rowButton("lock", t("settings.lock"), t("lock.lead"), () => app.go("lock")))];
  }
  if (app.unlocked.get(current.id)?.approvalKey) return make();
  return [unlockPanel(app, current, { lead: t("vault.unlock"), done: () => app.redraw() })];
}

/**
 * A new passphrase, typed twice.
 * @param {App} app
 * @param {string} button
 * @param {string} done what is said afterwards
 * @param {(open: { codesKey: CryptoKey, approvalKey: CryptoKey }, text: string) => Promise<unknown>} send `false` if not done
 * @param {Node[]} [before]
 * @param {boolean} [isDangerous]
 */
function newForm(app, button, done, send, before = [], isDangerous = false) {
  const fields = newPassphraseFields(app, before.length === 0);
  const made = form(button, [...before, ...fields.nodes], async () => {
    const text = fields.chosen();
    const { current, visit } = app;
    const open = current && app.unlocked.get(current.id);
    if (text === null || !current) return;
    if (!open?.approvalKey) return app.redraw();
    const { codesKey, approvalKey } = open;
    await app.attempt(async () => {
      if (await send({ codesKey, approvalKey }, text) !== false) await finish(app, visit, current, done, "vault");
    });
  });
  if (isDangerous) made.querySelector(".primary")?.classList.add("is-danger");
  return made;
}

/**
 * @param {App} app
 * @param {number} visit where it was begun
 * @param {Installation} current
 * @param {string} text
 * @param {"vault" | "codes"} next
 */
async function finish(app, visit, current, text, next) {
  await app.reload();
  app.codesChanged(current.id);
  app.word = { tone: "done", text };
  app.lead(visit, next);
}
