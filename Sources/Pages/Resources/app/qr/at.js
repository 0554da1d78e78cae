// @ts-check

/**
 * The element at an index that the caller knows to be inside: who reads pixels and codewords has no use for "or
 * nothing".
 * @template T
 * @param {ArrayLike<T>} list
 * @param {number} index
 * @returns {T}
 */
export function at(list, index) {
  return /** @type {T} */ (list[index]);
}

/**
 * The same for bytes only. An engine reads fast where it meets one kind of list, and `at` meets many: this is for
 * pixels, modules and codewords, of which there are a lot.
 * @param {Uint8Array} bytes
 * @param {number} index
 */
export function byteAt(bytes, index) {
  return /** @type {number} */ (bytes[index]);
}
