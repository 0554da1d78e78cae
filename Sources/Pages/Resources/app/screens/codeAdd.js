// @ts-check
// A code for another service: scanned, pasted or typed.

import { addCode, openedCodes, removeCode, renameCode } from "../core/codes.js";
import { codeInLink, newCode, UnusableCode } from "../core/otpauth.js";
import { el } from "../ui/dom.js";
import { danger, field, form, linkButton, rowButton, rowList } from "../ui/parts.js";
import { unlockPanel } from "../ui/unlockPanel.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */
/** @typedef {import("../core/otpauth.js").NewCode} NewCode */

/** @type {ScreenMaker} */
export function codeAdd(app, { link: given }) {
  const { t, current } = app;
  const locked = lockedScreen(app, t("code-add.title"));
  if (locked || !current) return locked ?? { title: t("code-add.title"), body: [] };
  const secret = field({
    name: "secret", label: t("code-add.link"), hint: t("code-add.link-hint"), value: given ?? "",
    autocapitalize: "none", spellcheck: "false", autofocus: !given,
  });
  const issuer = field({ name: "issuer", label: t("code-add.issuer"), maxlength: 100 });
  const account = field({ name: "account", label: t("code-add.account"), maxlength: 100 });
  const digits = field({ name: "digits", label: t("code-add.digits"), value: "6", inputmode: "numeric" });
  const period = field({ name: "period", label: t("code-add.period"), value: "30", inputmode: "numeric" });
  const algorithms = ["SHA1", "SHA256", "SHA512"];
  const algorithm = el("select", { id: "algorithm" }, ...algorithms.map((name) => el("option", {}, name)));
  // A link brings its own names and settings.
  const named = el("div", {}, issuer.node, account.node, el("details", {},
    el("summary", {}, t("code-add.more")),
    el("div", { class: "field" }, el("label", { for: "algorithm" }, t("code-add.algorithm")), algorithm),
    digits.node, period.node));
  const showNames = () => { named.hidden = /^otpauth:/i.test(secret.input.value.trim()); };
  secret.input.addEventListener("input", showNames);
  showNames();

  const send = async () => {
    issuer.fail(null);
    secret.fail(null);
    const isLink = named.hidden;
    if (!isLink && issuer.input.value.trim() === "") return issuer.fail(t("code-add.issuer-missing"));
    try {
      await add(app, isLink ? codeInLink(secret.input.value) : newCode({
        issuer: issuer.input.value, account: account.input.value, secret: secret.input.value,
        algorithm: algorithm.value, digits: Number(digits.input.value), period: Number(period.input.value),
      }));
    } catch (error) {
      if (!(error instanceof UnusableCode)) throw error;
      secret.fail(t(`code-add.${error.problem}`));
    }
  };
  return {
    title: t("code-add.title"),
    back: true,
    body: [
      el("p", { class: "lead" }, t("code-add.lead")),
      ...given ? [] : [
        rowList(rowButton("scan", t("code-add.scan"), t("code-add.scan-hint"), () => app.go("scan"))),
      ],
      form(t("code-add.save"), [secret.node, named], send),
    ],
  };
}

/**
 * @param {App} app
 * @param {NewCode} code
 */
async function add(app, code) {
  const key = app.current && app.unlocked.get(app.current.id)?.codesKey;
  if (!app.current || !key) return;
  const { visit } = app;
  await addCode(app.current, key, code);
  await app.reload();
  app.codesChanged(app.current.id);
  app.lead(visit, "codes");
}

/**
 * The unlock panel in the place of a screen about codes.
 * @param {App} app
 * @param {string} title
 */
export function lockedScreen(app, title) {
  if (!app.current || app.unlocked.has(app.current.id)) return null;
  const panel = unlockPanel(app, app.current, { lead: app.t("unlock.codes"), done: () => app.redraw() });
  return { title, back: true, body: [panel] };
}

/** @type {ScreenMaker} */
export function codeEdit(app, { id }) {
  const { t, current } = app;
  const title = t("code-edit.title");
  const locked = lockedScreen(app, title);
  if (locked || !current) return locked ?? { title, body: [] };
  const key = app.unlocked.get(current.id)?.codesKey;
  const body = el("div", {});
  if (key) openedCodes(current, key).then((codes) => {
    const code = codes?.find((kept) => kept.id === id);
    if (!code) return;
    const issuer = field({ name: "issuer", label: t("code-add.issuer"), value: code.issuer, maxlength: 100 });
    const account = field({ name: "account", label: t("code-add.account"), value: code.account, maxlength: 100 });
    body.append(
      form(t("code-edit.save"), [issuer.node, account.node], async () => {
        if (issuer.input.value.trim() === "") return issuer.fail(t("code-add.issuer-missing"));
        const names = newCode({ ...code, issuer: issuer.input.value, account: account.input.value });
        const { visit } = app;
        await renameCode(current, key, id, names);
        await app.reload();
        app.codesChanged(current.id);
        app.lead(visit, "codes");
      }),
      el("p", { class: "aside" }, linkButton(t("code-edit.remove"),
        () => app.go("codeRemove", { id, name: code.issuer }), "danger")));
  });
  return { title, back: true, body: [body] };
}

/** @type {ScreenMaker} */
export function codeRemove(app, { id, name }) {
  const { t, current } = app;
  const remove = async () => {
    const key = current && app.unlocked.get(current.id)?.codesKey;
    if (!current || !key) return;
    const { visit } = app;
    await removeCode(current, key, id);
    await app.reload();
    app.codesChanged(current.id);
    app.lead(visit, "codes");
  };
  return {
    title: t("code-edit.remove-title", { name }),
    back: true,
    body: [
      el("p", { class: "lead" }, t("code-edit.remove-lead")),
      danger(t("code-edit.remove-confirm"), remove),
    ],
  };
}
