package import Identity

/// One mailbox in a form that can stand in an SMTP command and in a header as it is: `dot-atom@domain`, ASCII.
///
/// The last door before the wire. Addresses were checked long before they were stored; this one doesn't trust that.
/// Lists, quoted local parts, comments, source routes, encoded words and line breaks have no place in the grammar.
package struct MailAddress: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    /// `nil` if the text is anything but one plain address within the lengths of RFC 5321 §4.5.3.1.
    package init?(_ text: String) {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, halves.count == 2, halves[0].utf8.count <= 64, halves[1].utf8.count <= 253,
            Self.isDotted(halves[0], of: Self.isAtomText),
            Self.isDotted(halves[1], of: Self.isLetterDigitHyphen)
        else { return nil }
        self.text = text
    }

    /// The local part as its owner writes it, for some servers mind its case, at the domain's A-labels.
    package init?(_ address: EmailAddress) {
        guard let at = address.shown.lastIndex(of: "@"), let domain = address.canonical.split(separator: "@").last
        else { return nil }
        self.init(String(address.shown[...at] + domain))
    }

    /// What follows the `@`.
    package var domain: Substring { text.drop { $0 != "@" }.dropFirst() }
    package var description: String { text }

    /// Whether `part` is non-empty runs of allowed bytes with single dots between them.
    private static func isDotted(_ part: Substring, of isAllowed: (UInt8) -> Bool) -> Bool {
        part.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(isAllowed) }
    }

    /// RFC 5322 §3.2.3 `atext`.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        isLetterDigitHyphen(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isLetterDigitHyphen(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
