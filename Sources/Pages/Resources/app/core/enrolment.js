// @ts-check
// Makes this copy of the app an authenticator: two keys, the server's word, and the app lock around the second key.

import { call, newSigner } from "./api.js";
import {
  approvalWrappingKey, codesKey, newCipherKey, pinMaterial, pinProof, sealed, stretchedPin,
} from "./appLock.js";
import { base64url, fromBase64url, randomBytes } from "./bytes.js";
import { sealedBox } from "./codes.js";
import { newKeyPair, newKeyPairToWrap, publicPoint, signature } from "./keys.js";
import { newCode } from "./otpauth.js";
import { enrolmentStatement } from "./signedRequest.js";
import { keep } from "./storage.js";

/** @typedef {import("./storage.js").Installation} Installation */
/** @typedef {import("./storage.js").Lock} Lock */
/** @typedef {import("./bytes.js").Bytes} Bytes */

/**
 * The lock a person has chosen.
 * @typedef {{ kind: "none" } | { kind: "pin", pin: string }
 *   | { kind: "platform", credential: Bytes, salt: Bytes, secret: Bytes }} ChosenLock
 */

/**
 * @typedef {object} Wish
 * @property {string} token of the enrolment link
 * @property {string} name of the device
 * @property {string} platform
 * @property {string} language
 * @property {ChosenLock} lock
 */

/**
 * Enrols, and keeps what comes of it.
 * @param {Wish} wish
 * @returns {Promise<{ installation: Installation, open: import("./unlocking.js").Unlocked,
 *   test: import("./requests.js").ApprovalRequest | null }>}
 */
export async function enrol({ token, name, platform, language, lock }) {
  const contact = await newKeyPair();
  const approval = lock.kind === "none"
    ? { ...await newKeyPair(), pkcs8: new Uint8Array() } : await newKeyPairToWrap();
  const contactPoint = await publicPoint(contact.publicKey);
  const secrets = await lockSecrets(lock);
  const answer = await call(newSigner(contact.privateKey), "POST", "/api/v1/installations", {
    token, name, platform, language,
    contactKey: base64url(contactPoint),
    approvalKey: base64url(await publicPoint(approval.publicKey)),
    approvalSignature: base64url(await signature(approval.privateKey, await enrolmentStatement(token, contactPoint))),
    lock: lock.kind,
    ...(secrets.proof ? { pin: { proof: base64url(secrets.proof) } } : {}),
  });

  const id = String(answer.installation);
  const wrapping = secrets.material(answer.share ? fromBase64url(answer.share) : new Uint8Array());
  const own = codesOf(answer);
  /** @type {Installation} */
  const installation = {
    id, account: answer.account, accountName: answer.accountName, identifier: answer.identifier,
    // Where the app came from, and not what an answer says: what it signs is good for this server alone (PUSH-11).
    origin: self.location.origin, contactKey: contact.privateKey, chain: answer.chain,
    added: Date.now(),
    answered: false, ended: null,
    lock: await keptLock(lock, secrets, approval, wrapping, id),
    codes: await sealedBox({ own, document: [], vault: null }, secrets.codesKey, id),
  };
  await keep(installation);
  const open = { approvalKey: approval.privateKey, codesKey: secrets.codesKey };
  return { installation, open, test: answer.test ?? null };
}

/**
 * What the chosen lock makes of itself.
 * @param {ChosenLock} lock
 * @returns {Promise<{ codesKey: CryptoKey, salt: Bytes, proof: Bytes | null, material: (share: Bytes) => Bytes }>}
 */
export async function lockSecrets(lock) {
  if (lock.kind === "none") {
    return { codesKey: await newCipherKey(), salt: new Uint8Array(), proof: null, material: () => new Uint8Array() };
  }
  if (lock.kind === "platform") {
    return { codesKey: await codesKey(lock.secret), salt: lock.salt, proof: null, material: () => lock.secret };
  }
  const salt = randomBytes(16);
  const stretched = await stretchedPin(lock.pin, salt);
  return {
    codesKey: await codesKey(stretched), salt, proof: await pinProof(stretched),
    material: (share) => pinMaterial(stretched, share),
  };
}

/**
 * @param {ChosenLock} chosen
 * @param {{ codesKey: CryptoKey, salt: Bytes }} secrets
 * @param {{ privateKey: CryptoKey, pkcs8: Bytes }} approval
 * @param {Bytes} material
 * @param {string} id
 * @returns {Promise<Lock>}
 */
export async function keptLock(chosen, { codesKey, salt }, approval, material, id) {
  if (chosen.kind === "none") return { kind: "none", approvalKey: approval.privateKey, codesKey };
  const wrapped = await sealed(await approvalWrappingKey(material), approval.pkcs8, id);
  return chosen.kind === "pin"
    ? { kind: "pin", salt, wrapped, failures: 0, nextTry: 0 }
    : { kind: "platform", credential: chosen.credential, salt, wrapped };
}

/**
 * The first code of an installation: the one for the account itself.
 * @param {any} answer of the enrolment
 * @returns {import("./otpauth.js").KeptCode[]}
 */
function codesOf({ codes, accountName, identifier }) {
  if (!codes) return [];
  const code = newCode({ issuer: self.location.hostname, account: identifier || accountName, ...codes });
  return [{ ...code, id: base64url(randomBytes(9)), own: true }];
}
