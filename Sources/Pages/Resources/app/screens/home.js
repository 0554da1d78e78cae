// @ts-check
// The first screen: what waits for the person, or that nothing does.

import { clockOffset } from "../core/clock.js";
import { pushState, switchPushOn } from "../core/push.js";
import { el } from "../ui/dom.js";
import { mark } from "../ui/icons.js";
import { newsNotices } from "../ui/news.js";
import { linkButton, notice, primary, rowButton, rowList } from "../ui/parts.js";
import { length } from "../ui/times.js";
import { promotionNotice } from "./devices.js";
import { endedBody } from "./ended.js";
import { welcome } from "./welcome.js";

/** @typedef {import("../ui/app.js").App} App */
/** @typedef {import("../ui/app.js").ScreenMaker} ScreenMaker */

/** @type {ScreenMaker} */
export function home(app) {
  const { t, current } = app;
  if (!current) return welcome(app);
  if (current.ended) {
    const body = endedBody(app, current, current.ended);
    return { title: t("ended.title"), tab: "approve", mood: "is-emblem-first", body };
  }

  // The test at the end of an enrolment has a screen of its own.
  const waiting = [...app.waiting].filter(([, { owner, request }]) => request.purpose !== "test" || app.find(owner)?.answered);
  const state = app.connected.get(current.id);
  const connection = state === undefined ? "connecting" : state ? "connected" : "offline";
  return {
    title: waiting.length > 0 ? t("home.waiting") : t("home.nothing"),
    tab: "approve",
    mood: "is-home",
    live: true,
    body: [
      el("div", { class: `emblem is-${connection}` }, mark()),
      waiting.length > 0 ? null : el("p", { class: "lead" }, t("home.nothing-hint")),
      el("p", { class: `connection is-${connection}`, role: "status" }, t(`home.${connection}`)),
      ...newsNotices(app),
      ...notices(app),
      rowList(
        ...waiting.map(([id, { request }]) =>
          rowButton("approve", t(`request.title-${request.purpose}`), request.context.browser, () => app.go("request", { id }))),
        rowButton("scan", t("home.scan"), t("home.scan-hint"), () => app.go("scan")),
      ),
    ],
  };
}

/** @param {App} app */
function notices(app) {
  const { t, current, language } = app;
  const offset = clockOffset();
  const pushOff = el("div", {});
  pushState().then((state) => { if (state === "off") pushOff.replaceWith(pushNotice(app)); });
  // The gravest first.
  return [
    current && app.standings.get(current.id)?.restricted ? notice("warning", t("home.restricted")) : null,
    promotionNotice(app),
    current && !current.answered
      ? notice("warning", t("home.pending"), primary(t("test.confirm"), () => app.go("test", { installation: current.id })))
      : null,
    offset === 0 ? null : notice("warning",
      t(offset > 0 ? "clock.slow" : "clock.fast", { minutes: length(offset, language) })),
    current?.answered ? pushOff : null,
  ];
}

/** @param {App} app */
function pushNotice(app) {
  const { t } = app;
  return notice("warning", t("home.push-off"), el("p", {}, linkButton(t("home.push-on"), async () => {
    const result = await switchPushOn(app.installations.filter(({ ended }) => ended === null));
    if (result !== "on") app.word = { tone: "warning", text: t(`settings.push-${result}`) };
    app.redraw();
  }, "action")));
}
