/// A Swift source, taken apart into code, string literals and comments, so that a word in a comment is not mistaken
/// for one in code.
struct SwiftFile: Sendable {
    let file: RepositoryFile
    let lines: [Line]

    /// One line of the source. What stands in a literal or a comment is not in `code`; each literal leaves `""` there.
    struct Line: Sendable {
        let number: Int
        let code: String
        let literals: [String]
        let comment: String
        /// The comment is for the documentation (`///`).
        let isDocumentation: Bool
    }

    var path: String { file.path }
    var target: String { file.target }

    /// A file that cannot be read as UTF-8 has no lines; the formatter complains about it first.
    init(_ file: RepositoryFile) {
        self.init(file, text: (try? file.text()) ?? "")
    }

    init(_ file: RepositoryFile, text: String) {
        self.file = file
        var scanner = LineScanner()
        lines = scanner.scan(text)
    }

    /// Where in the repository a line is, as a compiler would say it.
    func place(_ line: Line) -> String { "\(path):\(line.number)" }

    /// The modules that the file imports.
    var imports: [(module: String, line: Line)] {
        lines.compactMap { line in
            let words = line.code.split(separator: " ").map(String.init)
            guard let keyword = words.firstIndex(of: "import"), words.count > keyword + 1,
                words[..<keyword].allSatisfy({ Self.importPrefixes.contains($0) })
            else { return nil }
            let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let name = kinds.contains(words[keyword + 1]) ? words.dropFirst(keyword + 2).first : words[keyword + 1]
            guard let module = name?.split(separator: ".").first else { return nil }
            return (String(module), line)
        }
    }

    private static let importPrefixes: Set<String> = [
        "internal", "package", "public", "private", "fileprivate", "@testable", "@preconcurrency", "@_exported",
    ]
}

/// Reads Swift text once, byte by byte, and sorts it into code, literals and comments.
private struct LineScanner {
    private var text: [UInt8] = []
    private var position = 0
    private var lines: [SwiftFile.Line] = []
    private var number = 1
    private var code: [UInt8] = []
    private var comment: [UInt8] = []
    private var literals: [String] = []
    private var isDocumentation = false

    private static let newline = UInt8(ascii: "\n")

    mutating func scan(_ source: String) -> [SwiftFile.Line] {
        text = Array(source.utf8)
        while position < text.count { scanCode(inInterpolation: false) }
        endLine()
        return lines
    }

    private func sees(_ expected: String) -> Bool {
        var index = position
        for byte in expected.utf8 {
            guard index < text.count, text[index] == byte else { return false }
            index += 1
        }
        return true
    }

    /// Puts the line away; the position is on its end.
    private mutating func endLine() {
        lines.append(
            SwiftFile.Line(
                number: number, code: String(decoding: code, as: UTF8.self), literals: literals,
                comment: String(decoding: comment, as: UTF8.self), isDocumentation: isDocumentation))
        number += 1
        code = []
        comment = []
        literals = []
        isDocumentation = false
        position += 1
    }

    /// Reads code up to the end of the text, or past the bracket that closes an interpolation.
    private mutating func scanCode(inInterpolation: Bool) {
        var depth = 0
        while position < text.count {
            switch text[position] {
            case Self.newline:
                endLine()
            case UInt8(ascii: "/") where sees("//"):
                scanLineComment()
            case UInt8(ascii: "/") where sees("/*"):
                scanBlockComment()
            case UInt8(ascii: "\""):
                scanLiteral()
            case UInt8(ascii: "#") where startsRawString:
                scanLiteral()
            case UInt8(ascii: "`"):
                scanRawIdentifier()
            case UInt8(ascii: ")") where inInterpolation && depth == 0:
                position += 1
                return
            case let byte:
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") { depth -= 1 }
                code.append(byte)
                position += 1
            }
        }
    }

    private mutating func scanLineComment() {
        isDocumentation = sees("///")
        position += isDocumentation ? 3 : 2
        while position < text.count, text[position] != Self.newline {
            comment.append(text[position])
            position += 1
        }
    }

    private mutating func scanBlockComment() {
        isDocumentation = sees("/**")
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                position += 2
            } else if sees("*/") {
                depth -= 1
                position += 2
            } else if text[position] == Self.newline {
                endLine()
            } else {
                comment.append(text[position])
                position += 1
            }
        } while depth > 0 && position < text.count
    }

    /// A name in backticks is code, but what it says is prose: only its letters and digits stay.
    private mutating func scanRawIdentifier() {
        let backtick = UInt8(ascii: "`")
        code.append(backtick)
        position += 1
        while position < text.count, text[position] != backtick, text[position] != Self.newline {
            let scalar = Unicode.Scalar(text[position])
            code.append(scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? text[position] : 0x5F)
            position += 1
        }
        code.append(backtick)
        position += 1
    }

    /// Whether the hash signs at the position begin `#"…"#` and not `#expect` or `#if`.
    private var startsRawString: Bool {
        text[position...].first { $0 != UInt8(ascii: "#") } == UInt8(ascii: "\"")
    }

    private mutating func scanLiteral() {
        var hashes = ""
        while sees("#") {
            hashes.append("#")
            position += 1
        }
        let quotes = sees("\"\"\"") ? "\"\"\"" : "\""
        position += quotes.utf8.count
        code += Array("\"\"".utf8)
        var literal: [UInt8] = []
        while position < text.count {
            if sees(quotes + hashes) {
                position += quotes.utf8.count + hashes.utf8.count
                break
            }
            if sees("\\" + hashes + "(") {
                position += 2 + hashes.utf8.count
                literal += Array("…".utf8)
                scanCode(inInterpolation: true)
            } else if sees("\\" + hashes) {
                let end = min(position + 2 + hashes.utf8.count, text.count)
                literal += text[position..<end]
                position = end
            } else if text[position] == Self.newline {
                guard quotes.count == 3 else { break }
                literals.append(String(decoding: literal, as: UTF8.self))
                literal = []
                endLine()
            } else {
                literal.append(text[position])
                position += 1
            }
        }
        literals.append(String(decoding: literal, as: UTF8.self))
    }
}
