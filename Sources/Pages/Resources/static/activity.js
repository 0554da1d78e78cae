// @ts-check
// Puts the times of the list into the reader's own time zone, and the lines under the days they then belong to.

const days = document.getElementById("days");
const language = document.documentElement.lang;
const dayFormat = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long" });
const clockFormat = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

if (days) {
  /** @type {HTMLElement[]} */
  const sections = [];
  for (const line of days.querySelectorAll("li")) {
    const time = line.querySelector("time");
    const section = line.closest("section");
    if (!time || !section) continue;
    const moment = new Date(time.dateTime);
    const day = dayFormat.format(moment);
    time.textContent = clockFormat.format(moment);

    let last = sections.at(-1);
    if (last?.querySelector("h2")?.textContent !== day) {
      last = /** @type {HTMLElement} */ (section.cloneNode(true));
      last.querySelector("ol")?.replaceChildren();
      last.querySelector("h2")?.replaceChildren(day);
      sections.push(last);
    }
    last?.querySelector("ol")?.append(line.cloneNode(true));
  }
  days.replaceChildren(...sections);
}
