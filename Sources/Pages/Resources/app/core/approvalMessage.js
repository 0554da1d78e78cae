// @ts-check
// The answer to an approval request: docs/formats/approval-message.md. One encoding for each meaning, so that a
// signature over "refuse" can never be read as one over "approve".

import { joined, utf8 } from "./bytes.js";
import { numberedMap } from "./cbor.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {"approve" | "refuse" | "notMe"} Decision */

/**
 * @typedef {object} Answer
 * @property {string} request
 * @property {string} account
 * @property {string} installation
 * @property {string} origin of the server, as the app knows it and not as a request says it
 * @property {Decision} decision
 * @property {string | null} number what the person typed, for an approval that asks for one
 * @property {Bytes} nonce from the request
 * @property {number} time in milliseconds
 */

/** @param {Answer} answer */
export function approvalMessage(answer) {
  const { request, account, installation, origin, decision, number, nonce, time } = answer;
  return numberedMap([1, request, account, installation, origin, decision, number, nonce, time]);
}

/**
 * What is signed: the message with the name of its format before it, so that it is good for nothing else.
 * @param {Bytes} message
 */
export const approvalStatement = (message) => joined(utf8("aikagi-approval-v1\0"), message);

/**
 * Takes the number as it is typed: any digits that Unicode knows as such, with spaces and hyphens between them.
 * @param {string} typed
 */
export const typedNumber = (typed) => typed.normalize("NFKC").replace(/[\s\u2010-\u2015\u30fc-]/g, "");
