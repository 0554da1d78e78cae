// @ts-check
// The forms in which a passphrase is typed. The field has no name, so that nothing can send it; what is sent instead is
// one of the keys that this browser derives from it. Without scripts the form says so and stays closed.

import { base64url, fromBase64url, randomBytes } from "../core/bytes.js";
import { defaultRounds, deriveKeys, newSalt, prepare } from "../core/passphrase.js";
import { unwrapVaultKey, wrapVaultKey } from "../core/vaultEnvelope.js";
import { strengthOf } from "./strength.js";

/** What was typed can't be sent as it is; `field` is where to look, `reason` names the words for it. */
class Refused extends Error {
  /**
   * @param {string} field
   * @param {string} reason
   */
  constructor(field, reason) {
    super(reason);
    this.field = field;
    this.reason = reason;
  }
}

/** @param {string} id */
function typed(id) {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement)) throw new Error(`no field ${id}`);
  if (field.value === "") throw new Refused(id, "missing");
  return field.value;
}

/**
 * A new passphrase that was typed twice alike and is hard enough to guess.
 * @param {string[]} known
 */
function chosen(known) {
  const text = typed("newPassphrase");
  const strength = strengthOf(text, known);
  if (strength === "short" || strength === "guessable") throw new Refused("newPassphrase", strength);
  if (prepare(typed("repeated")) !== prepare(text)) throw new Refused("repeated", "different");
  return text;
}

/**
 * What a form was given to work with.
 * @typedef {{ account: string, salt: string, rounds: number, wrappedKey: string, known: string[] }} Given
 */

/** @param {HTMLFormElement} form @returns {Given} */
const given = (form) => ({
  account: form.dataset.account ?? "",
  salt: form.dataset.salt ?? "",
  rounds: Number(form.dataset.rounds ?? 0),
  wrappedKey: form.dataset.wrappedKey ?? "",
  known: (form.dataset.known ?? "").split("\n"),
});

/** @param {string} text @param {Given} given */
const ownKeys = (text, given) => deriveKeys(text, fromBase64url(given.salt), given.rounds);

/**
 * The fields of a passphrase that is new, around a vault key.
 * @param {string} text
 * @param {Uint8Array} vaultKey
 * @param {string} account
 */
async function wrappedAnew(text, vaultKey, account) {
  const salt = newSalt();
  const keys = await deriveKeys(text, salt, defaultRounds);
  return {
    salt: base64url(salt),
    rounds: String(defaultRounds),
    authenticationKey: base64url(keys.authenticationKey),
    wrappedKey: base64url(await wrapVaultKey(vaultKey, keys.encryptionKey, account)),
  };
}

/**
 * What each kind of form sends in place of what was typed.
 * @type {Record<string, (given: Given) => Promise<Record<string, string>>>}
 */
const makers = {
  async prove(given) {
    const keys = await ownKeys(typed("passphrase"), given);
    return { authenticationKey: base64url(keys.authenticationKey) };
  },
  async set(given) {
    return wrappedAnew(chosen(given.known), randomBytes(32), given.account);
  },
  async change(given) {
    const old = typed("passphrase");
    const text = chosen(given.known);
    if (prepare(old) === prepare(text)) throw new Refused("newPassphrase", "unchanged");
    const keys = await ownKeys(old, given);
    const vaultKey = await unwrapVaultKey(fromBase64url(given.wrappedKey), keys.encryptionKey, given.account)
      .catch(() => { throw new Refused("passphrase", "wrong"); });
    return {
      ...await wrappedAnew(text, vaultKey, given.account),
      oldAuthenticationKey: base64url(keys.authenticationKey),
    };
  },
};

/**
 * @param {HTMLFormElement} form
 * @param {Refused | undefined} refused
 */
function show(form, refused) {
  for (const line of form.querySelectorAll(".field-error")) {
    if (!(line instanceof HTMLElement)) continue;
    const id = line.id.replace(/-error$/, "");
    const field = document.getElementById(id);
    const isIt = refused?.field === id;
    line.hidden = !isIt;
    line.textContent = isIt ? form.dataset[`say${capital(refused.reason)}`] ?? "" : "";
    if (isIt) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
    if (isIt) field?.focus();
  }
}

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** @param {HTMLFormElement} form */
function release(form) {
  delete form.dataset.sent;
  const button = form.querySelector(".primary");
  button?.removeAttribute("aria-disabled");
  button?.classList.remove("is-busy");
  const words = button?.querySelector("[data-rest]");
  if (words instanceof HTMLElement) words.textContent = words.dataset.rest ?? "";
}

/** @param {HTMLFormElement} form */
function occupy(form) {
  const button = form.querySelector(".primary");
  button?.classList.add("is-busy");
  const words = button?.querySelector("[data-busy]");
  if (words instanceof HTMLElement) words.textContent = words.dataset.busy ?? "";
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const make = makers[form.dataset.passphrase ?? ""];
  if (!make) throw new Error("no such form");
  occupy(form);
  const made = await make(given(form));
  for (const [name, value] of Object.entries(made)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  // Nothing of what was typed stays behind, neither in the form nor in the page that the browser keeps to go back to.
  for (const field of form.querySelectorAll("input[data-secret]")) {
    if (field instanceof HTMLInputElement) field.value = "";
  }
  form.submit();
}

/**
 * Says while it is typed how hard a new passphrase is to guess.
 * @param {HTMLFormElement} form
 */
function judge(form) {
  const field = form.querySelector("#newPassphrase");
  const line = form.querySelector("#strength");
  if (!(field instanceof HTMLInputElement) || !(line instanceof HTMLElement)) return;
  field.addEventListener("input", () => {
    const strength = field.value === "" ? "" : strengthOf(field.value, given(form).known);
    line.dataset.strength = strength;
    const words = line.querySelector("span");
    if (words) words.textContent = strength === "" ? "" : line.dataset[`say${capital(strength)}`] ?? "";
  });
}

for (const form of document.querySelectorAll("form[data-passphrase]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  document.getElementById("needs-scripts")?.remove();
  if (!globalThis.crypto?.subtle) {
    // Only over https, or on the machine itself, do browsers let a page work with keys.
    document.getElementById("needs-keys")?.removeAttribute("hidden");
    continue;
  }
  const typing = form.querySelector("fieldset");
  if (typing) typing.disabled = false;
  judge(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.querySelector(".is-busy")) return;
    show(form, undefined);
    send(form).catch((error) => {
      release(form);
      show(form, error instanceof Refused ? error : new Refused("passphrase", "wrong"));
    });
  });
  addEventListener("pageshow", () => release(form));
  const first = form.querySelector("input[autofocus]");
  if (first instanceof HTMLElement && document.activeElement === document.body) first.focus();
}
