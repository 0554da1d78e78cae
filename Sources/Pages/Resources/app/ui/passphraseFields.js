// @ts-check
// Fields in which a passphrase is typed, with a way to see it: it is long, and nobody looks over one's shoulder all day.

import { prepare } from "../core/passphrase.js";
import { el } from "./dom.js";
import { field } from "./parts.js";

/** @typedef {import("./app.js").App} App */

/** NIST SP 800-63B-4 §3.1.1.2, for a secret that stands alone. */
const shortest = 15;

/**
 * @param {App} app
 * @param {string} name
 * @param {string} label
 * @param {{ hint?: string, autofocus?: boolean }} more
 */
export function passphraseField({ t }, name, label, { hint, autofocus = false }) {
  const made = field({
    name, label, type: "password", autofocus, autocapitalize: "none", spellcheck: "false", ...(hint ? { hint } : {}),
  });
  const show = el("button", { class: "link", type: "button", "aria-controls": name, onclick: () => {
    const isHidden = made.input.type === "password";
    made.input.type = isHidden ? "text" : "password";
    show.textContent = t(isHidden ? "vault.hide" : "vault.show");
  } }, t("vault.show"));
  made.node.append(show);
  return made;
}

/**
 * A passphrase that is chosen now, typed twice.
 * @param {App} app
 * @param {boolean} autofocus
 */
export function newPassphraseFields(app, autofocus = false) {
  const { t } = app;
  const first = passphraseField(app, "new", t("vault.new"), { hint: t("vault.new-hint"), autofocus });
  const second = passphraseField(app, "again", t("vault.again"), {});
  return {
    nodes: [first.node, second.node],
    /** @returns {string | null} nothing, after it has said what is wrong */
    chosen() {
      first.fail(null);
      second.fail(null);
      const text = first.input.value;
      if (Array.from(prepare(text)).length < shortest) {
        first.fail(t("vault.short"));
        return null;
      }
      if (prepare(second.input.value) !== prepare(text)) {
        second.fail(t("vault.different"));
        return null;
      }
      return text;
    },
  };
}
