import Foundation
import Testing

@Suite struct `Documentation` {
    /// Members whose meaning is that of the protocol of the language or of a library that they satisfy.
    private static let witnesses: Set<String> = [
        "encode", "hash", "makeAsyncIterator", "makeIterator", "next", "run", "validate", "allCases", "configuration",
    ]

    /// What our own protocols ask for is documented there.
    private static let requirements: Set<String> = {
        let requirement = #/^\s+(static |mutating )*(func|var) (\w+)/#
        var names: Set<String> = []
        for file in Repository.swiftSources {
            var depth = 0
            for line in file.lines {
                let begins = line.code.contains(#/\bprotocol \w/#)
                if depth > 0, let match = line.code.firstMatch(of: requirement) { names.insert(String(match.output.3)) }
                if begins || depth > 0 {
                    depth += line.code.count { $0 == "{" } - line.code.count { $0 == "}" }
                }
            }
        }
        return names
    }()

    @Test func `each target has a file that opens with what the target is for`() {
        let silent = ImportTable.allowed.keys.sorted().filter { target in
            let openings = Repository.swiftSources.filter { $0.target == target }.map(Self.openingComment)
            return !openings.contains { $0.count >= 2 && $0.joined(separator: " ").contains(target) }
        }
        expectNone(silent.map { "no file of \($0) opens with a comment of two lines or more that names it" })
    }

    @Test func `every package or public type, function and static member says what its name cannot`() throws {
        let declaration = try Regex(
            #"^\s*(@\w+(\(.*\))?\s+)*(package|public|open) (final |indirect |nonisolated |mutating |consuming )*"#
                + #"(static )?(struct|enum|class|actor|protocol|typealias|func|let|var) (\w+)"#)
        var silent: [String] = []
        for file in Repository.swiftSources {
            for (index, line) in file.lines.enumerated() {
                guard let match = line.code.firstMatch(of: declaration) else { continue }
                let isStatic = match.output[5].substring != nil
                let keyword = match.output[6].substring.map(String.init) ?? ""
                let name = match.output[7].substring.map(String.init) ?? ""
                if ["let", "var"].contains(keyword) && !isStatic { continue }
                if Self.witnesses.contains(name) || Self.requirements.contains(name) { continue }
                if !Self.isDocumented(index, in: file.lines) {
                    silent.append("\(file.place(line)): \(keyword) \(name)")
                }
            }
        }
        expectNone(silent)
    }

    /// Whether an enumeration inside another type has comments on its cases: its name says the rest.
    private static func explainsItsCases(_ index: Int, in lines: [SwiftFile.Line]) -> Bool {
        let indentation = lines[index].code.prefix { $0 == " " }
        guard !indentation.isEmpty else { return false }
        let body = lines[(index + 1)...].prefix { $0.code != indentation + "}" }
        return body.contains(where: \.isDocumentation)
    }

    /// Whether a documentation comment ends right above the declaration, or above its attributes.
    private static func isDocumented(_ index: Int, in lines: [SwiftFile.Line]) -> Bool {
        var above = index - 1
        while above >= 0 {
            let code = lines[above].code.trimmingCharacters(in: .whitespaces)
            if lines[above].isDocumentation && code.isEmpty { return true }
            guard code.hasPrefix("@") else { return false }
            above -= 1
        }
        return false
    }

    /// The comment at the top of the file, before any code but imports.
    private static func openingComment(_ file: SwiftFile) -> [String] {
        let code = file.lines.drop { line in
            let code = line.code.trimmingCharacters(in: .whitespaces)
            return line.comment.isEmpty && (code.isEmpty || code.contains(#/\bimport \w/#))
        }
        return code.prefix { !$0.comment.isEmpty && $0.code.allSatisfy(\.isWhitespace) }.map(\.comment)
    }

    @Test func `the first page is at most 150 lines`() throws {
        #expect(try Repository.file("README.md").lines().count <= 150)
    }

    @Test func `every link from one page of the documentation to another leads somewhere`() throws {
        let pages =
            Repository.files(under: "docs")
            + ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].map(Repository.file)
        var dead: [String] = []
        for page in pages where page.url.pathExtension == "md" {
            for (index, line) in try page.lines().enumerated() {
                for match in line.matches(of: #/\]\(([^)\s]+)\)/#) {
                    let link = String(match.output.1)
                    let place = "\(page.path):\(index + 1)"
                    if link.contains(#/^[a-z]+:/#) { continue }
                    dead += try Self.complaint(about: link, from: page).map { ["\(place): \($0)"] } ?? []
                }
            }
        }
        expectNone(dead)
    }

    /// What is wrong with a link; nil if it leads to a file, and to a heading if it names one.
    private static func complaint(about link: String, from page: RepositoryFile) throws -> String? {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path = parts.first ?? ""
        let linked = path.isEmpty ? page.url : page.url.deletingLastPathComponent().appending(path: path)
        guard FileManager.default.fileExists(atPath: linked.standardized.path) else { return "no file for \(link)" }
        guard parts.count == 2, linked.pathExtension == "md" else { return nil }
        let text = try String(contentsOf: linked, encoding: .utf8)
        return anchors(in: text).contains(parts[1]) ? nil : "no heading for \(link)"
    }

    /// The anchors that a forge gives to the headings of a page.
    private static func anchors(in text: String) -> Set<String> {
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }
        return Set(
            headings.map { heading in
                let words = heading.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
                return String(words.filter { $0.isLetter || $0.isNumber || " -_".contains($0) })
                    .replacingOccurrences(of: " ", with: "-")
            })
    }
}
