// @ts-check
// What the pages with passkeys and security keys share: the browser's options out of JSON, its answer back into it, and
// plain words for what can go wrong. Browsers that can do it themselves are left to.

/** @param {string} text base64url */
function bytes(text) {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer | null | undefined} buffer */
function text(buffer) {
  if (!buffer) return undefined;
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {{id: string}[]} list */
const named = (list) => list.map((entry) => ({ ...entry, id: bytes(entry.id) }));

/** Whether this browser can ask a key at all. */
export const isSupported = "PublicKeyCredential" in window && "credentials" in navigator;

/**
 * Asks for a signature, and gives the text that the server reads.
 * @param {any} options
 * @param {object} [how] the mediation, and a signal that ends it
 */
export async function sign(options, how = {}) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: named(options.allowCredentials ?? []),
  };
  return written(await navigator.credentials.get({ publicKey, ...how }));
}

/**
 * Asks for a new credential, and gives the text that the server reads.
 * @param {any} options
 */
export async function create(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials ?? []),
  };
  return written(await navigator.credentials.create({ publicKey }));
}

/** @param {Credential | null} credential */
function written(credential) {
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException("", "NotAllowedError");
  const { response } = credential;
  const common = { clientDataJSON: text(response.clientDataJSON) };
  const own =
    response instanceof AuthenticatorAttestationResponse
      ? { attestationObject: text(response.attestationObject), transports: transports(response) }
      : response instanceof AuthenticatorAssertionResponse
        ? {
            authenticatorData: text(response.authenticatorData),
            signature: text(response.signature),
            userHandle: text(response.userHandle),
          }
        : {};
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: { ...common, ...own },
  });
}

/**
 * How the key can be reached, where the browser says so.
 * @param {any} response
 * @returns {string[]}
 */
const transports = (response) => response.getTransports?.() ?? [];

/**
 * The word for what went wrong, by which the page finds its sentence.
 * @param {unknown} error
 */
export function fault(error) {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "AbortError":
    case "TimeoutError":
      return "cancelled";
    case "InvalidStateError":
      return "known";
    case "SecurityError":
      return "page";
    case "NotSupportedError":
    case "ConstraintError":
      return "unable";
    default:
      return "other";
  }
}

/**
 * Says on the page what went wrong, and what to do; an empty word takes it back.
 * @param {string} word
 */
export function say(word) {
  const place = document.getElementById("key-fault");
  const sentence = document.querySelector(`#key-words [data-fault="${CSS.escape(word)}"]`)?.textContent ?? "";
  const line = place?.querySelector("span");
  if (!place || !line) return;
  line.textContent = sentence;
  place.hidden = sentence === "";
  if (sentence !== "") place.focus();
}

/**
 * Sends a form with the key's answer in it.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} values
 */
export function send(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  // Not through the listeners: they would ask again.
  form.submit();
}
