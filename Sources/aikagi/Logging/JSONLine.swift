internal import Logging

/// One JSON object on one line, built field by field.
struct JSONLine {
    private var text = "{"

    /// How many characters of a text are kept, and how deep a nested value is followed.
    private static let longestText = 4_096
    private static let deepest = 4

    mutating func add(_ key: String, _ value: String) {
        begin(key)
        append(value)
    }

    mutating func add(_ key: String, _ value: Logger.Metadata.Value) {
        begin(key)
        append(value, depth: 0)
    }

    /// The line with the newline that ends it, the only one in it.
    func finished() -> String { text + "}\n" }

    private mutating func begin(_ key: String) {
        if text.utf8.count > 1 { text += "," }
        append(key)
        text += ":"
    }

    private mutating func append(_ value: Logger.Metadata.Value, depth: Int) {
        switch value {
        case .string(let string): append(string)
        case .stringConvertible(let value): append(value.description)
        case .dictionary(let values) where depth < Self.deepest:
            text += "{"
            for (index, pair) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { text += "," }
                append(pair.key)
                text += ":"
                append(pair.value, depth: depth + 1)
            }
            text += "}"
        case .array(let values) where depth < Self.deepest:
            text += "["
            for (index, element) in values.enumerated() {
                if index > 0 { text += "," }
                append(element, depth: depth + 1)
            }
            text += "]"
        case .dictionary, .array: append("…")
        }
    }

    private mutating func append(_ string: String) {
        text += "\""
        var length = 0
        for scalar in string.unicodeScalars {
            length += 1
            guard length <= Self.longestText else {
                text += "…"
                break
            }
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case let scalar where Self.isUnsafe(scalar):
                for unit in String(scalar).utf16 { text += "\\u" + Self.fourDigits(unit) }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    /// Everything that has an effect beyond its own picture: controls, format characters such as those that turn the
    /// direction, separators of lines, and what no character stands for.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func fourDigits(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
