import Foundation
import Identity
import Testing

@testable import Pages

@Suite struct `The catalogue` {
    private let texts: [Language: [String: String]]

    init() throws {
        texts = try Catalogue(reading: .besideExecutable()).texts
    }

    private func keys(_ language: Language) -> Set<String> {
        Set((texts[language] ?? [:]).keys.map { String($0.prefix { $0 != "#" }) })
    }

    @Test func `has every text in both languages`() {
        #expect(keys(.english).symmetricDifference(keys(.japanese)).isEmpty)
        for language in Language.allCases {
            for (key, text) in texts[language] ?? [:] {
                #expect(!text.trimmingCharacters(in: .whitespaces).isEmpty, "\(language): \(key)")
            }
        }
    }

    @Test func `keeps nothing that no page uses`() throws {
        let sources = try SourceTree.texts(under: "Sources/Pages", endings: ["swift", "mustache"])
            .joined(separator: "\n")
        for key in keys(.english) {
            #expect(sources.contains("\"\(key)\"") || sources.contains("[[\(key)]]"), "\(key) is unused")
        }
    }

    @Test func `has every text that the models name`() throws {
        let sources = try SourceTree.texts(under: "Sources/Pages", endings: ["swift"]).joined(separator: "\n")
        let groups = Set(keys(.english).map { String($0.prefix { $0 != "." }) })
        for match in sources.matches(of: /"([a-z-]+)\.([a-z0-9.-]+)"/) {
            let key = "\(match.1).\(match.2)"
            guard groups.contains(String(match.1)), !key.hasSuffix(".svg") else { continue }
            #expect(keys(.english).contains(key), "\(key) is missing")
        }
    }

    @Test func `fills the same places in both languages`() {
        for (key, english) in texts[.english] ?? [:] where !key.contains("#") {
            let japanese = texts[.japanese]?[key] ?? ""
            #expect(places(in: english) == places(in: japanese), "\(key)")
        }
        for (key, text) in texts[.english] ?? [:] where key.hasSuffix("#one") {
            let general = texts[.english]?[String(key.dropLast(4))] ?? ""
            #expect(places(in: text).isSubset(of: places(in: general)), "\(key)")
            #expect(general.contains("{count}"), "\(key)")
        }
    }

    private func places(in text: String) -> Set<String> {
        Set(text.matches(of: /\{([A-Za-z]+)\}/).map { String($0.1) })
    }

    @Test func `speaks English calmly and sets it properly`() {
        for (key, text) in texts[.english] ?? [:] {
            #expect(!text.contains { "'\"!".contains($0) }, "\(key): \(text)")
            #expect(!text.contains("..."), "\(key): \(text)")
            #expect(
                text.firstMatch(of: /(?i)\b(oops|sorry|please note|invalid|TOTP|MFA|2FA|authenticate)\b/) == nil,
                "\(key)")
        }
    }

    @Test func `speaks Japanese politely and sets it with full-width signs`() {
        for (key, text) in texts[.japanese] ?? [:] {
            #expect(!text.contains("あなた") && !text.contains("ください!"), "\(key): \(text)")
            #expect(text.firstMatch(of: /(?i)\b(oops|TOTP|MFA|2FA)\b/) == nil, "\(key)")
            #expect(text.firstMatch(of: /[ぁ-んァ-ヶ一-龠][!?,.:;()]|[!?,;()][ぁ-んァ-ヶ一-龠]/) == nil, "\(key): \(text)")
        }
    }
}
