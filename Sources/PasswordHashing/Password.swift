import Foundation

/// A password in the form in which it is counted, looked up and hashed: Unicode form NFC, and otherwise as typed.
///
/// NFC makes `ë` one thing whether a keyboard gives one character or two; nothing else is mapped, trimmed or
/// shortened, and a NUL is a character like any other (PWD-04, PWD-06). It prints as `‹password›`.
package struct Password: Sendable, CustomStringConvertible, CustomReflectable {
    /// Why a text can't be a password.
    package enum Refusal: Error, Hashable {
        case empty
        /// More than 1,024 bytes after NFC. Refused, never cut (PWD-05).
        case tooLong
    }

    /// The text in NFC. Read a use of this as a line to be looked at twice.
    package let text: String

    package init(_ typed: String) throws(Refusal) {
        // NFC makes no text shorter than a third, so what is longer needs no normalising to be refused.
        guard typed.utf8.count <= 3 * Self.mostBytes else { throw .tooLong }
        let text = typed.precomposedStringWithCanonicalMapping
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.mostBytes else { throw .tooLong }
        self.text = text
    }

    /// Bytes in UTF-8 that a password may have after NFC (product.md §4.2).
    package static let mostBytes = 1_024

    /// Its length as NIST SP 800-63B-4 §3.1.1.2 counts it: in code points.
    package var codePoints: Int { text.unicodeScalars.count }

    var bytes: [UInt8] { Array(text.utf8) }

    package var description: String { "‹password›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
