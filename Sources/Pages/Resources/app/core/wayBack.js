// @ts-check
// The page that adds a device asks for a sign-in first, and a sign-in ends at the person's overview. So the app leaves
// word in the tab, and the overview (page.js) leads on.

/** The page of the server on which a signed-in person adds a device. */
export const addDevicePage = "/account/devices/add";

/** Called on the way to that page. */
export function leaveWord() {
  try {
    sessionStorage.setItem("aikagi.adds-device", String(Date.now()));
  } catch {
    // Where the browser keeps nothing, the overview has a link of its own.
  }
}
