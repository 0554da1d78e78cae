// The parts of ICU that Aikagi needs, without an ICU type in sight: ICU's headers clash with those that Foundation
// brings along, so only CUnicode.c includes them. Text goes in and out as UTF-16 with a length; nothing is
// terminated, so a NUL is a character like any other.

#ifndef AIKAGI_CUNICODE_H
#define AIKAGI_CUNICODE_H

#include <stdbool.h>
#include <stdint.h>

/// Every function that writes text returns the number of UTF-16 units the result has. If that is more than
/// `capacity`, nothing useful was written and the caller tries again with room for it; if it is negative, ICU failed.

/// Normalisation form KC, case kept.
int32_t cunicode_nfkc(const uint16_t *text, int32_t length, uint16_t *out, int32_t capacity);
/// Normalisation form KC with case folding, without default-ignorable characters (`toNFKC_Casefold`, Unicode §3.13).
int32_t cunicode_nfkc_casefold(const uint16_t *text, int32_t length, uint16_t *out, int32_t capacity);
/// The confusable skeleton (UTS #39 §4): texts that look alike have the same one. It is for comparison only.
int32_t cunicode_skeleton(const uint16_t *text, int32_t length, uint16_t *out, int32_t capacity);

/// A domain name as A-labels or as U-labels (UTS #46, not transitional, with the context and bidi rules of IDNA 2008).
///
/// `errors` gets the bit set of UIDNA_ERROR_…, 0 for a valid name.
int32_t cunicode_domain_to_ascii(
    const uint16_t *name, int32_t length, uint16_t *out, int32_t capacity, uint32_t *errors);
int32_t cunicode_domain_to_unicode(
    const uint16_t *name, int32_t length, uint16_t *out, int32_t capacity, uint32_t *errors);

/// Whether a text mixes scripts beyond what people write: more than "highly restrictive" of UTS #39 §5.2 allows.
/// Latin with Han and kana, as in Japan, is not a mixture.
bool cunicode_mixes_scripts(const uint16_t *text, int32_t length);

/// What a code point is, as far as addresses are concerned.
typedef enum {
    CUNICODE_LETTER,
    CUNICODE_MARK,
    CUNICODE_DECIMAL_DIGIT,
    /// Punctuation, symbols, other numbers.
    CUNICODE_SIGN,
    CUNICODE_SPACE,
    /// Controls, default-ignorable and format characters, blank letters such as U+3164: nothing is to be seen.
    CUNICODE_INVISIBLE,
    /// Unassigned, private use, surrogates, non-characters.
    CUNICODE_NOTHING,
} cunicode_kind;

cunicode_kind cunicode_kind_of(uint32_t code_point);

#endif
