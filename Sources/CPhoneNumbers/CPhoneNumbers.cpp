#define I18N_PHONENUMBERS_USE_BOOST 1

#include "CPhoneNumbers.h"

#include <cstring>
#include <exception>
#include <set>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static bool copied(const std::string &text, char *out, size_t capacity) {
    if (text.size() + 1 > capacity) return false;
    std::memcpy(out, text.c_str(), text.size() + 1);
    return true;
}

static cphonenumbers_result read(
    const char *typed, const char *region, char *e164, char *shown, size_t capacity) {
    PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util->Parse(typed, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return CPHONENUMBERS_UNREADABLE;
    if (number.has_extension()) return CPHONENUMBERS_UNREADABLE;
    if (!util->IsValidNumber(number)) return CPHONENUMBERS_NOBODYS;
    switch (util->GetNumberType(number)) {
    case PhoneNumberUtil::MOBILE:
    // In North America the two can't be told apart.
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
        break;
    default:
        return CPHONENUMBERS_NOT_MOBILE;
    }
    std::string text;
    util->Format(number, PhoneNumberUtil::E164, &text);
    if (!copied(text, e164, capacity)) return CPHONENUMBERS_UNREADABLE;
    util->Format(number, PhoneNumberUtil::INTERNATIONAL, &text);
    return copied(text, shown, capacity) ? CPHONENUMBERS_READ : CPHONENUMBERS_UNREADABLE;
}

cphonenumbers_result cphonenumbers_read(
    const char *typed, const char *region, char *e164, char *shown, size_t capacity) {
    // No exception may pass into Swift.
    try {
        return read(typed, region, e164, shown, capacity);
    } catch (const std::exception &) {
        return CPHONENUMBERS_UNREADABLE;
    }
}

int cphonenumbers_knows_region(const char *region) {
    try {
        return PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(region) != 0;
    } catch (const std::exception &) {
        return 0;
    }
}
