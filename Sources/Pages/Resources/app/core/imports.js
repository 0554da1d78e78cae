// @ts-check
// Codes from elsewhere: links, and the files that other apps write without a password. Whatever can't be read is named,
// with its reason, and keeps nothing else from being read. docs/formats/vault.md says where each form is described.

import { fromUtf8 } from "./bytes.js";
import { readMigration } from "./googleMigration.js";
import { codeInLink, newCode, UnusableCode } from "./otpauth.js";

/** @typedef {import("./otpauth.js").NewCode} NewCode */
/** @typedef {import("./otpauth.js").LinkProblem | "otherKind" | "unreadable"} EntryProblem */

/**
 * An entry that can't be taken in.
 * @typedef {{ number: number, name: string, reason: EntryProblem }} Rejected `number` counts from one
 */

/**
 * One of several codes that an app shows one after the other.
 * @typedef {{ batch: number, index: number, size: number }} Part
 */

/** @typedef {{ codes: NewCode[], rejected: Rejected[], parts: Part[] }} Imported */

/** @typedef {"unknownForm" | "encrypted" | "tooLarge" | "nothingInIt"} ImportProblem */

/** Nothing in it can be read. */
export class Unimportable extends Error {
  /** @param {ImportProblem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/**
 * The numbers of the parts that are not here, counted from one.
 * @param {Part[]} parts
 */
export function missingParts(parts) {
  const batches = [...new Set(parts.map(({ batch }) => batch))].sort((one, other) => one - other);
  return batches.flatMap((batch) => {
    const seen = parts.filter((part) => part.batch === batch);
    const size = Math.min(Math.max(...seen.map((part) => part.size)), 100);
    return Array.from({ length: size }, (_, index) => index)
      .filter((index) => !seen.some((part) => part.index === index)).map((index) => index + 1);
  });
}

const longestFile = 4 * 1_024 * 1_024;

/** An entry of a file, before it is looked at. */
/** @typedef {{ name: string, read: () => NewCode }} Draft */

/**
 * @param {import("./bytes.js").Bytes} bytes
 * @returns {Imported}
 * @throws {Unimportable}
 */
export function importFile(bytes) {
  if (bytes.length > longestFile) throw new Unimportable("tooLarge");
  let text;
  try {
    text = fromUtf8(bytes);
  } catch {
    throw new Unimportable("unknownForm");
  }
  return importText(text);
}

/**
 * @param {string} text lines with links, or what stands in a file
 * @returns {Imported}
 * @throws {Unimportable}
 */
export function importText(text) {
  if (text.length > longestFile) throw new Unimportable("tooLarge");
  const plain = text.replace(/^\uFEFF/, "").trim();
  if (plain === "") throw new Unimportable("nothingInIt");
  if (plain.startsWith("{")) return read(draftsInFile(plain));
  return importLines(plain);
}

/** @param {string} text */
function importLines(text) {
  /** @type {Draft[]} */
  const drafts = [];
  /** @type {Part[]} */
  const parts = [];
  const lines = text.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== "");
  if (!lines.some((line) => /^otpauth(-migration)?:/i.test(line))) throw new Unimportable("unknownForm");
  for (const line of lines) {
    if (!/^otpauth-migration:/i.test(line)) {
      drafts.push({ name: nameInLink(line), read: () => codeInLink(line) });
      continue;
    }
    const migration = readMigration(line);
    if (!migration) {
      drafts.push({ name: "", read: () => { throw new Unreadable(); } });
      continue;
    }
    parts.push(migration.part);
    drafts.push(...migration.accounts.map((account) => ({ name: account.name, read: () => codeOfMigration(account) })));
  }
  return { ...read(drafts), parts };
}

class Unreadable extends Error {}
class OtherKind extends Error {}

/**
 * @param {Draft[]} drafts
 * @returns {Imported}
 */
function read(drafts) {
  if (drafts.length === 0) throw new Unimportable("nothingInIt");
  /** @type {Imported} */
  const imported = { codes: [], rejected: [], parts: [] };
  drafts.forEach(({ name, read }, index) => {
    try {
      imported.codes.push(read());
    } catch (error) {
      imported.rejected.push({ number: index + 1, name: Array.from(name).slice(0, 100).join(""), reason: reasonOf(error) });
    }
  });
  return imported;
}

