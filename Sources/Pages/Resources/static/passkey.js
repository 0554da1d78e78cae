// @ts-check
// Signing in with a passkey and nothing typed: offered by the browser in the field of the identifier where it can, and by
// a button. The question is fetched only here, so that a page without scripts costs the server nothing.

import { fault, isSupported, say, send, sign } from "./keys.js";

const form = document.getElementById("passkey");
/** A question lives for 300 seconds; a page that stays open asks anew before that. */
const renewal = 240_000;
/** @type {AbortController | undefined} */
let waiting;

if (form instanceof HTMLFormElement && isSupported) {
  form.hidden = false;
  form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      say("");
      waiting?.abort();
      void ask(form, {}, true);
    },
    { capture: true },
  );
  void fillIn(form);
}

/**
 * Offers passkeys in the field's list of suggestions, for as long as the page is open.
 * @param {HTMLFormElement} form
 */
async function fillIn(form) {
  const browser = /** @type {any} */ (PublicKeyCredential);
  if (!(await browser.isConditionalMediationAvailable?.())) return;
  while (document.body.contains(form)) {
    const mine = new AbortController();
    waiting = mine;
    const timer = setTimeout(() => mine.abort("renewal"), renewal);
    await ask(form, { mediation: "conditional", signal: mine.signal }, false);
    clearTimeout(timer);
    // Somebody has pressed the button, or the browser wants no more of it.
    if (mine.signal.reason !== "renewal") return;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {object} how the mediation, and a signal that ends it
 * @param {boolean} isWanted whether the person has asked for it, and hears what goes wrong
 */
async function ask(form, how, isWanted) {
  try {
    const { ceremony, options } = await question(form);
    send(form, { id: ceremony, credential: await sign(options, how) });
  } catch (error) {
    if (isWanted) say(fault(error));
  }
}

/** @param {HTMLFormElement} form */
async function question(form) {
  const token = form.elements.namedItem("formToken");
  const body = new URLSearchParams({ formToken: token instanceof HTMLInputElement ? token.value : "" });
  const answer = await fetch(form.dataset.question ?? "", { method: "POST", body, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}
