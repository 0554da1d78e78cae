import Foundation
import Testing

/// The colours of the style sheet against WCAG 2.2: 4.5:1 for text, 3:1 for outlines and signs.
@Suite struct `The colours` {
    private static let textPairs = [
        ("ink", "paper"), ("ink", "sheet"), ("ink-soft", "paper"), ("ink-soft", "sheet"),
        ("ink", "pine-tint"), ("ink", "persimmon-tint"), ("ink", "vermilion-tint"), ("ink", "indigo-tint"),
        ("ink-soft", "indigo-tint"),
        ("indigo", "paper"), ("indigo", "sheet"), ("indigo", "indigo-tint"), ("indigo", "persimmon-tint"),
        ("indigo-strong", "paper"), ("indigo-strong", "sheet"), ("indigo-strong", "persimmon-tint"),
        ("on-indigo", "indigo"), ("on-indigo", "indigo-strong"),
        ("on-vermilion", "vermilion"), ("on-vermilion", "vermilion-strong"),
        ("vermilion", "paper"), ("vermilion", "sheet"), ("vermilion-strong", "sheet"),
        ("pine", "pine-tint"), ("persimmon", "paper"), ("persimmon", "persimmon-tint"),
    ]
    private static let outlinePairs = [
        ("edge", "paper"), ("edge", "sheet"), ("indigo", "paper"), ("indigo", "sheet"), ("vermilion", "paper"),
        ("vermilion", "sheet"), ("pine", "paper"), ("pine", "pine-tint"), ("persimmon", "persimmon-tint"),
        ("vermilion", "vermilion-tint"), ("edge", "indigo-tint"),
    ]

    @Test(arguments: Scheme.allCases, textPairs)
    func `of text are at least 4.5 to 1`(scheme: Scheme, pair: (String, String)) throws {
        #expect(try contrast(pair.0, pair.1, in: scheme) >= 4.5, "\(pair.0) on \(pair.1)")
    }

    @Test(arguments: Scheme.allCases, outlinePairs)
    func `of outlines and signs are at least 3 to 1`(scheme: Scheme, pair: (String, String)) throws {
        #expect(try contrast(pair.0, pair.1, in: scheme) >= 3, "\(pair.0) on \(pair.1)")
    }

    @Test func `stand in the tokens only`() throws {
        let sheet = try SourceTree.text("Sources/Pages/Resources/static/aikagi.css")
        let literals = sheet.split(separator: "\n").filter { $0.contains(/#[0-9a-fA-F]{3,8}\b/) && !$0.contains("--") }
        // A QR code stays dark on light in both schemes.
        #expect(literals.allSatisfy { $0.hasPrefix(".qr") }, "\(literals)")
    }

    enum Scheme: String, CaseIterable {
        case light, dark
    }

    private func contrast(_ first: String, _ second: String, in scheme: Scheme) throws -> Double {
        let tokens = try tokens(of: scheme)
        let lights = [try luminance(#require(tokens[first])), try luminance(#require(tokens[second]))].sorted()
        return (lights[1] + 0.05) / (lights[0] + 0.05)
    }

    private func tokens(of scheme: Scheme) throws -> [String: UInt32] {
        let sheet = try SourceTree.text("Sources/Pages/Resources/static/aikagi.css")
        let dark = try #require(sheet.range(of: "@media (prefers-color-scheme: dark)"))
        let end = try #require(sheet.range(of: "\n}\n", range: dark.upperBound..<sheet.endIndex))
        let part = scheme == .light ? sheet[..<dark.lowerBound] : sheet[dark.upperBound..<end.lowerBound]
        let pairs = part.matches(of: /--([a-z-]+): #([0-9a-f]{6});/)
        return Dictionary(uniqueKeysWithValues: pairs.map { (String($0.1), UInt32($0.2, radix: 16) ?? 0) })
    }

    /// WCAG 2.2, relative luminance.
    private func luminance(_ colour: UInt32) -> Double {
        let parts = [16, 8, 0].map { shift -> Double in
            let value = Double((colour >> UInt32(shift)) & 0xff) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
