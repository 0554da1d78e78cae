#include "CUnicode.h"

#include <pthread.h>
#include <stddef.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>

// ICU's own instances are made once and are safe to share between threads once made; they are never closed.
static UIDNA *domains;
static USpoofChecker *scripts;
static USpoofChecker *skeletons;

static void make_instances(void) {
    UErrorCode status = U_ZERO_ERROR;
    domains = uidna_openUTS46(
        UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_CHECK_CONTEXTO
            | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
        &status);
    scripts = uspoof_open(&status);
    uspoof_setChecks(scripts, USPOOF_RESTRICTION_LEVEL, &status);
    uspoof_setRestrictionLevel(scripts, USPOOF_HIGHLY_RESTRICTIVE);
    skeletons = uspoof_open(&status);
    if (U_FAILURE(status)) {
        domains = NULL;
        scripts = NULL;
        skeletons = NULL;
    }
}

static bool ready(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_instances);
    return skeletons != NULL;
}

static int32_t answer(int32_t length, UErrorCode status) {
    return U_SUCCESS(status) || status == U_BUFFER_OVERFLOW_ERROR ? length : -1;
}

static int32_t normalize(
    const UNormalizer2 *form, UErrorCode status, const uint16_t *text, int32_t length, uint16_t *out,
    int32_t capacity) {
    int32_t needed = unorm2_normalize(form, text, length, out, capacity, &status);
    return answer(needed, status);
}

int32_t cunicode_nfkc(const uint16_t *text, int32_t length, uint16_t *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFKCInstance(&status);
    return normalize(form, status, text, length, out, capacity);
}

int32_t cunicode_nfkc_casefold(const uint16_t *text, int32_t length, uint16_t *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&status);
    return normalize(form, status, text, length, out, capacity);
}

int32_t cunicode_skeleton(const uint16_t *text, int32_t length, uint16_t *out, int32_t capacity) {
    if (!ready()) return -1;
    UErrorCode status = U_ZERO_ERROR;
    int32_t needed = uspoof_getSkeleton(skeletons, 0, text, length, out, capacity, &status);
    return answer(needed, status);
}

int32_t cunicode_domain_to_ascii(
    const uint16_t *name, int32_t length, uint16_t *out, int32_t capacity, uint32_t *errors) {
    if (!ready()) return -1;
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t needed = uidna_nameToASCII(domains, name, length, out, capacity, &info, &status);
    *errors = info.errors;
    return answer(needed, status);
}

int32_t cunicode_domain_to_unicode(
    const uint16_t *name, int32_t length, uint16_t *out, int32_t capacity, uint32_t *errors) {
    if (!ready()) return -1;
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t needed = uidna_nameToUnicode(domains, name, length, out, capacity, &info, &status);
    *errors = info.errors;
    return answer(needed, status);
}

bool cunicode_mixes_scripts(const uint16_t *text, int32_t length) {
    if (!ready()) return true;
    UErrorCode status = U_ZERO_ERROR;
    int32_t failed = uspoof_check2(scripts, text, length, NULL, &status);
    return U_FAILURE(status) || failed != 0;
}

cunicode_kind cunicode_kind_of(uint32_t code_point) {
    // U+2800 is a braille cell without a dot: a symbol by its category, blank on every screen.
    if (u_hasBinaryProperty((UChar32)code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || code_point == 0x2800)
        return CUNICODE_INVISIBLE;
    switch (u_charType((UChar32)code_point)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
        return CUNICODE_LETTER;
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
        return CUNICODE_MARK;
    case U_DECIMAL_DIGIT_NUMBER:
        return CUNICODE_DECIMAL_DIGIT;
    case U_SPACE_SEPARATOR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
        return CUNICODE_SPACE;
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
        return CUNICODE_INVISIBLE;
    case U_UNASSIGNED:
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE:
        return CUNICODE_NOTHING;
    default:
        return CUNICODE_SIGN;
    }
}
