// @ts-check
// What every page can do where scripts run. Nothing here is needed: without it the pages work the same.

/** Shows and hides a password; the button exists only when this runs. */
function offerToReveal() {
  for (const button of document.querySelectorAll("button[data-reveals]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const field = document.getElementById(button.dataset.reveals ?? "");
    if (!(field instanceof HTMLInputElement)) continue;
    const words = { show: button.textContent ?? "", showLabel: button.getAttribute("aria-label") ?? "" };
    const hide = () => {
      field.type = "password";
      button.textContent = words.show;
      button.setAttribute("aria-label", words.showLabel);
    };
    button.addEventListener("click", () => {
      if (field.type === "text") return hide();
      field.type = "text";
      button.textContent = button.dataset.hide ?? "";
      button.setAttribute("aria-label", button.dataset.hideLabel ?? "");
    });
    // A shown password must not end up in the browser's list of typed texts.
    field.form?.addEventListener("submit", hide);
    button.hidden = false;
  }
}

/** Sends a form once, however often the button is pressed; coming back to the page frees it again. */
function sendOnce() {
  for (const form of document.forms) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "yes";
      form.querySelector(".primary")?.setAttribute("aria-disabled", "true");
    });
  }
  addEventListener("pageshow", () => {
    for (const form of document.forms) {
      delete form.dataset.sent;
      form.querySelector(".primary")?.removeAttribute("aria-disabled");
    }
  });
}

/**
 * Cuts a code into groups as it is typed, so that it reads like the one it is copied from.
 * @param {string} typed
 * @param {number[]} lengths
 */
function inGroups(typed, lengths) {
  const groups = [];
  let rest = typed.normalize("NFKC").replace(/[\s‐-―−ー-]/g, "");
  for (const length of lengths) {
    if (rest === "") break;
    groups.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return groups.concat(rest === "" ? [] : [rest]).join(" ");
}

function groupCodes() {
  for (const field of document.querySelectorAll("input[data-groups]")) {
    if (!(field instanceof HTMLInputElement)) continue;
    const lengths = (field.dataset.groups ?? "").split(" ").map(Number);
    field.addEventListener("input", (event) => {
      const atEnd = field.selectionStart === field.value.length;
      // Someone who edits in the middle, deletes, or composes characters knows what they are doing.
      if (!atEnd || !(event instanceof InputEvent) || event.isComposing) return;
      if (event.inputType.startsWith("delete")) return;
      field.value = inGroups(field.value, lengths);
    });
  }
}

/** Who came from the app to add a device, and had to sign in for it, goes on to there; the app has left word in this tab. */
function goOnToAddDevice() {
  const page = "/account/devices/add";
  const word = "aikagi.adds-device";
  if (![page, "/"].includes(location.pathname)) return;
  try {
    const left = Number(sessionStorage.getItem(word) ?? 0);
    sessionStorage.removeItem(word);
    // Not a way that was given up a while ago.
    if (location.pathname === "/" && Date.now() - left < 15 * 60_000) location.replace(page);
  } catch {
    // The browser keeps nothing, and there is nothing to go on to.
  }
}

goOnToAddDevice();
offerToReveal();
sendOnce();
groupCodes();

// The browser moves the focus to the summary by itself, unless the address has a fragment.
requestAnimationFrame(() => {
  if (document.activeElement === document.body) document.getElementById("problems")?.focus();
});
