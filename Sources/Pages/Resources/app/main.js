// @ts-check
// Where the app begins: its screens, what it keeps, and the link that it was opened with.

import { entryIn } from "./core/entryLink.js";
import { codeAdd, codeEdit, codeRemove } from "./screens/codeAdd.js";
import { codes } from "./screens/codes.js";
import { devices, lost, promote, rename } from "./screens/devices.js";
import { choosePin, enrol } from "./screens/enrol.js";
import { home } from "./screens/home.js";
import { accounts, forget, signOut, unlock } from "./screens/leaving.js";
import { lock, lockPin } from "./screens/lock.js";
import { exportPlain, importDone, importOpen, vaultExport, vaultImport } from "./screens/moving.js";
import { notMe, outcome, request } from "./screens/request.js";
import { claim, scan } from "./screens/scan.js";
import { settings } from "./screens/settings.js";
import { ready, test } from "./screens/test.js";
import { vault, vaultChange, vaultForgotten } from "./screens/vault.js";
import { welcome } from "./screens/welcome.js";
import { App } from "./ui/app.js";
import { el } from "./ui/dom.js";
import { faultText } from "./ui/faults.js";
import { Live } from "./ui/live.js";

const app = new App({
  accounts, choosePin, codeAdd, codeEdit, codeRemove, codes, devices, enrol, exportPlain, forget, home, importDone,
  importOpen, lock, lockPin, lost, notMe, outcome, promote, ready, rename, request, scan, settings, signOut, test, unlock,
  vault, vaultChange, vaultExport, vaultForgotten, vaultImport, welcome,
});

/**
 * Does what the address asks for, and takes it out of the address: a link works once, and nobody should find it in the
 * browser's history.
 * @param {Live} live
 */
async function enter(live) {
  const entry = entryIn(location.hash);
  history.replaceState({ name: "home", parameters: {} }, "", location.pathname);
  if (entry?.kind === "enrol") return app.go("enrol", { token: entry.value });
  app.go("home", {}, { replace: true });
  if (entry?.kind === "scan") await claim(app, entry.value);
  if (entry?.kind === "request") {
    for (const kept of app.installations.filter(({ ended }) => ended === null)) await live.take(kept, entry.value);
  }
}

/** The worker is asked for late, so that it does not fetch what the first screen is waiting for. */
async function startWorker() {
  try {
    await navigator.serviceWorker?.register("/app/sw.js", { scope: "/app", type: "module", updateViaCache: "none" });
  } catch {
    // Without a worker the app works as long as it is open and online.
  }
}

try {
  await app.load();
  const live = new Live(app);
  app.accountsChanged = () => live.follow();
  app.codesChanged = (id) => { live.synchronise(id); };
  await enter(live);
  live.follow();
  window.addEventListener("hashchange", () => { enter(live); });
  await startWorker();
} catch (error) {
  document.getElementById("main")?.replaceChildren(el("h1", {}, "Aikagi"), el("p", {}, faultText(error, app.t)));
}
