// @ts-check
// The codes: of this account first, then of other services. They are made here, with or without a network.

import { now } from "../core/clock.js";
import { openedCodes } from "../core/codes.js";
import { fromBase32 } from "../core/bytes.js";
import { oneTimeCode, timeLeft } from "../core/oneTimeCode.js";
import { el } from "../ui/dom.js";
import { icon, timeRing } from "../ui/icons.js";
import { linkButton, rowButton, rowList } from "../ui/parts.js";
import { inGroups } from "../ui/times.js";
import { unlockPanel } from "../ui/unlockPanel.js";
import { welcome } from "./welcome.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */
/** @typedef {import("../core/otpauth.js").KeptCode} KeptCode */

/** @type {ScreenMaker} */
export function codes(app) {
  const { t, current } = app;
  if (!current) return welcome(app);
  const open = app.unlocked.get(current.id);
  if (!open) {
    return {
      title: t("codes.title"), tab: "codes",
      body: [unlockPanel(app, current, { lead: t("unlock.codes"), done: () => app.redraw() })],
    };
  }
  const list = el("div", { class: "codes" });
  const ticking = tickWhile(list, openedCodes(current, open.codesKey), app);
  return {
    title: t("codes.title"),
    tab: "codes",
    body: [
      list,
      rowList(
        rowButton("plus", t("codes.add"), t("code-add.lead"), () => app.go("codeAdd")),
        rowButton("lock", t("vault.title"), t(`vault.row-${app.vaults.get(current.id) ?? "asking"}`), () => app.go("vault"))),
      current.lock.kind === "none" ? null
        : el("p", {}, linkButton(t("codes.lock"), () => { app.lockAll(); app.redraw(); })),
    ],
    leave: () => ticking.abort(),
  };
}

/**
 * Fills the list, and keeps it right until it is left.
 * @param {HTMLElement} list
 * @param {Promise<KeptCode[] | null>} opening
 * @param {App} app
 */
function tickWhile(list, opening, app) {
  const { t } = app;
  const left = new AbortController();
  opening.then((kept) => {
    const own = (kept ?? []).filter((code) => code.own).map((code) => row(app, code));
    const others = (kept ?? []).filter((code) => !code.own).map((code) => row(app, code));
    list.append(
      el("h2", { class: "quiet" }, t("codes.own")), el("ul", { class: "rows" }, ...own.map(({ node }) => node)),
      el("h2", { class: "quiet" }, t("codes.others")),
      others.length === 0 ? el("p", { class: "hint" }, t("codes.none"))
        : el("ul", { class: "rows" }, ...others.map(({ node }) => node)));
    const tick = () => [...own, ...others].forEach(({ tick }) => tick());
    tick();
    const timer = setInterval(tick, 500);
    left.signal.addEventListener("abort", () => clearInterval(timer));
    if (left.signal.aborted) clearInterval(timer);
  });
  return left;
}

/**
 * @param {App} app
 * @param {KeptCode} code
 */
function row(app, code) {
  const { t } = app;
  const name = code.issuer || code.account;
  const digits = el("span", { class: "code-digits" });
  const { ring, show } = timeRing("");
  ring.setAttribute("aria-hidden", "true");
  const copied = el("span", { class: "code-copied", role: "status" });
  const source = { ...code, secret: fromBase32(code.secret) };
  let step = -1;

  const copy = async () => {
    await navigator.clipboard.writeText(await oneTimeCode(source, now()));
    copied.textContent = t("codes.copied");
    setTimeout(() => { copied.textContent = ""; }, 2500);
  };
  const tick = () => {
    const moment = now();
    show(timeLeft(code, moment) / (code.period * 1000));
    ring.classList.toggle("is-ending", timeLeft(code, moment) < 6000);
    if (Math.floor(moment / 1000 / code.period) === step) return;
    step = Math.floor(moment / 1000 / code.period);
    oneTimeCode(source, moment).then((value) => {
      digits.textContent = inGroups(value);
      // Read out digit by digit, and not as hundreds of thousands.
      digits.setAttribute("aria-label", [...value].join(" "));
      digits.setAttribute("role", "text");
    });
  };
  const node = el("li", { class: "code-row" },
    el("button", {
      class: "code-copy", type: "button", onclick: () => copy(), "aria-description": t("codes.copy", { name }),
    },
      el("span", { class: "code-name" }, el("b", {}, name), code.issuer ? el("span", {}, code.account) : null),
      el("span", { class: "code-line" }, digits, copied, ring)),
    code.own ? null : el("button", {
      class: "code-edit", type: "button", "aria-label": t("codes.edit", { name }),
      onclick: () => app.go("codeEdit", { id: code.id }),
    }, icon("more")));
  return { node, tick };
}
