// @ts-check
// What to say when something did not work: what happened, then what to do.

import { Problem, Unreachable } from "../core/api.js";

/** @typedef {import("../words/words.js").Wording} Wording */

/**
 * @param {unknown} error
 * @param {Wording} t
 */
export function faultText(error, t) {
  if (error instanceof Unreachable) return t("fault.offline", { host: location.host });
  if (error instanceof Problem) {
    switch (error.code) {
      case "slowDown": return t("fault.slow-down");
      case "notAllowed": return t("fault.not-allowed");
      case "badInput": return t("fault.bad-input");
      case "linkGone": return t("enrol.link-gone");
      case "tooMany": return t("enrol.too-many");
      default: return t("fault.server", { code: error.code });
    }
  }
  if (error instanceof DOMException && error.name !== "AbortError") return t("fault.storage");
  return t("fault.server", { code: error instanceof Error ? error.message : String(error) });
}
