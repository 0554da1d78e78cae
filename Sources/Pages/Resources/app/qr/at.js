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
