// CBOR is the binary form of what installations sign, and of what security keys answer (RFC 8949). The target reads and
// writes the deterministic form alone: every value has exactly one encoding (§4.2.1), so that two programs that agree on
// a value agree on its bytes. It refuses what would let one value be written in two ways or be read in two: indefinite
// lengths, integers and lengths that are not the shortest, keys out of order or twice; and what none of our formats
// needs: floating point, tags, simple values other than true, false and null.

/// One value of the subset that our formats use.
///
/// The order of map keys that §4.2.1 asks for is, for the keys that WebAuthn uses, also that of CTAP2's canonical form.
package indirect enum CBORValue: Sendable, Hashable {
    /// Major type 0.
    case unsigned(UInt64)
    /// Major type 1: the value is −1 − `n`, so `negative(0)` is −1.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBORValue])
    case map(CBORMap)
    case boolean(Bool)
    case null

    /// The integer as the language has it.
    package init(_ integer: Int64) {
        self = integer >= 0 ? .unsigned(UInt64(integer)) : .negative(UInt64(-1 - integer))
    }

    /// The integer, if the value is one and fits.
    package var integer: Int64? {
        switch self {
        case .unsigned(let value): Int64(exactly: value)
        case .negative(let value): Int64(exactly: value).map { -1 - $0 }
        default: nil
        }
    }

    /// The text, if the value is one.
    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The byte string, if the value is one.
    package var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }
}

/// A map whose keys are unique, in the order of their encodings.
package struct CBORMap: Sendable, Hashable {
    /// Key and value.
    package struct Entry: Sendable, Hashable {
        package let key: CBORValue
        package let value: CBORValue

        package init(_ key: CBORValue, _ value: CBORValue) {
            self.key = key
            self.value = value
        }
    }

    package let entries: [Entry]

    /// The entries in any order; the last of several with the same key counts.
    package init(_ entries: [Entry]) {
        var byKey: [[UInt8]: Entry] = [:]
        for entry in entries { byKey[entry.key.encoded] = entry }
        self.entries = byKey.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    /// A map with small integers as keys, as our formats and COSE have them.
    package init(_ values: [Int64: CBORValue]) {
        self.init(values.map { Entry(CBORValue($0.key), $0.value) })
    }

    /// For the decoder, which has seen that they are in order.
    init(inOrder entries: [Entry]) {
        self.entries = entries
    }

    package subscript(key: CBORValue) -> CBORValue? {
        entries.first { $0.key == key }?.value
    }

    package subscript(key: Int64) -> CBORValue? {
        self[CBORValue(key)]
    }
}
