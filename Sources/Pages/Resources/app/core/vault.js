// @ts-check
// The vault between this installation and the server: docs/formats/vault.md. The server keeps bytes that it can't read,
// and numbers by which installations agree on them.

import { call, Problem, signerOf } from "./api.js";
import { base64url, fromBase64url, joined, randomBytes, sha256, utf8 } from "./bytes.js";
import { numberedMap } from "./cbor.js";
import { now } from "./clock.js";
import { changeBox, stampOf } from "./codes.js";
import { signature } from "./keys.js";
import { defaultRounds, deriveKeys, newSalt } from "./passphrase.js";
import { merged, readDocument, withStamps, writeDocument } from "./vaultDocument.js";
import { CannotOpen, openContent, sealContent, unwrapVaultKey, vaultCipherKey, wrapVaultKey } from "./vaultEnvelope.js";

/** @typedef {import("./storage.js").Installation} Installation */
/** @typedef {import("./codes.js").VaultKey} VaultKey */

/**
 * The vault as the server has it.
 * @typedef {object} VaultStanding
 * @property {{ salt: string, rounds: number, wrappedKey: string } | null} passphrase
 * @property {number} keyNumber counts the vault keys; 0 before the first
 * @property {number} version
 * @property {string | null} content
 */

/** The passphrase that was typed is another one. */
export class WrongPassphrase extends Error {}

/** A server must not make the passphrase quick to guess, nor keep a telephone busy for ever. */
const mostRounds = 10_000_000;

/**
 * @param {Installation} kept
 * @returns {Promise<VaultStanding>}
 */
export async function vaultStanding(kept) {
  const { passphrase = null, keyNumber, version, content = null } = await call(signerOf(kept), "GET", "/api/v1/vault");
  return { passphrase, keyNumber, version, content };
}

/**
 * The keys of a typed passphrase, and the vault key that one of them opens.
 * @param {Installation} kept
 * @param {VaultStanding} standing
 * @param {string} typed
 * @throws {WrongPassphrase}
 */
async function keysOf({ account }, { passphrase, keyNumber }, typed) {
  if (!passphrase || passphrase.rounds < defaultRounds || passphrase.rounds > mostRounds) throw new WrongPassphrase();
  const { authenticationKey, encryptionKey } = await deriveKeys(typed, fromBase64url(passphrase.salt), passphrase.rounds);
  try {
    const key = await unwrapVaultKey(fromBase64url(passphrase.wrappedKey), encryptionKey, account);
    return { authenticationKey, vault: { key, keyNumber } };
  } catch (error) {
    throw error instanceof CannotOpen ? new WrongPassphrase() : error;
  }
}

/**
 * Opens the vault on this installation, for good.
 * @param {Installation} kept
 * @param {CryptoKey} codesKey
 * @param {VaultStanding} standing
 * @param {string} typed
 * @throws {WrongPassphrase}
 */
export async function openVault(kept, codesKey, standing, typed) {
  const { vault } = await keysOf(kept, standing, typed);
  await changeBox(kept.id, codesKey, (box) => ({ ...box, vault }));
}

/**
 * Sets the first passphrase, or one in the place of another that is forgotten: with a new vault key, so that nobody can
 * open any more what the vault held on the server.
 * @param {Installation} kept
 * @param {{ codesKey: CryptoKey, approvalKey: CryptoKey }} open
 * @param {VaultStanding} standing
 * @param {string} typed
 */
export async function setPassphrase(kept, open, standing, typed) {
  await send(kept, open, { key: randomBytes(32), keyNumber: standing.keyNumber + 1 }, typed);
}

/**
 * Another passphrase around the same vault key.
 * @param {Installation} kept
 * @param {{ codesKey: CryptoKey, approvalKey: CryptoKey }} open
 * @param {VaultStanding} standing
 * @param {string} old
 * @param {string} typed
 * @throws {WrongPassphrase}
 */
export async function changePassphrase(kept, open, standing, old, typed) {
  const { authenticationKey, vault } = await keysOf(kept, standing, old);
  await send(kept, open, vault, typed, authenticationKey);
}

/**
 * @param {Installation} kept
 * @param {{ codesKey: CryptoKey, approvalKey: CryptoKey }} open
 * @param {VaultKey} vault
 * @param {string} typed
 * @param {Uint8Array} [old]
 */
async function send(kept, { codesKey, approvalKey }, vault, typed, old) {
  const salt = newSalt();
  const { authenticationKey, encryptionKey } = await deriveKeys(typed, salt, defaultRounds);
  const wrapped = await wrapVaultKey(vault.key, encryptionKey, kept.account);
  const [shown, sealed] = [await sha256(authenticationKey), await sha256(wrapped)];
  await call(signerOf(kept), "PUT", "/api/v1/passphrase", async () => {
    const time = Math.round(now());
    const statement = joined(utf8("aikagi-passphrase-v1\0"),
      numberedMap([shown, sealed, vault.keyNumber, kept.id, kept.origin, time]));
    return {
      salt: base64url(salt), rounds: defaultRounds, authenticationKey: base64url(authenticationKey),
      wrappedKey: base64url(wrapped), keyNumber: vault.keyNumber, time,
      ...(old ? { old: base64url(old) } : {}),
      signature: base64url(await signature(approvalKey, statement)),
    };
  });
  await changeBox(kept.id, codesKey, (box) => ({ ...box, vault }));
}

/**
 * How the vault is on this installation: there is none; it waits for the passphrase; it is the same here and there; or it
 * can't be read by this app.
 * @typedef {"unset" | "closed" | "open" | "newer" | "damaged"} VaultState
 */

/** So often, if other installations are always faster. */
const tries = 5;

/**
 * Brings what is here and what the server has together, and both have it then.
 * @param {Installation} kept
 * @param {CryptoKey} codesKey
 * @returns {Promise<{ state: VaultState, changed: boolean }>} whether something is new here
 */
export async function synchronise(kept, codesKey) {
  let changed = false;
  for (let left = tries; left > 0; left -= 1) {
    const standing = await vaultStanding(kept);
    if (!standing.passphrase) return { state: "unset", changed };
    const { keyNumber, version } = standing;
    /** @type {Uint8Array | null} */
    let newer = null;
    const box = await changeBox(kept.id, codesKey, async (box) => {
      if (!box.vault || box.vault.keyNumber !== keyNumber) return box;
      const here = withStamps(box.document, stampOf(kept));
      const place = { account: kept.account, keyNumber, version };
      const key = await vaultCipherKey(box.vault.key);
      const there = standing.content === null ? null
        : readDocument(await openContent(fromBase64url(standing.content), key, place));
      const document = there ? merged(here, there) : here;
      const bytes = writeDocument(document);
      changed ||= !isSame(bytes, writeDocument(here));
      if (!there || !isSame(bytes, writeDocument(there))) {
        newer = await sealContent(bytes, key, { ...place, version: version + 1 });
      }
      return { ...box, document };
    });
    if (!box?.vault || box.vault.keyNumber !== keyNumber) return { state: "closed", changed };
    if (!newer) return { state: "open", changed };
    try {
      await call(signerOf(kept), "PUT", "/api/v1/vault", { basedOn: version, keyNumber, content: base64url(newer) });
      return { state: "open", changed };
    } catch (error) {
      const isRace = error instanceof Problem && (error.code === "vaultChanged" || error.code === "vaultKeyChanged");
      if (!isRace || left === 1) throw error;
    }
  }
  return { state: "open", changed };
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
const isSame = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);
