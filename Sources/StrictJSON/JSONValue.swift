// StrictJSON reads JSON that strangers wrote (RFC 8259, in the stricter form of I-JSON, RFC 7493). Foundation's decoder
// takes one of two equal keys in an object and says nothing; two programs that take different ones can be played off
// against each other. This target refuses what could be read in two ways, and says at which byte.
//
// It writes nothing, and knows nothing of types: who wants a value of a type asks for it by name.

/// One value of JSON.
package indirect enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// As it is written: what a number is worth depends on who asks, and on how many bits they have.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The text, if the value is one.
    package var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The truth value, if the value is one.
    package var boolean: Bool? {
        if case .boolean(let boolean) = self { boolean } else { nil }
    }

    /// The integer, if the value is one: without a fraction, without an exponent, and within 64 bits.
    package var integer: Int64? {
        if case .number(let digits) = self { Int64(digits) } else { nil }
    }

    /// The items, if the value is an array.
    package var array: [JSONValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The member of that name; `nil` also for a value that is no object.
    package subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }
}
