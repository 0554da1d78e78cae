// @ts-check
// What this device may be called, as far as the browser says; the person can change it.

/** @typedef {{ platform?: string, brands?: { brand: string }[], mobile?: boolean }} BrandData */

/** @returns {string} such as `Android` or `macOS` */
export function platformName() {
  const data = /** @type {{ userAgentData?: BrandData }} */ (navigator).userAgentData;
  const agent = navigator.userAgent;
  if (/iPhone/.test(agent)) return "iPhone";
  if (/iPad/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1)) return "iPad";
  if (data?.platform) return data.platform;
  /** @type {[string, RegExp][]} */
  const known = [["Android", /Android/], ["Windows", /Windows/], ["macOS", /Mac OS X/], ["Linux", /Linux/]];
  return known.find(([, pattern]) => pattern.test(agent))?.[0] ?? "Web";
}

/** @returns {string} such as `Pixel 8`, `iPhone`, or `Firefox on Linux` */
export function deviceName() {
  const model = /Android [\d.]+; ([^;)]+)/.exec(navigator.userAgent)?.[1]?.replace(/ Build.*/, "").trim();
  // Browsers that hide the model say "K".
  if (model && model.length > 1) return model;
  const platform = platformName();
  if (platform === "iPhone" || platform === "iPad") return platform;
  return `${browserName()} · ${platform}`;
}

function browserName() {
  /** @type {[string, RegExp][]} */
  const known = [["Edge", /Edg\//], ["Firefox", /Firefox\//], ["Chrome", /Chrome\//], ["Safari", /Safari\//]];
  return known.find(([, pattern]) => pattern.test(navigator.userAgent))?.[0] ?? "Browser";
}
