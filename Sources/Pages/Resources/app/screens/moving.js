// @ts-check
// Codes from another app, and codes for another app.

import { changeBox, openedBox, stampOf } from "../core/codes.js";
import { asFile, codesInSealedFile, encryptedExport, plainExport, sealedFileIn } from "../core/exports.js";
import { importFile, missingParts, Unimportable } from "../core/imports.js";
import { utf8 } from "../core/bytes.js";
import { WrongPassphrase } from "../core/vault.js";
import { entriesOf, mostEntries, withAdded } from "../core/vaultDocument.js";
import { el } from "../ui/dom.js";
import { newPassphraseFields, passphraseField } from "../ui/passphraseFields.js";
import { form, notice, primary, rowButton, rowList } from "../ui/parts.js";
import { lockedScreen } from "./codeAdd.js";
import { welcome } from "./welcome.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */
/** @typedef {import("../core/imports.js").Imported} Imported */

/** @type {ScreenMaker} */
export function vaultImport(app) {
  const { t, current } = app;
  const title = t("import.title");
  const locked = lockedScreen(app, title);
  if (locked || !current) return locked ?? welcome(app);
  const file = el("input", { class: "unseen", type: "file", id: "import-file" });
  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    file.value = "";
    await look(app, bytes, (text) => app.complain(text));
  });
  const problem = el("p", { class: "field-error", id: "links-error", hidden: true });
  const links = el("textarea", {
    id: "links", rows: 4, autocapitalize: "none", spellcheck: "false", autocomplete: "off",
    "aria-describedby": "links-hint links-error",
  });
  const fail = (/** @type {string} */ text) => {
    problem.textContent = text;
    problem.hidden = false;
    links.setAttribute("aria-invalid", "true");
    links.focus();
  };
  return {
    title, back: true,
    body: [
      el("p", { class: "lead" }, t("import.lead")),
      el("ul", { class: "plain" }, ...(/** @type {const} */ (["aegis", "2fas", "google", "aikagi"])).map((kind) =>
        el("li", {}, t(`import.${kind}`)))),
      file, el("label", { class: "primary", for: "import-file" }, t("import.choose")),
      form(t("import.take"), [el("div", { class: "field" },
        el("label", { for: "links" }, t("import.paste")),
        el("p", { class: "hint", id: "links-hint" }, t("import.paste-hint")), links, problem)],
      () => look(app, utf8(links.value), fail)),
    ],
  };
}

/**
 * @param {App} app
 * @param {import("../core/bytes.js").Bytes} bytes
 * @param {(problem: string) => void} fail
 */
async function look(app, bytes, fail) {
  const sealed = sealedFileIn(bytes);
  if (sealed) return app.go("importOpen", { file: sealed });
  try {
    await takeIn(app, importFile(bytes));
  } catch (error) {
    if (!(error instanceof Unimportable)) throw error;
    fail(app.t(`import.${error.problem}`));
  }
}

/** @type {ScreenMaker} */
export function importOpen(app, { file }) {
  const { t } = app;
  const title = t("import.open-title");
  const locked = lockedScreen(app, title);
  if (locked) return locked;
  const typed = passphraseField(app, "passphrase", t("import.file-passphrase"), { autofocus: true });
  return {
    title, back: true,
    body: [
      el("p", { class: "lead" }, t("import.open-lead")),
      form(t("import.take"), [typed.node], async () => {
        typed.fail(null);
        try {
          await takeIn(app, { codes: await codesInSealedFile(file, typed.input.value), rejected: [], parts: [] });
        } catch (error) {
          if (!(error instanceof WrongPassphrase)) throw error;
          typed.fail(t("import.wrong"));
        }
      }),
    ],
  };
}

/**
 * @param {App} app
 * @param {Imported} imported
 */
async function takeIn(app, { codes, rejected, parts }) {
  const { current } = app;
  const key = current && app.unlocked.get(current.id)?.codesKey;
  if (!current || !key) return app.redraw();
  const { visit } = app;
  const counts = { added: 0, known: 0, left: 0 };
  await changeBox(current.id, key, async (box) => {
    let { document } = box;
    for (const code of codes) {
      const taken = await withAdded(document, code, stampOf(current));
      if (!taken.isNew) counts.known += 1;
      else if (entriesOf(taken.document).length > mostEntries) counts.left += 1;
      else {
        document = taken.document;
        counts.added += 1;
      }
    }
    return { ...box, document };
  });
  await app.reload();
  app.codesChanged(current.id);
  app.lead(visit, "importDone", { ...counts, rejected, missing: missingParts(parts) });
}

/** @type {ScreenMaker} */
export function importDone(app, { added, known, left, rejected, missing }) {
  const { t } = app;
  /** @type {import("../core/imports.js").Rejected[]} */
  const bad = rejected;
  return {
    title: t("import.done-title"), back: true,
    body: [
      notice(added > 0 || known > 0 ? "done" : "warning", t(added === 1 ? "import.added-one" : "import.added", { added }),
        ...(known > 0 ? [t("import.known", { known })] : [])),
      left > 0 ? notice("warning", t("import.left", { left, most: mostEntries })) : null,
      missing.length > 0 ? notice("warning", t("import.missing", { parts: missing.join(", ") })) : null,
      bad.length > 0 ? el("section", {},
        el("h2", {}, t("import.rejected", { count: bad.length })),
        el("p", { class: "hint" }, t("import.rejected-hint")),
        el("ul", { class: "rows" }, ...bad.map(({ number, name, reason }) =>
          el("li", { class: "row" }, el("span", { class: "row-text" },
            el("b", {}, name || t("import.entry", { number })), el("span", {}, t(`import.reason-${reason}`))))))) : null,
      primary(t("import.see"), () => app.go("codes", {}, { replace: true })),
    ],
  };
}

/** @type {ScreenMaker} */
export function vaultExport(app) {
  const { t, current } = app;
  const title = t("export.title");
  const locked = lockedScreen(app, title);
  if (locked || !current) return locked ?? welcome(app);
  const fields = newPassphraseFields(app);
  return {
    title, back: true,
    body: [
      el("p", { class: "lead" }, t("export.lead")),
      form(t("export.encrypted"), fields.nodes, async () => {
        const text = fields.chosen();
        if (text !== null) await give(app, "aikagi-codes.json", (document) => encryptedExport(document, text));
      }),
      rowList(rowButton("warning", t("export.plain"), t("export.plain-hint"), () => app.go("exportPlain"))),
    ],
  };
}

/** @type {ScreenMaker} */
export function exportPlain(app) {
  const { t } = app;
  const title = t("export.plain-title");
  const locked = lockedScreen(app, title);
  if (locked) return locked;
  const button = primary(t("export.plain-button"), () => give(app, "otpauth.txt", async (document) => plainExport(document)));
  button.classList.add("is-danger");
  return { title, back: true, body: [notice("warning", t("export.plain-lead")), button] };
}

/**
 * Hands a file to the person.
 * @param {App} app
 * @param {string} name
 * @param {(document: import("../core/vaultDocument.js").VaultDocument) => Promise<string>} write
 */
async function give(app, name, write) {
  const { t, current } = app;
  const key = current && app.unlocked.get(current.id)?.codesKey;
  const box = key && await openedBox(current, key);
  if (!box) return app.redraw();
  const count = entriesOf(box.document).length;
  if (count === 0) return app.complain(t("export.nothing"));
  const address = URL.createObjectURL(asFile(await write(box.document)));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  app.word = { tone: "done", text: t(count === 1 ? "export.done-one" : "export.done", { name, count }) };
  app.redraw();
}
