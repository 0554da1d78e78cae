// Addresses turns what people type into addresses that can be compared, stored and written to. It reads one address and
// nothing else: no list, no name beside it, no quoting, no routing, nothing that a mail server or a person could read
// in two ways. It holds every rule to the canonical form, because a rule that looks at what was typed is passed by
// typing something else. It keeps no list of what is taken, and it looks no domain up.

package import Identity

/// One e-mail address as somebody typed it, read and found acceptable.
///
/// Two addresses are one identity if their canonical forms are equal: letter case, full-width letters and the two forms
/// of an international domain make no difference (OTP-13, OTP-14). Dots and plus-tags do, because only the mail server
/// behind the address knows what they mean.
package struct EmailEntry: Sendable {
    package let address: EmailAddress
    /// For the question whether somebody else has an address that looks the same.
    package let lookAlike: LookAlike
    /// Whether a part is written in scripts that nobody mixes, such as Latin with Cyrillic. Han with kana and Latin
    /// is how Japanese is written and is no mixture. The domain is then shown as A-labels.
    package let mixesScripts: Bool

    /// Reads one address. White space at its ends is what a clipboard leaves there, and is dropped.
    package init(_ typed: String) throws(EmailRefusal) {
        guard typed.utf8.count <= Self.mostTypedBytes else { throw .tooLong }
        let (localText, domainText) = try Self.parts(of: Self.trimmed(typed))
        let local = try LocalPart(localText)
        let domain = try Domain(domainText)
        guard local.canonical.utf8.count + 1 + domain.ascii.utf8.count <= Self.mostBytes else { throw .tooLong }

        mixesScripts = local.mixesScripts || domain.mixesScripts
        address = EmailAddress(canonical: "\(local.canonical)@\(domain.ascii)", shown: "\(local.shown)@\(domain.shown)")
        lookAlike = LookAlike(
            canonical: "\(local.canonical)@\(domain.unicode)",
            isPlain: local.canonical.utf8.allSatisfy { $0 < 0x80 } && domain.ascii == domain.unicode)
    }

    /// RFC 5321 §4.5.3.1.3, less the two brackets (RFC 3696 erratum 1690).
    private static let mostBytes = 254
    /// More than any address has in whatever form; longer input is refused unread.
    private static let mostTypedBytes = 1_024

    private static func trimmed(_ typed: String) -> Substring.UnicodeScalarView {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" || scalar == "\u{3000}" }
        var rest = typed.unicodeScalars[...]
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }

    /// Cuts at the one at sign, after everything has been refused that would be more or other than one plain address.
    private static func parts(of typed: Substring.UnicodeScalarView) throws(EmailRefusal) -> (String, String) {
        guard !typed.isEmpty else { throw .empty }
        let text = String(typed)
        let lowered = text.lowercased()
        guard !lowered.contains("%0d"), !lowered.contains("%0a") else { throw .lineBreak }
        guard !text.contains("=?") else { throw .encodedWord }
        for scalar in typed { try refuseForeign(scalar) }
        // Last, because a space mostly comes with something that says more.
        guard !typed.contains(where: { UnicodeText.kind(of: $0) == .space }) else { throw .space }

        let atSigns = typed.count { $0 == "@" }
        // A character whose compatibility form holds an at sign would cut the address elsewhere for somebody else.
        guard UnicodeText.nfkc(text).unicodeScalars.count(where: { $0 == "@" }) == atSigns else { throw .otherAtSign }
        guard let at = typed.firstIndex(of: "@") else { throw .noAtSign }
        guard at != typed.startIndex || atSigns == 1 else { throw .route }
        guard atSigns == 1 else { throw .severalAtSigns }
        return (String(typed[..<at]), String(typed[typed.index(after: at)...]))
    }

    /// Refuses the characters that stand in no address, each with the reason that helps the person most.
    private static func refuseForeign(_ scalar: Unicode.Scalar) throws(EmailRefusal) {
        switch scalar {
        case "\r", "\n", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": throw .lineBreak
        case ",", ";", "、", "，", "；": throw .list
        case "<", ">": throw .displayName
        case "\"": throw .quotedLocalPart
        case "(", ")": throw .comment
        case "[", "]": throw .addressLiteral
        case ":", "%", "!": throw .route
        default: break
        }
        switch UnicodeText.kind(of: scalar) {
        case .invisible: throw .invisibleCharacter
        case .nothing: throw .strangeCharacter(scalar)
        case .letter, .mark, .decimalDigit, .sign, .space: break
        }
    }
}

/// Why a text is not one acceptable e-mail address.
package enum EmailRefusal: Error, Hashable {
    case empty
    /// More than a mail server has to take: 64 bytes before the at sign, 254 in all.
    case tooLong
    /// A line break, or one written as an escape: it would end a header (OTP-09).
    case lineBreak
    /// A comma or a semicolon: more than one address.
    case list
    case noAtSign
    case severalAtSigns
    /// A character that is not `@` but becomes one, such as the full-width at sign (OTP-11).
    case otherAtSign
    /// `Name <address>`.
    case displayName
    /// `"anything"@example.org`: every mail server reads it differently (OTP-12).
    case quotedLocalPart
    case comment
    case encodedWord
    /// A source route, a `%` detour or a bang path: the mail would go by way of somebody else.
    case route
    /// An address in brackets, or only digits in place of a domain's name.
    case addressLiteral
    case space
    /// Something that can't be seen: a zero-width character, a control, a direction mark (OTP-11, OTP-13).
    case invisibleCharacter
    /// A character that no address of people has: a symbol, an emoji, an unassigned code point.
    case strangeCharacter(Unicode.Scalar)
    /// Nothing before the at sign, or a dot where none can be.
    case misplacedDot
    /// A domain without a dot: mostly one that is not finished.
    case incompleteDomain
    /// Not a domain's name by IDNA 2008 and UTS #46.
    case domain
}
