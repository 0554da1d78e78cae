/// What a person types to let a device in (RFC 8628 §6.1).
package struct UserCode: Sendable, Hashable {
    /// Eight capitals.
    package let letters: String

    /// Consonants alone, so that no word comes of it, and none that is read as another; RFC 8628 §6.1. Eight of twenty
    /// are 34 bits.
    private static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ")
    private static let length = 8

    /// Makes one of random numbers.
    package init(using generator: inout some RandomNumberGenerator) {
        letters = String((0..<Self.length).compactMap { _ in Self.alphabet.randomElement(using: &generator) })
    }

    /// Reads what a person has typed: small letters, spaces and hyphens are no mistakes.
    package init?(_ typed: String) {
        guard typed.utf8.count <= 64 else { return nil }
        let letters = typed.uppercased().filter { !$0.isWhitespace && !"-‐‑–—ー".contains($0) }
        guard letters.count == Self.length, letters.allSatisfy(Self.alphabet.contains) else { return nil }
        self.letters = letters
    }

    /// As the device shows it.
    package var text: String { "\(letters.prefix(4))-\(letters.suffix(4))" }
}
