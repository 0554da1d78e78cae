// The part of libphonenumber that Aikagi needs, as C: the library's own headers are C++, which Swift does not see here.
// Text is UTF-8 and ends with NUL.

#ifndef AIKAGI_CPHONENUMBERS_H
#define AIKAGI_CPHONENUMBERS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a typed number has come to.
typedef enum {
    CPHONENUMBERS_READ,
    /// Not a number of any numbering plan, or one without a country where none is assumed.
    CPHONENUMBERS_UNREADABLE,
    /// Too short or too long for its country, or in a range that nobody has.
    CPHONENUMBERS_NOBODYS,
    /// A number that no text message reaches, or that costs whoever calls it: fixed lines, services, premium rates.
    CPHONENUMBERS_NOT_MOBILE,
} cphonenumbers_result;

/// Reads one number.
///
/// `region` is two letters, such as "JP", for numbers typed without their country; "ZZ" is none.
/// `e164` and `shown` get the number as `+` with digits, and in groups as its country writes it, each with its NUL;
/// both have room for `capacity` bytes.
cphonenumbers_result cphonenumbers_read(
    const char *typed, const char *region, char *e164, char *shown, size_t capacity);

/// Whether the two letters name a region that has a numbering plan.
int cphonenumbers_knows_region(const char *region);

#ifdef __cplusplus
}
#endif

#endif
