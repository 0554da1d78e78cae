import Foundation
import Testing

@Suite struct `Security cases` {
    @Test func `each case that an issue asks for has a test, or a reason in docs/cases.md`() throws {
        let asked = try Self.cases(in: Self.askedText())
        let tested = try Self.testedCases()
        let leftOut = try Self.casesLeftOut()
        let missing = asked.subtracting(tested).subtracting(leftOut).sorted()
        #expect(missing.isEmpty, "\(missing.count) of \(asked.count) without a test: \(missing.joined(separator: " "))")
    }

    @Test func `no case in docs/cases.md has a test already`() throws {
        let leftOut = try Self.casesLeftOut()
        let both = leftOut.intersection(try Self.testedCases()).sorted()
        #expect(both.isEmpty, "tested, so no longer left out: \(both.joined(separator: " "))")
    }

    @Test func `each case left out has a reason`() throws {
        for line in try Repository.file("docs/cases.md").lines() where line.hasPrefix("- ") {
            #expect(line.contains(#/^- \*\*[A-Z]+-\d{2}\*\* \S+ \S+/#), "\(line)")
        }
    }

    private static let lists = (2...6).map { "cases-issue-\($0).txt" }

    private static func askedText() throws -> String {
        try lists.map { try Repository.file("Tests/RepositoryTests/\($0)").text() }.joined(separator: "\n")
    }

    private static func casesLeftOut() throws -> Set<String> {
        cases(in: try Repository.file("docs/cases.md").lines().filter { $0.hasPrefix("- ") }.joined(separator: "\n"))
    }

    /// These name cases without testing them.
    private static let ownFiles = Set(lists + ["CaseTests.swift"])

    /// The cases named in the tests: in names, comments and transcripts, and in Python as `REL_05` too.
    private static func testedCases() throws -> Set<String> {
        let files = Repository.tests + Repository.files(under: "Browser")
        let endings: Set<String> = ["swift", "py", "txt", "sh"]
        return try files.filter {
            endings.contains($0.url.pathExtension) && !ownFiles.contains($0.url.lastPathComponent)
        }
        .reduce(into: []) { found, file in
            let text = try file.text()
            found.formUnion(cases(in: file.url.pathExtension == "py" ? underscored(text) : text))
        }
    }

    private static func underscored(_ text: String) -> String {
        text.replacing(#/_([A-Z]{2,})_(\d{2})(?=_)/#) { " \($0.output.1)-\($0.output.2) " }
    }

    private static let groups: Set<String> = [
        "ADM", "BKUP", "CRY", "DEV", "FLOW", "HTTP", "JWT", "ONCE", "OP", "OTP", "PUSH", "PWD", "QR", "RATE", "REC",
        "REL", "SAML", "SESS", "TOTP", "WAA", "WAR",
    ]

    /// Every case ID in the text; `RATE-01 to RATE-03` names two cases and not three.
    private static func cases(in text: String) -> Set<String> {
        Set(
            text.matches(of: #/\b([A-Z]{2,4})-(\d{2})\b/#).filter { groups.contains(String($0.output.1)) }
                .map { "\($0.output.1)-\($0.output.2)" }
        )
    }
}
