import Foundation
import Testing

@Suite struct `Habits` {
    private static let everySwiftFile = Repository.swiftSources + Repository.swiftTests
    private static let pythonFiles = Repository.files(under: "Browser").filter { $0.url.pathExtension == "py" }

    @Test func `nothing crashes on purpose: no force unwrap, try!, as! or fatalError`() {
        let bang = #/[\w)\]>"`]!(?![=\w])|\b(try|as)!/#
        let stop = #/\b(fatalError|preconditionFailure|assertionFailure)\(/#
        expectNone(Self.everySwiftFile.lines { $0.code.utf8.contains(UInt8(ascii: "!")) && $0.code.contains(bang) })
        expectNone(Repository.swiftSources.lines { $0.code.contains(stop) })
    }

    @Test func `nothing is left to do: no mark of unfinished work`() throws {
        let marks = try Regex(["TODO", "FIXME", "XXX"].map { #"\b\#($0)\b"# }.joined(separator: "|"))
        let endings: Set<String> = ["swift", "js", "css", "mustache", "json", "py", "c", "h"]
        let files = Repository.sources + Repository.tests + Repository.files(under: "Browser")
        let ours = files.filter { endings.contains($0.url.pathExtension) && $0.name != "HabitTests.swift" }
        expectNone(try ours.lines { $0.contains(marks) })
    }

    /// Words of a standard (WebAuthn L3 §5.8.1, §6.1), where another name would be nobody's.
    private static let standardTerms: Set<String> = ["AuthenticatorData", "ClientData"]

    @Test func `no type is a Manager, Helper, Util, Impl, Data or Info, and no function gets`() {
        let type =
            #/\b(?:struct|enum|class|actor|protocol|typealias) (\w*(?:Manager|Helper|Utils?|Utilities|Impl|Data|Info))\b/#
        let getter = #/\bfunc get[A-Z]/#
        let named = Self.everySwiftFile.lines { line in
            let name = line.code.firstMatch(of: type)?.output.1
            let isBadName = name.map { !Self.standardTerms.contains(String($0)) } ?? false
            return !line.code.isEmpty && (isBadName || line.code.contains(getter))
        }
        expectNone(named)
    }

    @Test func `nothing is public but AuthenticatorCore: package is enough between our targets`() {
        let inside = Repository.swiftSources.filter { $0.target != "AuthenticatorCore" }
        expectNone(inside.lines { $0.code.contains(#/^\s*(public|open) /#) })
    }

    @Test func `an unchecked promise of safety says why nothing simpler does`() {
        let promise = #/@unchecked Sendable|nonisolated\(unsafe\)|Task\.detached|^\s*(package |final )*actor \w/#
        let silent = Repository.swiftSources.flatMap { file in
            file.lines.indices.filter { index in
                file.lines[index].code.contains(promise)
                    && file.lines[max(0, index - 12)...index].allSatisfy(\.comment.isEmpty)
            }.map { file.place(file.lines[$0]) }
        }
        expectNone(silent)
    }

    @Test func `path text stands only in Paths.swift, and what the app shares in ProtocolPaths.swift`() throws {
        let paths = try #require(Repository.swiftSources.first { $0.path == "Sources/Web/Paths.swift" })
        let firstPart = #/^/([a-z][a-z0-9.-]*)/#
        let parts = Set(paths.lines.flatMap(\.literals).compactMap { $0.firstMatch(of: firstPart)?.output.1 })
        #expect(parts.contains("sign-in"))
        let others = Repository.swiftSources.filter { !$0.path.hasSuffix("Paths.swift") }
        let strays = others.lines { line in
            line.literals.contains { literal in
                literal.firstMatch(of: firstPart).map { parts.contains($0.output.1) } ?? false
            }
        }
        expectNone(strays)
    }

    @Test func `templates link to what their models say, not to paths of their own`() throws {
        let templates = Repository.sources.filter { $0.url.pathExtension == "mustache" }
        expectNone(try templates.lines { $0.contains(#/(href|action|src|formaction)="//#) })
    }

    @Test func `SQL stands only in Store`() {
        let statement = #/\b(SELECT\s.*\bFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE (TABLE|INDEX|UNIQUE))\b/#
        let others = Repository.swiftSources.filter { $0.target != "Store" }
        expectNone(others.lines { $0.literals.contains { $0.contains(statement) } })
    }

    @Test func `RATE-19: secrets are never compared with ==, which stops at the first difference`() throws {
        let suspect = try Regex(Self.comparisonOfSecrets)
        let found = Repository.swiftSources.lines { line in
            line.code.contains("= ") && line.code.contains(suspect) && !line.comment.contains("not a secret")
        }
        expectNone(found)
    }

    /// `left == right` where either side is named like a secret. A case of an enumeration (`== .backupCode`) and `nil`
    /// are none, and a line that says "not a secret" has been looked at.
    private static let comparisonOfSecrets: String = {
        let word =
            "([Tt]oken|[Ss]ecret|[Mm]ac|[Dd]igest|[Ss]ignature|[Pp]assphrase|[Bb]ackupCode|[Tt]oken[Hh]ash|[Cc]odeHash"
            + "|(typed|entered|expected|oneTime|presented)Code)"
        let value = #"(\.rawValue|\.bytes|\.reveal\(\))?"#
        let left = #"\b\w*\#(word)\#(value) [!=]= (?!nil\b|\.)"#
        let right = #" [!=]= (\w+\.)*\w*\#(word)\#(value)(?![\w.(])"#
        return "\(left)|\(right)"
    }()

    @Test(arguments: [
        ("if token == stored.token {", true), ("guard mac != expected else", true), ("a == self.codeHash", true),
        ("secret.reveal() == typed", true), ("proof == .backupCode", false),
        ("token == nil", false), ("tokens.count == 2", false), ("state == .token(3)", false),
    ])
    func `RATE-19: the check itself tells a secret from what is none`(code: String, isSuspect: Bool) throws {
        let suspect = try Regex(Self.comparisonOfSecrets)
        #expect(code.contains(suspect) == isSuspect)
    }

    @Test func `no test waits for the clock`() {
        let wait = #/\b(Task\.sleep|Thread\.sleep|usleep|nanosleep|sleep)\(/#
        // A clock of a test's own, which stands still, has to have a function of that name.
        let declaration = #/\bfunc sleep\(until /#
        expectNone(
            Repository.swiftTests.filter { $0.target != "TestSupport" }.lines {
                $0.code.contains(wait) && !$0.code.contains(declaration)
            })
    }

    @Test func `a test that does not run says which issue it waits for`() throws {
        let issue = #/issue \d+/#
        let skipped = Repository.swiftTests.lines { line in
            line.code.contains(#/\.disabled\(|withKnownIssue[ ({]/#) && !line.literals.contains { $0.contains(issue) }
        }
        expectNone(skipped)
        expectNone(
            try Self.pythonFiles.lines { $0.contains(#/mark\.(skip|xfail)|pytest\.skip/#) && !$0.contains(issue) })
    }

    @Test func `no test has a name that a report in XML would have to escape`() throws {
        // Swift Testing writes names as they are, and a report that can't be read counts as a failure of the whole part.
        let tests = Repository.files(under: "Tests").filter { $0.url.pathExtension == "swift" }
        expectNone(try tests.lines { $0.contains(#/(func|struct) `[^`]*["<&>]/#) })
    }

    @Test func `what is built, resolved or kept at run time is not in git`() throws {
        let ignored = try Set(Repository.file(".gitignore").lines())
        #expect(ignored.isSuperset(of: [".build*", "Package.resolved", "/var/", "/.venv/", "__pycache__/"]))
    }
}
