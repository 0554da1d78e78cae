/// A value that must not be printed, logged, stored or compared by accident.
///
/// It prints as `‹secret›`, is not `Codable`, and has no `==`: two of them are compared with ``matches(_:)``, whose
/// time does not depend on where they differ. The value comes out through ``reveal()``, so that every place that
/// needs it can be found.
package struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: Value

    package init(_ value: Value) {
        self.value = value
    }

    /// The value itself. Read a call of this as a line to be looked at twice.
    package func reveal() -> Value { value }

    package var description: String { "‹secret›" }
    package var debugDescription: String { "‹secret›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension Secret where Value == String {
    /// Whether both hold the same text, in a time that depends on the lengths only.
    package func matches(_ other: Secret<String>) -> Bool {
        equalInConstantTime(Array(value.utf8), Array(other.value.utf8))
    }
}

extension Secret where Value == [UInt8] {
    /// Whether both hold the same bytes, in a time that depends on the lengths only.
    package func matches(_ other: Secret<[UInt8]>) -> Bool {
        equalInConstantTime(value, other.value)
    }
}

/// Identity imports nothing, so it can't call the same function of `Bytes`; a test holds the two together.
private func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}
