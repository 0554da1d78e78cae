// @ts-check
// The links that lead into the app. What they carry stands in the fragment, which browsers send to nobody.

/** @typedef {{ kind: "enrol" | "scan", value: string } | { kind: "request", value: string } | null} Entry */

/**
 * What a fragment asks for; nothing, if it is none of ours.
 * @param {string} fragment with or without its `#`
 * @returns {Entry}
 */
export function entryIn(fragment) {
  const parts = /^#?(enrol|scan|request)=([A-Za-z0-9_-]{10,100})$/.exec(fragment);
  if (!parts) return null;
  return { kind: /** @type {"enrol" | "scan" | "request"} */ (parts[1]), value: parts[2] ?? "" };
}

/**
 * What a scanned or pasted text asks for. The app speaks to the server it came from and to no other: a link to another
 * host, scheme or port, with a user name in it, or with anything but `/app` as its path is none of ours (QR-03).
 * @param {string} text
 * @param {string} origin of this server
 * @returns {Entry}
 */
export function entryInLink(text, origin) {
  const start = `${origin}/app#`;
  return text.trim().startsWith(start) ? entryIn(text.trim().slice(start.length)) : null;
}
