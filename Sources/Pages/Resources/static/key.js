// @ts-check
// A page whose form is a passkey's or security key's answer: a step of a sign-in, fresh proof, or a new key.

import { create, fault, isSupported, say, send, sign } from "./keys.js";

const form = document.getElementById("key");

if (form instanceof HTMLFormElement && isSupported) {
  const unsupported = document.getElementById("key-unsupported");
  if (unsupported) unsupported.hidden = true;
  for (const button of form.querySelectorAll("button[hidden]")) {
    if (button instanceof HTMLButtonElement) button.hidden = false;
  }
  listen(form);
}

/** @param {HTMLFormElement} form */
function listen(form) {
  let isAsking = false;
  // In the capture phase, so that the script of all pages doesn't take the form for sent.
  form.addEventListener(
    "submit",
    async (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isAsking) return;
      isAsking = true;
      say("");
      try {
        send(form, await answer(form, event.submitter));
      } catch (error) {
        say(fault(error));
      } finally {
        isAsking = false;
      }
    },
    { capture: true },
  );
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {Promise<Record<string, string>>}
 */
async function answer(form, submitter) {
  if (form.dataset.options) return { credential: await sign(JSON.parse(form.dataset.options)) };
  const way = submitter?.dataset.way === "securityKey" ? "securityKey" : "passkey";
  const options = way === "passkey" ? form.dataset.passkey : form.dataset.securityKey;
  return { way, credential: await create(JSON.parse(options ?? "{}")) };
}
