internal import Bytes

/// The parameters of one request, each at most once (RFC 6749 §3.1).
package struct RequestParameters: Sendable, Hashable, Codable {
    /// Why a query or a body holds no parameters.
    package enum Refusal: Error, Sendable, Hashable {
        case repeated(String)
        case malformed
        case tooMany
    }

    /// More than all specifications together know.
    private static let most = 64
    private let values: [String: String]

    package init(_ values: [String: String]) {
        self.values = values
    }

    /// Reads `application/x-www-form-urlencoded`.
    package init(encoded text: some StringProtocol) throws(Refusal) {
        var values: [String: String] = [:]
        let pairs = text.split(separator: "&", maxSplits: Self.most)
        guard pairs.count <= Self.most else { throw .tooMany }
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormEncoding.decode(parts[0]),
                let value = parts.count == 2 ? FormEncoding.decode(parts[1]) : ""
            else { throw .malformed }
            guard values.updateValue(value, forKey: name) == nil else { throw .repeated(name) }
        }
        self.values = values
    }

    /// The value, or `nil` if it is absent or empty: RFC 6749 §3.1 makes no difference.
    package subscript(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// All of them, in the order of their names.
    package var pairs: [(name: String, value: String)] {
        values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    /// Whether the parameter is there, if only empty.
    package func has(_ name: String) -> Bool { values[name] != nil }
}

/// The encoding of forms (WHATWG URL Standard §5).
package enum FormEncoding {
    /// - Returns: `nil` for a broken escape, and for bytes that are not UTF-8.
    package static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Leaves what RFC 3986 §2.3 leaves, so that it is right in every part of an address.
    package static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let character = Character(UnicodeScalar(byte))
            if byte < 128, character.isLetter || character.isNumber || "-._~".contains(character) {
                encoded.append(character)
            } else {
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    /// Names and values as one query.
    package static func query(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.flatMap { $0 < 16 && byte < 128 ? UInt8($0) : nil }
    }
}
