// @ts-check
// The devices of the account, with their state in plain words.

import {
  objectToPromotion, promote as promoteDevice, rename as renameHere, reportLost, standing,
} from "../core/account.js";
import { now } from "../core/clock.js";
import { el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { danger, field, form, linkButton, notice, primary } from "../ui/parts.js";
import { ago, clockTime } from "../ui/times.js";
import { unlockPanel } from "../ui/unlockPanel.js";
import { welcome } from "./welcome.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */
/** @typedef {import("../core/account.js").Device} Device */
/** @typedef {import("../core/account.js").Standing} Standing */

/** @type {ScreenMaker} */
export function devices(app) {
  const { t, current } = app;
  if (!current) return welcome(app);
  const known = app.standings.get(current.id);
  return {
    title: t("devices.title"),
    tab: "devices",
    live: true,
    body: [
      el("p", { class: "lead" }, t("devices.lead", { account: current.identifier })),
      known ? el("ul", { class: "rows" }, ...known.devices.map((device) => row(app, known, device)))
        : notice("warning", t("devices.unavailable")),
      known?.irreplaceable ? notice("warning", t("devices.irreplaceable"),
        el("p", {}, el("a", { class: "link action", href: "/account/backup-codes" }, t("devices.save-codes")))) : null,
    ],
  };
}

/**
 * @param {App} app
 * @param {Standing} known
 * @param {Device} device
 */
function row(app, known, device) {
  const { t, language } = app;
  const when = (/** @type {number} */ moment) => ago(moment, now(), language);
  const seen = device.lastSeen ? t("devices.seen", { when: when(device.lastSeen) }) : t("devices.never");
  const { id, name } = device;
  const living = device.life !== "gone";
  const oneRises = known.devices.some(({ promotionDue }) => promotionDue);
  const actions = [
    device.isThis && linkButton(t("devices.rename"), () => app.go("rename", { name })),
    device.promotionDue && known.role === "primary"
      && linkButton(t("devices.object"), () => object(app, name)),
    living && device.role !== "primary" && device.life !== "pending" && !oneRises
      && linkButton(t("devices.promote"), () => app.go("promote", { id, name })),
    living && !device.isThis && linkButton(t("devices.lost"), () => app.go("lost", { id, name }), "danger"),
    device.isThis && linkButton(t("devices.sign-out"), () => app.go("signOut"), "danger"),
  ];
  return el("li", { class: `row ${living ? "" : "is-closed"}` },
    icon(/Android|iPhone|iPad|iOS/.test(device.platform) ? "phone" : "screen"),
    el("div", { class: "row-text" },
      el("b", {}, name),
      el("span", { class: `life is-${device.life}` }, t(`devices.${device.life}`)),
      el("span", {}, [device.platform, seen, device.lastAddress].filter(Boolean).join(" · ")),
      device.lastApproval ? el("span", {}, t("devices.approved", { when: when(device.lastApproval) })) : null,
      device.promotionDue
        ? el("span", {}, t("devices.promotion", { when: clockTime(device.promotionDue, now(), language) })) : null,
      el("span", { class: "tags" },
        device.role === "primary" && el("span", { class: "tag" }, t("devices.primary")),
        device.isThis && el("span", { class: "tag is-plain" }, t("devices.this")))),
    el("div", { class: "row-actions" }, ...actions));
}

/**
 * Word of another device that is about to take the place of this one, which may object (product.md D-4).
 * @param {App} app
 */
export function promotionNotice(app) {
  const { t, current, language } = app;
  const known = current && app.standings.get(current.id);
  const rising = known?.devices.find(({ promotionDue }) => promotionDue);
  if (known?.role !== "primary" || !rising?.promotionDue) return null;
  const { name, promotionDue } = rising;
  return notice("warning", t("home.promotion", { name, when: clockTime(promotionDue, now(), language) }),
    el("p", {}, linkButton(t("devices.object"), () => object(app, name), "action")));
}

/**
 * @param {App} app
 * @param {string} name of the device that is to become primary
 */
const object = (app, name) => app.attempt(async () => {
  if (!app.current) return;
  const { visit } = app;
  await objectToPromotion(app.current);
  await see(app, visit, app.t("devices.objected", { name }));
});

/** @type {ScreenMaker} */
export function rename(app, { name: old }) {
  const { t, current } = app;
  const name = field({ name: "name", label: t("enrol.name"), value: old, maxlength: 64, autofocus: true });
  return {
    title: t("rename.title"),
    back: true,
    body: [form(t("rename.save"), [name.node], async () => {
      const title = name.input.value.trim();
      if (title === "") return name.fail(t("enrol.name-missing"));
      await app.attempt(async () => {
        if (!current) return;
        const { visit } = app;
        await renameHere(current, title);
        await see(app, visit);
      });
    })],
  };
}

/** @type {ScreenMaker} */
export function lost(app, { id, name }) {
  const { t, current } = app;
  return confirmation(app, t("lost.title", { name }), t("lost.lead"), t("lost.confirm"), async () => {
    if (!current) return;
    const { visit } = app;
    await reportLost(current, id);
    await see(app, visit, t("lost.done", { name }));
  });
}

/** @type {ScreenMaker} */
export function promote(app, { id, name }) {
  const { t, current, language } = app;
  const key = current && app.unlocked.get(current.id)?.approvalKey;
  if (!current || !key) {
    const panel = current && unlockPanel(app, current, { lead: t("promote.lead"), done: () => app.redraw() });
    return { title: t("promote.title", { name }), back: true, body: [panel] };
  }
  const send = () => app.attempt(async () => {
    const { visit } = app;
    const { waitsUntil } = await promoteDevice(current, id, key);
    await see(app, visit, waitsUntil
      ? t("promote.waits", { name, when: clockTime(waitsUntil, now(), language) }) : t("promote.done", { name }));
  });
  const lead = app.standings.get(current.id)?.role === "primary" ? "promote.hand-over" : "promote.lead";
  return {
    title: t("promote.title", { name }),
    back: true,
    body: [el("p", { class: "lead" }, t(lead)), primary(t("promote.confirm"), send)],
  };
}

/**
 * A question before something that can't be taken back.
 * @param {App} app
 * @param {string} title
 * @param {string} lead
 * @param {string} button
 * @param {() => Promise<void>} act
 */
export function confirmation(app, title, lead, button, act) {
  return {
    title,
    back: true,
    body: [
      el("p", { class: "lead" }, lead),
      danger(button, () => app.attempt(act)),
    ],
  };
}

/**
 * Goes back to the list as it is now.
 * @param {App} app
 * @param {number} visit where it was begun
 * @param {string} [word]
 */
async function see(app, visit, word) {
  if (app.current) app.standings.set(app.current.id, await standing(app.current));
  if (word) app.word = { tone: "done", text: word };
  app.lead(visit, "devices");
}
