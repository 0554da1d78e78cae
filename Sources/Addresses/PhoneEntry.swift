internal import CPhoneNumbers
package import Identity

/// One mobile number as somebody typed it, read and found acceptable.
///
/// Two numbers are one identity if their E.164 forms are equal, however they were grouped (OTP-16). What a number can
/// be is the knowledge of libphonenumber; what a person may type is said here: digits with the signs that group them,
/// and nothing that a telephone would do something with.
package struct PhoneEntry: Sendable {
    package let number: PhoneNumber

    /// Reads one number. White space at its ends is what a clipboard leaves there, and is dropped.
    ///
    /// - Parameter region: for numbers typed without `+` and their country.
    package init(_ typed: String, in region: PhoneRegion? = nil) throws(PhoneRefusal) {
        guard typed.utf8.count <= Self.mostTypedBytes else { throw .unreadable }
        let text = try Self.plain(typed)
        guard !text.isEmpty else { throw .empty }
        guard text.contains(where: \.isNumber) else { throw .unreadable }
        guard text.hasPrefix("+") || region != nil else { throw .noCountry }
        var e164 = [CChar](repeating: 0, count: Self.room)
        var shown = [CChar](repeating: 0, count: Self.room)
        switch cphonenumbers_read(text, region?.code ?? "ZZ", &e164, &shown, Self.room) {
        case CPHONENUMBERS_READ: break
        case CPHONENUMBERS_NOBODYS: throw .nobodys
        case CPHONENUMBERS_NOT_MOBILE: throw .notMobile
        default: throw .unreadable
        }
        let canonical = Self.text(e164)
        // E.164 §6: fifteen digits at most, without the plus sign.
        guard canonical.count <= 16, canonical.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw .unreadable
        }
        number = PhoneNumber(canonical: canonical, shown: Self.text(shown))
    }

    /// Whether somebody who typed this meant a number and not an address.
    package static func looksLikeNumber(_ typed: String) -> Bool {
        !typed.contains("@") && !typed.contains("＠") && typed.contains(where: \.isNumber)
            && !typed.contains(where: \.isLetter)
    }

    /// More than any number has with its signs; longer input is refused unread.
    private static let mostTypedBytes = 128
    private static let room = 64

    /// The number in ASCII, from what keyboards and telephone books write: full-width digits and signs, spaces, dashes,
    /// brackets, dots. Everything else is refused before it is read: letters, `;ext=`, pauses, `*` and `#`.
    private static func plain(_ typed: String) throws(PhoneRefusal) -> String {
        var text = ""
        for scalar in UnicodeText.nfkc(typed).unicodeScalars {
            switch scalar {
            case "0"..."9", "+", "-", "(", ")", ".": text.unicodeScalars.append(scalar)
            case " ", "\t": text.append(" ")
            case "\u{2010}"..."\u{2015}", "\u{2212}", "\u{30FC}": text.append("-")
            default: throw .unreadable
            }
        }
        return String(text.drop { $0 == " " })
    }

    private static func text(_ bytes: [CChar]) -> String {
        String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// A country or territory with a numbering plan.
package struct PhoneRegion: Sendable, Hashable {
    /// Two capital letters (ISO 3166-1).
    package let code: String

    /// - Returns: `nil` for letters that name no region with telephones.
    package init?(_ code: String) {
        let code = code.uppercased()
        guard code.utf8.count == 2, code != "ZZ", cphonenumbers_knows_region(code) != 0 else { return nil }
        self.code = code
    }
}

/// Why a text is not one acceptable mobile number.
package enum PhoneRefusal: Error, Hashable {
    case empty
    /// Not a number: letters, an extension, a pause, or too many digits.
    case unreadable
    /// Without `+` and country, where none is assumed.
    case noCountry
    /// Nobody has a number like it.
    case nobodys
    /// No text message reaches it, or it costs whoever writes to it.
    case notMobile
}
