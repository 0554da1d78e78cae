import Foundation
import Testing

@Suite struct `Habits` {
    private static let everySwiftFile = Repository.swiftSources + Repository.swiftTests

    @Test func `nothing crashes on purpose: no force unwrap, try!, as! or fatalError`() {
        let bang = #/[\w)\]>?"`]!(?![=\w])|\b(try|as)!/#
        for file in Self.everySwiftFile {
            for line in file.lines where line.code.contains(bang) {
                Issue.record("\(file.place(line)): \(line.code.trimmingCharacters(in: .whitespaces))")
            }
        }
        let stop = #/\b(fatalError|preconditionFailure|assertionFailure)\(/#
        for file in Repository.swiftSources {
            for line in file.lines where line.code.contains(stop) {
                Issue.record("\(file.place(line)): \(line.code.trimmingCharacters(in: .whitespaces))")
            }
        }
    }

    @Test func `nothing is left to do: no mark of unfinished work`() throws {
        let marks = try Regex(["TODO", "FIXME", "XXX"].map { #"\b\#($0)\b"# }.joined(separator: "|"))
        let text = Repository.sources + Repository.tests + Repository.files(under: "Browser")
        let endings: Set<String> = ["swift", "js", "css", "mustache", "json", "py", "c", "h"]
        for file in text where endings.contains(file.url.pathExtension) && file.name != "HabitTests.swift" {
            for (index, line) in try file.lines().enumerated() where line.contains(marks) {
                Issue.record("\(file.path):\(index + 1): \(line.trimmingCharacters(in: .whitespaces))")
            }
        }
    }

    @Test func `no type is a Manager, Helper, Util, Impl, Data or Info, and no function gets`() {
        let type =
            #/\b(struct|enum|class|actor|protocol|typealias) \w*(Manager|Helper|Utils?|Utilities|Impl|Data|Info)\b/#
        let getter = #/\bfunc get[A-Z]/#
        for file in Self.everySwiftFile {
            for line in file.lines where line.code.contains(type) || line.code.contains(getter) {
                Issue.record("\(file.place(line)): \(line.code.trimmingCharacters(in: .whitespaces))")
            }
        }
    }

    @Test func `only what a package or public declaration needs is visible`() {
        for file in Repository.swiftSources {
            for line in file.lines where line.code.contains(#/^\s*(public|open) /#) {
                Issue.record("\(file.place(line)): package is enough between our targets")
            }
        }
    }

    @Test func `an unchecked promise of safety says why nothing simpler does`() {
        let promise = #/@unchecked Sendable|nonisolated\(unsafe\)|Task\.detached|^\s*(package |final )*actor \w/#
        for file in Repository.swiftSources {
            for (index, line) in file.lines.enumerated() where line.code.contains(promise) {
                let before = file.lines[max(0, index - 12)...index]
                #expect(before.contains { !$0.comment.isEmpty }, "\(file.place(line)) has no comment that says why")
            }
        }
    }

    @Test func `path text stands only in Paths.swift`() throws {
        let paths = try #require(
            Repository.swiftSources.first { $0.path == "Sources/Web/Paths.swift" }, "no Sources/Web/Paths.swift")
        let firstParts = Set(
            paths.lines.flatMap(\.literals).compactMap { $0.firstMatch(of: #/^/([a-z][a-z0-9.-]*)/#)?.output.1 })
        #expect(!firstParts.isEmpty)
        for file in Repository.swiftSources where file.path != paths.path {
            for line in file.lines {
                for literal in line.literals {
                    let part = literal.firstMatch(of: #/^/([a-z][a-z0-9.-]*)/#)?.output.1
                    let isPath = part.map(firstParts.contains) ?? false
                    #expect(!isPath, "\(file.place(line)): \"\(literal)\" belongs in Paths.swift")
                }
            }
        }
    }

    @Test func `templates link to what their models say, not to paths of their own`() throws {
        for file in Repository.sources where file.url.pathExtension == "mustache" {
            for (index, line) in try file.lines().enumerated() {
                let link = line.firstMatch(of: #/(href|action|src|formaction)="/(?!static/)[^"]*"/#)
                #expect(link == nil, "\(file.path):\(index + 1): \(line.trimmingCharacters(in: .whitespaces))")
            }
        }
    }

    @Test func `SQL stands only in Store`() {
        let statement = #/\b(SELECT\s.*\bFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE (TABLE|INDEX|UNIQUE))\b/#
        for file in Repository.swiftSources where file.target != "Store" {
            for line in file.lines where line.literals.contains(where: { $0.contains(statement) }) {
                Issue.record("\(file.place(line)): \(line.literals)")
            }
        }
    }

    @Test func `RATE-19: secrets are never compared with ==, which stops at the first difference`() {
        let name =
            #"[\w.?]*\b\w*([Tt]oken|[Ss]ecret|[Mm]ac|[Dd]igest|[Ss]ignature|[Pp]assphrase|[Bb]ackupCode"#
            + #"|typedCode|enteredCode|oneTimeCode|expectedCode)(\.rawValue|\.bytes|\.reveal\(\))?"#
        let other = #"(?!nil\b|\.)"#
        guard let comparison = try? Regex(#"(?:\#(name)) [!=]= \#(other)|[!=]= (?:\#(name))(?![\w.(])"#) else {
            Issue.record("the pattern does not parse")
            return
        }
        for file in Repository.swiftSources {
            for line in file.lines where line.code.contains(comparison) && !line.comment.contains("not a secret") {
                Issue.record("\(file.place(line)): \(line.code.trimmingCharacters(in: .whitespaces))")
            }
        }
    }

    @Test func `no test waits for the clock`() {
        let wait = #/\b(Task\.sleep|Thread\.sleep|usleep|nanosleep|sleep)\(/#
        for file in Repository.swiftTests where file.target != "TestSupport" {
            for line in file.lines where line.code.contains(wait) {
                Issue.record("\(file.place(line)): \(line.code.trimmingCharacters(in: .whitespaces))")
            }
        }
    }

    @Test func `a test that does not run says which issue it waits for`() throws {
        let skip = #/\.disabled\(|withKnownIssue/#
        for file in Repository.swiftTests where file.path != "Tests/RepositoryTests/HabitTests.swift" {
            for line in file.lines where line.code.contains(skip) {
                let says = line.literals.contains { $0.contains(#/issue \d+/#) }
                #expect(says, "\(file.place(line)): a skipped test without \"issue N\"")
            }
        }
        for file in Repository.files(under: "Browser") where file.url.pathExtension == "py" {
            for (index, line) in try file.lines().enumerated() where line.contains(#/mark\.(skip|xfail)|pytest\.skip/#)
            {
                #expect(line.contains(#/issue \d+/#), "\(file.path):\(index + 1): a skipped test without \"issue N\"")
            }
        }
    }

    @Test func `what is built, resolved or kept at run time is not in git`() throws {
        let ignored = try Set(Repository.file(".gitignore").lines())
        #expect(ignored.isSuperset(of: [".build*", "Package.resolved", "/var/", "/.venv/", "__pycache__/"]))
    }
}
