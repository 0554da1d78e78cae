// @ts-check
// The codes that an installation keeps, for its own account and for other services: one sealed list.

import { sealed, unsealed } from "./appLock.js";
import { base64url, fromUtf8, randomBytes, utf8 } from "./bytes.js";
import { update } from "./storage.js";

/** @typedef {import("./otpauth.js").KeptCode} KeptCode */
/** @typedef {import("./otpauth.js").NewCode} NewCode */
/** @typedef {import("./storage.js").Installation} Installation */

/**
 * @param {KeptCode[]} codes
 * @param {CryptoKey} key
 * @param {string} id of the installation
 */
export const sealedCodes = (codes, key, id) => sealed(key, utf8(JSON.stringify(codes)), id);

/**
 * @param {Installation} installation
 * @param {CryptoKey} key
 * @returns {Promise<KeptCode[] | null>} nothing, if the key is not the one
 */
export async function openedCodes(installation, key) {
  const plain = await unsealed(key, installation.codes, installation.id);
  return plain && JSON.parse(fromUtf8(plain));
}

/**
 * Adds a code; one that is there already, with the same secret, is replaced and not doubled.
 * @param {KeptCode[]} codes
 * @param {NewCode} code
 * @returns {KeptCode[]}
 */
export function withCode(codes, code) {
  const others = codes.filter((kept) => kept.own || kept.secret !== code.secret);
  return [...others, { ...code, id: base64url(randomBytes(9)), own: false }];
}

/**
 * @param {Installation} installation
 * @param {CryptoKey} key
 * @param {(codes: KeptCode[]) => KeptCode[]} change
 * @returns {Promise<Installation | undefined>}
 */
export async function changeCodes(installation, key, change) {
  const codes = await openedCodes(installation, key);
  if (!codes) return installation;
  return update(installation.id, { codes: await sealedCodes(change(codes), key, installation.id) });
}
