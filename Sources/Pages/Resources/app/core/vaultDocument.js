// @ts-check
// What is in the vault: docs/formats/vault.md. Codes of other services, and a mark for each that was removed. Two copies
// that were changed apart are merged into one that has everything, in whatever order they meet.

import { base64url, fromBase32, fromBase64url, fromUtf8, sha256, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./otpauth.js").NewCode} NewCode */

/**
 * When something was changed, and on which installation.
 * @typedef {{ device: string, now: number }} Stamp
 */
/** @typedef {NewCode & { id: string, added: number, changed: number, device: string }} Entry */
/** @typedef {{ id: string, changed: number, device: string, removed: true }} Removal */
/**
 * At most one of each id.
 * @typedef {(Entry | Removal)[]} VaultDocument
 */

/** Bytes that an app can't read: of a newer app, or no vault at all. */
export class UnreadableDocument extends Error {
  /** @param {"newer" | "damaged"} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** More than anybody has, and still below what the server takes. */
export const mostEntries = 1_000;

const form = 1;
/** The length says only about how much is inside. */
const block = 1_024;

/**
 * Those that are there, in the order in which they came.
 * @param {VaultDocument} document
 * @returns {Entry[]}
 */
export const entriesOf = (document) =>
  document.filter(isEntry).sort((one, other) => one.added - other.added || (one.id < other.id ? -1 : 1));

/**
 * @param {Entry | Removal} item
 * @returns {item is Entry}
 */
const isEntry = (item) => !("removed" in item);

/**
 * The id of a code, from what it was added as: the same one added on two installations is one entry.
 * @param {NewCode} code
 */
export async function entryId({ issuer, account, secret, algorithm, digits, period }) {
  const text = ["aikagi-vault-entry-v1", issuer, account, secret, algorithm, digits, period].join("\0");
  return base64url((await sha256(utf8(text))).slice(0, 16));
}

/**
 * @param {NewCode} one
 * @param {NewCode} other
 */
export const isSameCode = (one, other) =>
  one.secret === other.secret && one.algorithm === other.algorithm && one.digits === other.digits
  && one.period === other.period;

/**
 * @param {NewCode} one
 * @param {NewCode} other
 */
const hasNamesOf = (one, other) => one.issuer === other.issuer && one.account === other.account;

/**
 * Adds a code. One that is there already stays as it is; one whose names another code has is given a number, so that
 * both can be told apart. One that comes from a vault keeps the id it had there.
 * @param {VaultDocument} document
 * @param {NewCode & { id?: string }} code
 * @param {Stamp} stamp
 * @returns {Promise<{ document: VaultDocument, isNew: boolean }>}
 */
export async function withAdded(document, code, stamp) {
  const live = document.filter(isEntry);
  // An id out of a file counts only for the code that it belongs to here, so that none is taken for another.
  const namesake = live.find((kept) => kept.id === code.id);
  const id = code.id && (!namesake || isSameCode(namesake, code)) ? code.id : await entryId(code);
  if (live.some((kept) => kept.id === id || (isSameCode(kept, code) && hasNamesOf(kept, code)))) {
    return { document, isNew: false };
  }
  let named = code;
  for (let number = 2; live.some((kept) => hasNamesOf(kept, named)); number += 1) {
    named = { ...code, account: `${code.account} (${number})`.trim() };
  }
  const added = live.reduce((latest, kept) => Math.max(latest, kept.added + 1), stamp.now);
  return { document: replaced(document, { ...plainCode(named), id, added, ...stamped(document, id, stamp) }), isNew: true };
}

/**
 * Other names for an entry.
 * @param {VaultDocument} document
 * @param {string} id
 * @param {{ issuer: string, account: string }} names
 * @param {Stamp} stamp
 */
export function withNames(document, id, { issuer, account }, stamp) {
  const entry = document.find((item) => item.id === id);
  if (!entry || !isEntry(entry)) return document;
  return replaced(document, { ...entry, issuer, account, ...stamped(document, id, stamp) });
}

/**
 * Without an entry, and with a mark that it was removed.
 * @param {VaultDocument} document
 * @param {string} id
 * @param {Stamp} stamp
 */
export const withRemoved = (document, id, stamp) =>
  document.some((item) => item.id === id && isEntry(item))
    ? replaced(document, { id, removed: /** @type {const} */ (true), ...stamped(document, id, stamp) }) : document;

/**
 * A change of what is known is newer than it, however wrong the clock.
 * @param {VaultDocument} document
 * @param {string} id
 * @param {Stamp} stamp
 */
function stamped(document, id, { device, now }) {
  const known = document.find((item) => item.id === id)?.changed ?? 0;
  return { changed: Math.max(Math.round(now), known + 1), device };
}

/**
 * @param {VaultDocument} document
 * @param {Entry | Removal} item
 */
const replaced = (document, item) => inOrder([...document.filter(({ id }) => id !== item.id), item]);

/** @param {VaultDocument} document */
const inOrder = (document) => [...document].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));

