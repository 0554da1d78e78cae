/// What stands before the at sign: a dot-atom of RFC 5322 §3.2.3, with letters of every script (RFC 6532).
struct LocalPart {
    /// Case folded, compatibility forms replaced. The identity.
    let canonical: String
    /// Compatibility forms replaced, case kept: mail goes there.
    let shown: String

    init(_ typed: String) throws(EmailRefusal) {
        let shown = UnicodeText.nfkc(typed)
        let canonical = UnicodeText.nfkcCasefold(typed)
        // Both are held to the rules: what folding makes of an acceptable text must be acceptable too.
        try Self.check(shown)
        try Self.check(canonical)
        self.shown = shown
        self.canonical = canonical
    }

    var mixesScripts: Bool { UnicodeText.mixesScripts(canonical) }

    /// RFC 5321 §4.5.3.1.1, in bytes.
    private static let mostBytes = 64

    private static func check(_ text: String) throws(EmailRefusal) {
        guard text.utf8.count <= mostBytes else { throw .tooLong }
        for atom in text.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false) {
            guard let first = atom.first else { throw .misplacedDot }
            guard UnicodeText.kind(of: first) != .mark else { throw .strangeCharacter(first) }
            for scalar in atom where !isAllowed(scalar) { throw .strangeCharacter(scalar) }
        }
    }

    /// RFC 5322 §3.2.3 `atext`, less `%` and `!`, which have been used for routing; beyond ASCII what words are made of.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return asciiAllowed.contains(scalar) }
        return switch UnicodeText.kind(of: scalar) {
        case .letter, .mark, .decimalDigit: true
        case .sign, .space, .invisible, .nothing: false
        }
    }

    private static let asciiAllowed = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#$&'*+-/=?^_`{|}~".unicodeScalars)
}
