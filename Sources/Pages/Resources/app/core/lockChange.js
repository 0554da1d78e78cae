// @ts-check
// Another app lock, or none. The approval key is made anew with it, and the old one says so (DEV-10); the codes are
// sealed again under what the new lock gives.

import { call, signerOf, Unreachable } from "./api.js";
import { pinProof, stretchedPin } from "./appLock.js";
import { base64url, fromBase64url, joined, utf8 } from "./bytes.js";
import { numberedMap } from "./cbor.js";
import { now } from "./clock.js";
import { openedBox, sealedBox } from "./codes.js";
import { keptLock, lockSecrets } from "./enrolment.js";
import { newKeyPair, newKeyPairToWrap, publicPoint, signature } from "./keys.js";
import { update } from "./storage.js";

/** @typedef {import("./storage.js").Installation} Installation */
/** @typedef {import("./unlocking.js").Unlocked} Unlocked */

/**
 * @param {Installation} installation
 * @param {{ approvalKey: CryptoKey, codesKey: CryptoKey }} open
 * @param {import("./enrolment.js").ChosenLock} chosen
 * @param {string} [oldPin] where a PIN is set until now
 * @returns {Promise<{ installation: Installation | undefined, open: Unlocked }>}
 */
export async function changeLock(installation, open, chosen, oldPin) {
  const { id, origin, lock } = installation;
  const approval = chosen.kind === "none"
    ? { ...await newKeyPair(), pkcs8: new Uint8Array() } : await newKeyPairToWrap();
  const secrets = await lockSecrets(chosen);
  const point = await publicPoint(approval.publicKey);
  const oldProof = lock.kind === "pin" && oldPin !== undefined
    ? await pinProof(await stretchedPin(oldPin, lock.salt)) : null;
  // Read before anything is changed: a code that can't be carried over stops here.
  const box = await openedBox(installation, open.codesKey);
  if (!box) throw new TypeError("the codes do not open");

  const signer = signerOf(installation);
  const answer = await untilAnswered(() => call(signer, "PUT", "/api/v1/installation/lock", async () => {
    const time = Math.round(now());
    const statement = joined(utf8("aikagi-approval-key-v1\0"), numberedMap([point, id, origin, time]));
    return {
      lock: chosen.kind,
      ...(oldProof ? { oldProof: base64url(oldProof) } : {}),
      ...(secrets.proof ? { proof: base64url(secrets.proof) } : {}),
      approvalKey: base64url(point), time,
      signature: base64url(await signature(open.approvalKey, statement)),
      newSignature: base64url(await signature(approval.privateKey, statement)),
    };
  }));

  const material = secrets.material(answer?.share ? fromBase64url(answer.share) : new Uint8Array());
  const changed = await update(id, {
    lock: await keptLock(chosen, secrets, approval, material, id),
    codes: await sealedBox(box, secrets.codesKey, id),
  });
  return { installation: changed, open: { approvalKey: approval.privateKey, codesKey: secrets.codesKey } };
}

/** How long to wait before the second and the third try. */
const pauses = [1_000, 4_000];

/**
 * Says it again while no answer comes: the server answers a change to the same key again, even if it has carried it out.
 * @template Answer
 * @param {() => Promise<Answer>} ask
 * @returns {Promise<Answer>}
 */
async function untilAnswered(ask) {
  for (const pause of pauses) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, pause); });
  }
  return ask();
}
