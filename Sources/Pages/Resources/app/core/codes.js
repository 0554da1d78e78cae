// @ts-check
// The codes that an installation keeps: its own, those of other services as the vault has them, and the key of the vault.
// One sealed box, behind the app lock.

import { sealed, unsealed } from "./appLock.js";
import { base64url, fromBase64url, fromUtf8, utf8 } from "./bytes.js";
import { installation, update } from "./storage.js";
import { entriesOf, entryId, isSameCode, readDocument, withAdded, withNames, withRemoved, writeDocument } from "./vaultDocument.js";

/** @typedef {import("./otpauth.js").KeptCode} KeptCode */
/** @typedef {import("./otpauth.js").NewCode} NewCode */
/** @typedef {import("./storage.js").Installation} Installation */
/** @typedef {import("./vaultDocument.js").VaultDocument} VaultDocument */
/** @typedef {import("./vaultDocument.js").Stamp} Stamp */

/**
 * What opens the vault of the account, once the passphrase was typed here.
 * @typedef {{ key: import("./bytes.js").Bytes, keyNumber: number }} VaultKey
 */

/** @typedef {{ own: KeptCode[], document: VaultDocument, vault: VaultKey | null }} Box */

/**
 * @param {Box} box
 * @param {CryptoKey} key
 * @param {string} id of the installation
 */
export const sealedBox = ({ own, document, vault }, key, id) => sealed(key, utf8(JSON.stringify({
  form: 2, own, document: fromUtf8(writeDocument(document)),
  vault: vault && { key: base64url(vault.key), keyNumber: vault.keyNumber },
})), id);

/**
 * @param {Installation} kept
 * @param {CryptoKey} key
 * @returns {Promise<Box | null>} nothing, if the key is not the one
 */
export async function openedBox(kept, key) {
  const plain = await unsealed(key, kept.codes, kept.id);
  if (!plain) return null;
  const read = JSON.parse(fromUtf8(plain));
  if (Array.isArray(read)) return boxOfBefore(read);
  const { own, document, vault } = read;
  return {
    own, document: readDocument(utf8(document)),
    vault: vault && { key: fromBase64url(vault.key), keyNumber: vault.keyNumber },
  };
}

/**
 * Before there was a vault, all codes were one list. They are stamped when they are merged for the first time.
 * @param {KeptCode[]} list
 * @returns {Promise<Box>}
 */
async function boxOfBefore(list) {
  const others = list.filter((code) => !code.own);
  const document = await Promise.all(others.map(async ({ issuer, account, secret, algorithm, digits, period }, place) => {
    const code = { issuer, account, secret, algorithm, digits, period };
    return { ...code, id: await entryId(code), added: place, changed: 0, device: "" };
  }));
  const once = document.filter(({ id }, place) => document.findIndex((other) => other.id === id) === place);
  return { own: list.filter((code) => code.own), document: once, vault: null };
}

/**
 * The installation's own first.
 * @param {Installation} kept
 * @param {CryptoKey} key
 * @returns {Promise<KeptCode[] | null>} nothing, if the key is not the one
 */
export async function openedCodes(kept, key) {
  const box = await openedBox(kept, key);
  return box && [...box.own, ...entriesOf(box.document).map((entry) => ({ ...entry, own: false }))];
}

/**
 * Changes what is in the box as it is now, one change after the other over all tabs.
 * @param {string} id of the installation
 * @param {CryptoKey} key
 * @param {(box: Box) => Promise<Box> | Box} change
 * @returns {Promise<Box | null>} as it is now; nothing, if the installation is gone or the key is not the one
 */
export const changeBox = (id, key, change) => navigator.locks.request(`codes ${id}`, async () => {
  const kept = await installation(id);
  const box = kept && await openedBox(kept, key);
  if (!box) return null;
  const changed = await change(box);
  await update(id, { codes: await sealedBox(changed, key, id) });
  return changed;
});

/** @param {Installation} kept @returns {Stamp} */
export const stampOf = ({ id }) => ({ device: id, now: Date.now() });

/**
 * Adds a code that was scanned or typed. One with the same secret gets the names, and is not doubled.
 * @param {Installation} kept
 * @param {CryptoKey} key
 * @param {NewCode} code
 */
export const addCode = (kept, key, code) => changeBox(kept.id, key, async (box) => {
  const same = entriesOf(box.document).find((entry) => isSameCode(entry, code));
  const document = same
    ? withNames(box.document, same.id, code, stampOf(kept))
    : (await withAdded(box.document, code, stampOf(kept))).document;
  return { ...box, document };
});

/**
 * @param {Installation} kept
 * @param {CryptoKey} key
 * @param {string} id
 * @param {{ issuer: string, account: string }} names
 */
export const renameCode = (kept, key, id, names) =>
  changeBox(kept.id, key, (box) => ({ ...box, document: withNames(box.document, id, names, stampOf(kept)) }));

/**
 * @param {Installation} kept
 * @param {CryptoKey} key
 * @param {string} id
 */
export const removeCode = (kept, key, id) =>
  changeBox(kept.id, key, (box) => ({ ...box, document: withRemoved(box.document, id, stampOf(kept)) }));
