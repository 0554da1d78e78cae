// @ts-check
// The pieces that screens are made of; their looks are those of the pages (aikagi.css).

import { el } from "./dom.js";
import { icon } from "./icons.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./icons.js").IconName} IconName */

/**
 * @param {string} text
 * @param {() => unknown} act
 */
export const primary = (text, act) => el("button", { class: "primary", type: "button", onclick: () => act() }, text);

/**
 * The same for what can't be taken back.
 * @param {string} text
 * @param {() => unknown} act
 */
export const danger = (text, act) =>
  el("button", { class: "primary is-danger", type: "button", onclick: () => act() }, text);

/**
 * @param {string} text
 * @param {() => unknown} act
 * @param {string} [more]
 */
export const secondary = (text, act, more = "") =>
  el("button", { class: `secondary ${more}`.trim(), type: "button", onclick: () => act() }, text);

/**
 * @param {string} text
 * @param {() => unknown} act
 * @param {string} [more]
 */
export const linkButton = (text, act, more = "") =>
  el("button", { class: `link ${more}`.trim(), type: "button", onclick: () => act() }, text);

/**
 * A row to press: an icon, what it does, and a line that says what is needed.
 * @param {IconName} name
 * @param {string} title
 * @param {string} hint
 * @param {() => unknown} act
 */
export const rowButton = (name, title, hint, act) =>
  el("li", {}, el("button", { class: "row", type: "button", onclick: () => act() }, ...rowContent(name, title, hint)));

/**
 * The same as a link to a page of the server.
 * @param {IconName} name
 * @param {string} title
 * @param {string} hint
 * @param {string} href
 * @param {() => void} [before] done on the way
 */
export const rowLink = (name, title, hint, href, before) =>
  el("li", {}, el("a", { class: "row", href, onclick: before && (() => before()) }, ...rowContent(name, title, hint)));

/**
 * @param {IconName} name
 * @param {string} title
 * @param {string} hint
 */
const rowContent = (name, title, hint) => [
  icon(name),
  el("span", { class: "row-text" }, el("b", {}, title), hint && el("span", {}, hint)),
  icon("next", "is-arrow"),
];

/** @param {...Child} rows */
export const rowList = (...rows) => el("ul", { class: "rows" }, ...rows);

/**
 * @param {"done" | "warning" | "wrong"} tone
 * @param {...Child} content
 */
export function notice(tone, ...content) {
  /** @type {Record<typeof tone, IconName>} */
  const pictures = { done: "check", warning: "warning", wrong: "stop" };
  return el("div", { class: `notice is-${tone}`, role: tone === "wrong" ? "alert" : null },
    icon(pictures[tone]), el("div", {}, ...content.map((child) => typeof child === "string" ? el("p", {}, child) : child)));
}

/**
 * A field with its label, its hint, and what is wrong with what was typed.
 * @param {{ name: string, label: string, hint?: string } & import("./dom.js").Attributes} options the rest are attributes
 */
export function field({ name, label, hint, ...attributes }) {
  const input = el("input", {
    id: name, name, type: "text", autocomplete: "off", "aria-describedby": hint ? `${name}-hint` : null, ...attributes,
  });
  const problem = el("p", { class: "field-error", id: `${name}-error`, hidden: true });
  const node = el("div", { class: "field" },
    el("label", { for: name }, label),
    hint ? el("p", { class: "hint", id: `${name}-hint` }, hint) : null,
    input, problem);
  return {
    node, input,
    /** @param {string | null} text */
    fail(text) {
      problem.textContent = text ?? "";
      problem.hidden = text === null;
      if (text === null) input.removeAttribute("aria-invalid");
      else input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `${hint ? `${name}-hint ` : ""}${name}-error`);
      if (text !== null) input.focus();
    },
  };
}

/**
 * A form with one primary button, which goes out once at a time.
 * @param {string} button
 * @param {Child[]} content
 * @param {() => Promise<unknown> | unknown} send
 */
export function form(button, content, send) {
  const submit = el("button", { class: "primary", type: "submit" }, button);
  const node = el("form", { novalidate: true, autocomplete: "off" }, ...content, submit);
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled")) return;
    submit.setAttribute("aria-disabled", "true");
    try {
      await send();
    } finally {
      submit.removeAttribute("aria-disabled");
    }
  });
  return node;
}

/**
 * Choices of which one holds, as rows.
 * @template {string} T
 * @param {string} name
 * @param {string} legend
 * @param {{ value: T, icon: IconName, title: string, hint: string }[]} choices
 * @param {T} chosen
 */
export function choiceRows(name, legend, choices, chosen) {
  const node = el("fieldset", { class: "choices" }, el("legend", {}, legend), ...choices.map((choice) =>
    el("label", { class: "choice" },
      el("input", { class: "unseen", type: "radio", name, value: choice.value, checked: choice.value === chosen }),
      icon(choice.icon),
      el("span", { class: "row-text" }, el("b", {}, choice.title), el("span", {}, choice.hint)))));
  return {
    node,
    get value() {
      const input = node.querySelector("input:checked");
      return /** @type {T} */ (input instanceof HTMLInputElement ? input.value : chosen);
    },
  };
}
