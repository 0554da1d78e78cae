/// A Swift source, taken apart into code, string literals and comments, so that a word in a comment is not mistaken
/// for one in code.
struct SwiftFile: Sendable {
    let file: RepositoryFile
    let lines: [Line]

    /// One line of the source. What stands in a literal or a comment is not in `code`; each literal leaves `""` there.
    struct Line: Sendable {
        let number: Int
        var code = ""
        var literals: [String] = []
        var comment = ""
        /// The comment is for the documentation (`///`).
        var isDocumentation = false
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
        lines = scanner.scan(Array(text))
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

/// Reads Swift text once, character by character, and sorts it into code, literals and comments.
private struct LineScanner {
    private var characters: [Character] = []
    private var position = 0
    private var lines: [SwiftFile.Line] = []
    private var line = SwiftFile.Line(number: 1)

    mutating func scan(_ text: [Character]) -> [SwiftFile.Line] {
        characters = text
        while position < characters.count { scanCode(until: nil) }
        lines.append(line)
        return lines
    }

    private func sees(_ text: String) -> Bool {
        var index = position
        for character in text {
            guard index < characters.count, characters[index] == character else { return false }
            index += 1
        }
        return true
    }

    private mutating func endLine() {
        lines.append(line)
        line = SwiftFile.Line(number: line.number + 1)
        position += 1
    }

    /// Reads code up to the end of the text, or past the bracket that closes an interpolation.
    private mutating func scanCode(until closing: Character?) {
        var depth = 0
        while position < characters.count {
            let character = characters[position]
            if character.isNewline {
                endLine()
            } else if sees("//") {
                scanLineComment()
            } else if sees("/*") {
                scanBlockComment()
            } else if character == "\"" || (character == "#" && startsRawString) {
                scanLiteral()
            } else if character == "`" {
                scanRawIdentifier()
            } else {
                if closing != nil {
                    if character == "(" { depth += 1 }
                    if character == ")" {
                        if depth == 0 { return position += 1 }
                        depth -= 1
                    }
                }
                line.code.append(character)
                position += 1
            }
        }
    }

    private mutating func scanLineComment() {
        line.isDocumentation = sees("///")
        position += line.isDocumentation ? 3 : 2
        while position < characters.count, !characters[position].isNewline {
            line.comment.append(characters[position])
            position += 1
        }
    }

    private mutating func scanBlockComment() {
        line.isDocumentation = sees("/**")
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                position += 2
            } else if sees("*/") {
                depth -= 1
                position += 2
            } else if characters[position].isNewline {
                endLine()
            } else {
                line.comment.append(characters[position])
                position += 1
            }
        } while depth > 0 && position < characters.count
    }

    /// A name in backticks is code, but what it says is prose.
    private mutating func scanRawIdentifier() {
        line.code.append("`")
        position += 1
        while position < characters.count, characters[position] != "`", !characters[position].isNewline {
            line.code.append(
                characters[position].isLetter || characters[position].isNumber ? characters[position] : "_")
            position += 1
        }
        line.code.append("`")
        position += 1
    }

    /// Whether the hash signs at the position begin `#"…"#` and not `#expect` or `#if`.
    private var startsRawString: Bool {
        let quote = characters[position...].firstIndex { $0 != "#" }
        return quote.map { characters[$0] == "\"" } ?? false
    }

    private mutating func scanLiteral() {
        var hashes = ""
        while sees("#") {
            hashes.append("#")
            position += 1
        }
        let quotes = sees("\"\"\"") ? "\"\"\"" : "\""
        position += quotes.count
        line.code.append("\"\"")
        var literal = ""
        while position < characters.count {
            if sees(quotes + hashes) {
                position += quotes.count + hashes.count
                break
            }
            if sees("\\" + hashes + "(") {
                position += 2 + hashes.count
                literal.append("…")
                scanCode(until: ")")
            } else if sees("\\" + hashes) {
                literal.append(contentsOf: characters[position..<min(position + 2 + hashes.count, characters.count)])
                position += 2 + hashes.count
            } else if characters[position].isNewline {
                guard quotes.count == 3 else { break }
                line.literals.append(literal)
                literal = ""
                endLine()
            } else {
                literal.append(characters[position])
                position += 1
            }
        }
        line.literals.append(literal)
    }
}