/**
 * @param {unknown} error
 * @returns {EntryProblem}
 */
function reasonOf(error) {
  if (error instanceof UnusableCode) return error.problem;
  if (error instanceof OtherKind) return "otherKind";
  if (error instanceof Unreadable) return "unreadable";
  throw error;
}

/**
 * @param {string} text
 * @returns {Draft[]}
 */
function draftsInFile(text) {
  /** @type {any} */
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Unimportable("unknownForm");
  }
  if (file.version === 1 && file.header !== undefined && file.db !== undefined) return aegisDrafts(file);
  if (Number.isInteger(file.schemaVersion) && (file.services ?? file.servicesEncrypted) !== undefined) return twoFASDrafts(file);
  throw new Unimportable("unknownForm");
}

/**
 * Aegis: a database in the clear has no key slots.
 * @param {any} file
 * @returns {Draft[]}
 */
function aegisDrafts({ db }) {
  if (typeof db === "string") throw new Unimportable("encrypted");
  if (!Array.isArray(db?.entries)) throw new Unimportable("unknownForm");
  return db.entries.map((/** @type {any} */ entry) => ({
    name: joinedName(entry?.issuer, entry?.name),
    read() {
      const kind = textOf(entry?.type);
      if (kind === "hotp") throw new UnusableCode("counterBased");
      if (kind !== "totp") throw kind === "" ? new Unreadable() : new OtherKind();
      const { secret, algo, digits, period } = entry.info ?? {};
      return checked({ issuer: entry.issuer ?? "", account: entry.name ?? "", secret, algorithm: algo, digits, period });
    },
  }));
}

/**
 * 2FAS: what a service leaves out is as usual.
 * @param {any} file
 * @returns {Draft[]}
 */
function twoFASDrafts({ services, servicesEncrypted }) {
  if (typeof servicesEncrypted === "string" && servicesEncrypted !== "") throw new Unimportable("encrypted");
  if (!Array.isArray(services)) throw new Unimportable("unknownForm");
  return services.map((/** @type {any} */ service) => {
    const { issuer, account, label, digits, period, algorithm, tokenType } = service?.otp ?? {};
    const names = { issuer: textOf(issuer) || textOf(service?.name), account: textOf(account) || textOf(label) };
    return {
      name: joinedName(names.issuer, names.account),
      read() {
        const kind = textOf(tokenType).toUpperCase();
        if (kind === "HOTP") throw new UnusableCode("counterBased");
        if (kind !== "TOTP" && kind !== "") throw new OtherKind();
        return checked({
          ...names, secret: service?.secret, algorithm: algorithm ?? "SHA1", digits: digits ?? 6, period: period ?? 30,
        });
      },
    };
  });
}

/** @param {import("./googleMigration.js").MigratedAccount} account */
function codeOfMigration({ issuer, account, secret, algorithm, digits, kind }) {
  if (kind === "hotp") throw new UnusableCode("counterBased");
  if (kind !== "totp") throw new Unreadable();
  if (algorithm === null || digits === null) throw new UnusableCode("badSettings");
  return newCode({ issuer, account, secret, algorithm, digits });
}

/**
 * @param {{ issuer: unknown, account: unknown, secret: unknown, algorithm: unknown, digits: unknown, period: unknown }} raw
 * @returns {NewCode}
 */
function checked({ issuer, account, secret, algorithm, digits, period }) {
  const isWhole = typeof issuer === "string" && typeof account === "string" && typeof secret === "string"
    && typeof algorithm === "string" && typeof digits === "number" && typeof period === "number";
  if (!isWhole) throw new Unreadable();
  return newCode({ issuer, account, secret, algorithm, digits, period });
}

/** @param {unknown} value */
const textOf = (value) => typeof value === "string" ? value : "";

/**
 * @param {unknown} issuer
 * @param {unknown} account
 */
const joinedName = (issuer, account) => [textOf(issuer), textOf(account)].filter((name) => name !== "").join(" ");

/**
 * What a link that can't be read is called: its label, which is no secret.
 * @param {string} line
 */
function nameInLink(line) {
  const label = /^otpauth:\/\/[a-z]*\/([^?#]*)/i.exec(line)?.[1] ?? "";
  try {
    return decodeURIComponent(label);
  } catch {
    return label;
  }
}
