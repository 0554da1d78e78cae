import Foundation
import QRCode
import TestSupport
import Testing

@Suite struct `A QR symbol` {
    static let uri =
        "otpauth://totp/Aikagi%20%26%20S%C3%B6hne:a%2Bb%40example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        + "&issuer=Aikagi%20%26%20S%C3%B6hne&algorithm=SHA1&digits=6&period=30"

    @Test func `has its three finders and grows with its text`() throws {
        let symbol = try QRSymbol(Self.uri)
        for (x, y) in [(0, 0), (symbol.side - 7, 0), (0, symbol.side - 7)] {
            #expect((0..<7).allSatisfy { symbol.isDark(x: x + $0, y: y) && symbol.isDark(x: x, y: y + $0) })
            #expect(!symbol.isDark(x: x + 1, y: y + 1) && symbol.isDark(x: x + 3, y: y + 3))
        }
        #expect(try QRSymbol("1").side == 21)
        #expect((symbol.side - 17).isMultiple(of: 4))
        #expect(!symbol.isDark(x: -1, y: 0) && !symbol.isDark(x: 0, y: symbol.side))
    }

    @Test func `refuses what it can't hold`() {
        #expect(throws: QRSymbol.Refusal.empty) { try QRSymbol("") }
        #expect(throws: QRSymbol.Refusal.notEncodable) { try QRSymbol("a\0b") }
        #expect(throws: QRSymbol.Refusal.notEncodable) { try QRSymbol(String(repeating: "鍵", count: 1_000)) }
    }

    @Test(.enabled(if: Program.zbarimg.isInstalled), arguments: QRSymbol.Correction.allCases)
    func `TOTP-10: is read by zbarimg as the same URI`(correction: QRSymbol.Correction) throws {
        let symbol = try QRSymbol(Self.uri, correction: correction)
        #expect(try readByZbar(greymap { symbol.isDark(x: $0, y: $1) }, side: symbol.side) == Self.uri)
    }

    @Test(.enabled(if: Program.zbarimg.isInstalled)) func `TOTP-10: is read from the picture that a page shows`() throws
    {
        let symbol = try QRSymbol(Self.uri)
        let drawn = try drawnModules(symbol.svg)
        #expect(try readByZbar(greymap { drawn.contains([$0 + 4, $1 + 4]) }, side: symbol.side) == Self.uri)
    }

    @Test(.enabled(if: Program.zbarimg.isInstalled)) func `is read from the text that a terminal shows`() throws {
        let symbol = try QRSymbol(Self.uri)
        let lines = symbol.terminalText.split(separator: "\n").map { line in
            Array(line.replacing("\u{1B}[38;5;16;48;5;231m", with: "").replacing("\u{1B}[0m", with: ""))
        }
        let isDark = { (x: Int, y: Int) in
            let block = lines[(y + 4) / 2][x + 4]
            return block == "█" || block == (y.isMultiple(of: 2) ? "▀" : "▄")
        }
        #expect(lines.allSatisfy { $0.count == symbol.side + 8 })
        #expect(try readByZbar(greymap(isDark), side: symbol.side) == Self.uri)
    }

    @Test func `is drawn without style, script or colour of the page`() throws {
        let svg = try QRSymbol(Self.uri).svg
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" aria-hidden=\"true\""))
        #expect(svg.contains("shape-rendering=\"crispEdges\""))
        #expect(!svg.contains("style") && !svg.contains("<script") && !svg.contains("currentColor"))
        #expect(svg.utf8.count < 16_000)
    }

    // MARK: Pictures

    /// A picture with eight pixels a module and the quiet zone, as rows of bytes.
    private func greymap(_ isDark: @escaping (Int, Int) -> Bool) -> (Int) -> [UInt8] {
        { side in
            let pixels = 8 * (side + 8)
            return (0..<pixels * pixels).map { isDark($0 % pixels / 8 - 4, $0 / pixels / 8 - 4) ? 0 : 255 }
        }
    }

    private func readByZbar(_ greymap: (Int) -> [UInt8], side: Int) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "aikagi-qr-\(UUID()).pgm")
        defer { try? FileManager.default.removeItem(at: file) }
        let pixels = 8 * (side + 8)
        try (Data("P5 \(pixels) \(pixels) 255\n".utf8) + greymap(side)).write(to: file)
        return try Program.zbarimg.output(of: ["--quiet", "--raw", file.path])
    }

    /// The modules that the path of an SVG covers, as pairs of coordinates.
    private func drawnModules(_ svg: String) throws -> Set<[Int]> {
        var modules: Set<[Int]> = []
        for run in svg.matches(of: #/M(\d+) (\d+)h(\d+)v1h-\d+z/#) {
            let (x, y, width) = (Int(run.1), Int(run.2), Int(run.3))
            let (left, top) = (try #require(x), try #require(y))
            for offset in 0..<(try #require(width)) { modules.insert([left + offset, top]) }
        }
        return modules
    }
}