/** @param {NewCode} code */
const plainCode = ({ issuer, account, secret, algorithm, digits, period }) =>
  ({ issuer, account, secret, algorithm, digits, period });

/**
 * What was kept before there was a vault has no stamp. It gets one when it is merged for the first time, so that no
 * older removal elsewhere takes it away.
 * @param {VaultDocument} document
 * @param {Stamp} stamp
 */
export const withStamps = (document, { device, now }) =>
  document.map((item) => item.changed === 0 ? { ...item, changed: Math.round(now), device } : item);

/**
 * Everything that either has; of two changes to one entry the newer. Which of the two is asked makes no difference.
 * @param {VaultDocument} one
 * @param {VaultDocument} other
 * @returns {VaultDocument}
 */
export function merged(one, other) {
  /** @type {Map<string, Entry | Removal>} */
  const all = new Map();
  for (const item of [...one, ...other]) {
    const rival = all.get(item.id);
    if (!rival || isNewer(item, rival)) all.set(item.id, item);
  }
  return inOrder([...all.values()]);
}

/**
 * @param {Entry | Removal} item
 * @param {Entry | Removal} rival
 */
function isNewer(item, rival) {
  if (item.changed !== rival.changed) return item.changed > rival.changed;
  if (item.device !== rival.device) return item.device > rival.device;
  if (isEntry(item) !== isEntry(rival)) return isEntry(item);
  return compare(utf8(JSON.stringify(written(item))), utf8(JSON.stringify(written(rival)))) > 0;
}

/**
 * @param {Bytes} one
 * @param {Bytes} other
 */
function compare(one, other) {
  const place = one.findIndex((byte, index) => byte !== other[index]);
  return place < 0 ? one.length - other.length : (one[place] ?? 0) - (other[place] ?? -1);
}

/**
 * Members in one order, so that the same content is the same bytes.
 * @param {Entry | Removal} item
 */
const written = (item) => isEntry(item)
  ? {
      account: item.account, added: item.added, algorithm: item.algorithm, changed: item.changed, device: item.device,
      digits: item.digits, id: item.id, issuer: item.issuer, period: item.period, secret: item.secret,
    }
  : { changed: item.changed, device: item.device, id: item.id, removed: true };

/**
 * As it is sealed.
 * @param {VaultDocument} document
 * @returns {Bytes}
 */
export function writeDocument(document) {
  const bytes = utf8(JSON.stringify({ entries: inOrder(document).map(written), form }));
  const padded = new Uint8Array(Math.ceil(bytes.length / block) * block).fill(0x20);
  padded.set(bytes);
  return padded;
}

/**
 * @param {Bytes} bytes
 * @returns {VaultDocument}
 * @throws {UnreadableDocument}
 */
export function readDocument(bytes) {
  /** @type {any} */
  let value;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new UnreadableDocument("damaged");
  }
  if (Number.isInteger(value?.form) && value.form > form) throw new UnreadableDocument("newer");
  if (value?.form !== form || !Array.isArray(value.entries)) throw new UnreadableDocument("damaged");
  const items = value.entries.map(readItem);
  if (new Set(items.map((/** @type {Entry | Removal} */ { id }) => id)).size !== items.length) {
    throw new UnreadableDocument("damaged");
  }
  return inOrder(items);
}

/**
 * @param {any} item
 * @returns {Entry | Removal}
 */
function readItem(item) {
  const isStamped = isText(item?.id) && isText(item.device) && isTime(item.changed);
  if (!isStamped || !isId(item.id)) throw new UnreadableDocument("damaged");
  const { id, changed, device } = item;
  if (item.removed === true) return { id, changed, device, removed: true };
  const { issuer, account, secret, algorithm, digits, period, added } = item;
  const isWhole = isText(issuer) && isText(account) && isSecret(secret) && ["SHA1", "SHA256", "SHA512"].includes(algorithm)
    && [6, 7, 8].includes(digits) && Number.isInteger(period) && period >= 5 && period <= 3_600 && isTime(added);
  if (!isWhole || item.removed !== undefined) throw new UnreadableDocument("damaged");
  return { id, changed, device, issuer, account, secret, algorithm, digits, period, added };
}

/** @param {unknown} value */
const isText = (value) => typeof value === "string";

/** @param {unknown} value */
const isTime = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

/** @param {string} text */
function isId(text) {
  try {
    return fromBase64url(text).length === 16;
  } catch {
    return false;
  }
}

/** @param {unknown} value */
function isSecret(value) {
  try {
    return typeof value === "string" && /^[A-Z2-7]+$/.test(value) && fromBase32(value).length <= 128;
  } catch {
    return false;
  }
}
