// @ts-check
// Follows what the page waits for: lights up its steps, counts down, opens the other ways when nothing comes, and goes
// on by itself. The server tells all of it; where its stream breaks for good, the page is simply loaded again.

const place = document.getElementById("waiting");
const word = document.getElementById("progress-word");

/** @param {HTMLElement} reached */
function lightUp(reached) {
  const steps = [...(reached.parentElement?.children ?? [])];
  for (const step of steps) {
    step.classList.toggle("is-done", steps.indexOf(step) <= steps.indexOf(reached));
    step.removeAttribute("aria-current");
  }
  reached.setAttribute("aria-current", "step");
  if (word) word.textContent = reached.textContent;
}

/** Opens what else there is. Said once, and never closed again behind the person's back. */
function openOtherWays() {
  const warning = document.getElementById("overdue");
  const ways = document.getElementById("ways");
  if (!warning?.hidden) return;
  warning.hidden = false;
  if (ways instanceof HTMLDetailsElement) ways.open = true;
  if (word) word.textContent = warning.textContent;
}

/** It has come after all: the page need not say otherwise any more. The other ways stay where they are. */
function withdrawWarning() {
  const warning = document.getElementById("overdue");
  if (warning) warning.hidden = true;
}

/**
 * @param {HTMLElement} place
 * @param {{phase: string, overdue: boolean}} news
 */
function tell(place, news) {
  if (news.overdue) openOtherWays();
  if (news.phase === place.dataset.phase) return;
  const step = place.querySelector(`[data-step="${CSS.escape(news.phase)}"]`);
  if (!(step instanceof HTMLElement) || place.dataset.whole) return goOn(news.phase);
  place.dataset.phase = news.phase;
  lightUp(step);
  if (!news.overdue) withdrawWarning();
  if (news.phase === "approved") goOn(news.phase);
}

/**
 * What has been decided is settled by the page's form; everything else is a page that the server shows.
 * @param {string} phase
 */
function goOn(phase) {
  const form = document.getElementById("continue");
  const isDecided = ["approved", "refused", "notMe"].includes(phase);
  if (isDecided && form instanceof HTMLFormElement) form.requestSubmit();
  else location.reload();
}

/** @param {HTMLElement} place */
function follow(place) {
  const stream = new EventSource(place.dataset.events ?? "");
  stream.addEventListener("state", (event) => tell(place, JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    // The browser tries again by itself, unless the server has said that there is nothing to wait for or no room. Pages
    // that were all turned away at once must not all come back at once.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 4000 + Math.random() * 4000);
  });
  addEventListener("pagehide", () => stream.close());
}

/** @param {HTMLElement} clock */
function countDown(clock) {
  const end = Date.now() + Number(clock.dataset.seconds) * 1000;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left > 0) return;
    clearInterval(timer);
    // A moment later, when the server's clock is there too.
    setTimeout(() => location.reload(), 1000);
  }, 1000);
}

if (place?.dataset.events) {
  follow(place);
  const clock = document.getElementById("time-left");
  if (clock) countDown(clock);
}

// Back from the next page: what this one showed is long past.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
