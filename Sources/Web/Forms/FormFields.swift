/// The fields of one submitted form, each at most once.
///
/// Hummingbird's decoder knows arrays and nested names, which are what this server wants to refuse: a field that is
/// there twice, or with a bracket in its name, means that two readers could see two values (TOTP-09, OTP-09).
struct FormFields: Sendable {
    /// Why a body is not a form of ours.
    enum Fault: Error {
        case tooManyFields
        case repeatedField
        case notURLEncoded
        case notUnicode
    }

    static let empty = FormFields(values: [:])

    /// More than any form of ours has; a body with more is an attempt to make parsing expensive (HTTP-05).
    private static let mostFields = 32

    private let values: [String: String]

    private init(values: [String: String]) {
        self.values = values
    }

    /// Reads `application/x-www-form-urlencoded` (WHATWG URL Standard §5.1).
    init(body: some Collection<UInt8>) throws(Fault) {
        var values: [String: String] = [:]
        guard !body.isEmpty else { self = .empty; return }
        let pairs = body.split(separator: UInt8(ascii: "&"), maxSplits: Self.mostFields)
        guard pairs.count <= Self.mostFields else { throw .tooManyFields }
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decode(parts[0])
            let value = try parts.count == 2 ? Self.decode(parts[1]) : ""
            guard values.updateValue(value, forKey: name) == nil, !name.contains("[") else { throw .repeatedField }
        }
        self.values = values
    }

    /// The text of a field, empty when the form has none of that name: for every page "left empty" and "left out" are
    /// the same mistake.
    subscript(_ name: String) -> String { values[name] ?? "" }

    private static func decode(_ bytes: some Collection<UInt8>) throws(Fault) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+"):
                decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexDigit), let low = iterator.next().flatMap(hexDigit) else {
                    throw .notURLEncoded
                }
                decoded.append(high << 4 | low)
            default:
                decoded.append(byte)
            }
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw .notUnicode }
        return text
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
