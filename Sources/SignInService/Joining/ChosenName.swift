internal import SignInPolicy

/// A name that a person gives, to themselves or to something of theirs, fit to be shown anywhere.
package struct ChosenName: Sendable, Hashable {
    package let text: String

    /// Why a text can't be a name.
    package enum Refusal: Error, Hashable {
        case missing
        /// In characters, as people count them.
        case tooLong(maximum: Int)
    }

    /// Characters that can't be seen, or that turn the direction of what follows, are dropped: they only serve to make
    /// one name look like another. White space becomes single spaces.
    package init(_ typed: String) throws(Refusal) {
        guard typed.utf8.count <= Self.mostTypedBytes else { throw .tooLong(maximum: Limits.nameLength) }
        let visible = String(String.UnicodeScalarView(typed.unicodeScalars.filter(Self.isKept)))
        let text = visible.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !text.isEmpty else { throw .missing }
        // A character may carry any number of marks; four to each is more than any language writes.
        guard text.count <= Limits.nameLength, text.unicodeScalars.count <= 4 * Limits.nameLength else {
            throw .tooLong(maximum: Limits.nameLength)
        }
        self.text = text
    }

    /// No name within the limit is longer in any encoding of its characters.
    private static let mostTypedBytes = 4_096

    private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // The joiners shape letters in several scripts; every other format character is for machines.
        case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
        case .control: scalar.properties.isWhitespace
        case .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
