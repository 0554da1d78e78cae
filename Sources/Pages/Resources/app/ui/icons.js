// @ts-check
// Line drawings of 24 units, in the hand of the pages' icons.

import { svg } from "./dom.js";

const paths = {
  back: "M14.5 5 7.5 12l7 7",
  next: "m9.5 5 7 7-7 7",
  check: "m5 12.5 4.5 4.5L19 7.5",
  stop: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17zM6 6l12 12",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17zM12 7.5V12l3 2",
  warning: "M12 4 21 19.5H3zM12 10v4.5M12 17v.01",
  phone: "M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3zM11 18h2",
  screen: "M4 5h16v11H4zM9 20h6M12 16v4",
  scan: "M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16M7 12h10",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2",
  plus: "M12 5v14M5 12h14",
  lock: "M6.5 11h11A1.5 1.5 0 0 1 19 12.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-6A1.5 1.5 0 0 1 6.5 11zM8 11V8a4 4 0 0 1 8 0v3",
  open: "M6.5 11h11A1.5 1.5 0 0 1 19 12.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-6A1.5 1.5 0 0 1 6.5 11zM8 11V7.5a4 4 0 0 1 7.7-1.5",
  finger: "M7 10a5 5 0 0 1 10 0v3a12 12 0 0 1-1 5M10 10a2 2 0 0 1 4 0v3a9 9 0 0 1-1.5 5.5M7 13.5A8 8 0 0 1 6 17",
  key: "M3.5 6.5h17v11h-17zM7.5 12v.01M12 12v.01M16.5 12v.01",
  bell: "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10.5 20.5h3",
  settings: "M5 7h8M17 7h2M5 12h2M11 12h8M5 17h8M17 17h2M15 5.2v3.6M9 10.2v3.6M15 15.2v3.6",
  approve: "M12 3 19 5.5v5.5c0 4.5-3 8-7 10c-4-2-7-5.5-7-10V5.5zM8.8 11.8l2.3 2.3 4.2-4.4",
  person: "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM4.5 20a7.5 7.5 0 0 1 15 0",
  more: "M6 12v.01M12 12v.01M18 12v.01",
  copy: "M9 9h10v11H9zM6 15H5V4h10v1.5",
  image: "M4 5h16v14H4zM4 16l4.5-4.5 4 4L15 13l5 4.5M15.5 9v.01",
  language: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17zM3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17",
  out: "M13 4H5.5v16H13M10 12h10M16.5 8.5 20 12l-3.5 3.5",
};

/** @typedef {keyof typeof paths} IconName */

/**
 * @param {IconName} name
 * @param {string} [more] classes
 */
export const icon = (name, more = "") =>
  svg("svg", { class: `icon ${more}`.trim(), viewBox: "0 0 24 24", "aria-hidden": "true" },
    svg("path", { d: paths[name] }));

/** The mark: two key bows, a key and its spare. */
export function mark() {
  const key = "M-2.75 7.5A8 8 0 1 1 2.75 7.5V15.5H-2.75zM0-5.4a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 0 0 0-4.8z";
  const spare = "M-2.4 6.6A7 7 0 1 1 2.4 6.6V14.5H-2.4z";
  return svg("svg", { class: "mark", viewBox: "2 2.5 29 29", "aria-hidden": "true" },
    svg("mask", { id: "behind" },
      svg("path", { fill: "#fff", d: "M0 0h32v32H0z" }),
      svg("path", {
        transform: "translate(11 11.5) rotate(14)", stroke: "#000", "stroke-width": "3.4",
        d: "M-2.75 7.5A8 8 0 1 1 2.75 7.5V15.5H-2.75z",
      })),
    svg("g", { mask: "url(#behind)" }, svg("path", {
      transform: "translate(19 15) rotate(-22)", fill: "none", stroke: "currentColor", "stroke-width": "2",
      "stroke-linejoin": "round", d: spare,
    })),
    svg("path", { transform: "translate(11 11.5) rotate(14)", fill: "currentColor", "fill-rule": "evenodd", d: key }));
}

/**
 * A ring that empties as time goes: `show` takes what is left, from 1 to 0.
 * @param {string} label
 */
export function timeRing(label) {
  const round = 2 * Math.PI * 10;
  const hand = svg("circle", { class: "ring-left", cx: 12, cy: 12, r: 10, "stroke-dasharray": round });
  const ring = svg("svg", { class: "ring", viewBox: "0 0 24 24", role: "img", "aria-label": label },
    svg("circle", { class: "ring-whole", cx: 12, cy: 12, r: 10 }), hand);
  const show = (/** @type {number} */ left) => hand.setAttribute("stroke-dashoffset", String(round * (1 - left)));
  return { ring, show };
}
