import Testing

@Suite struct `The scanner of sources` {
    private func scan(_ text: String) -> [SwiftFile.Line] {
        SwiftFile(Repository.file("Sources/Sample/Sample.swift"), text: text).lines
    }

    @Test func `tells code from comments and literals`() {
        let lines = scan(#"let a = "b // c" // d! "e""# + "\n/// f\nlet g = h!")
        #expect(lines.map(\.code) == [#"let a = "" "#, "", "let g = h!"])
        #expect(lines.map(\.literals) == [["b // c"], [], []])
        #expect(lines.map(\.comment) == [#" d! "e""#, " f", ""])
        #expect(lines.map(\.isDocumentation) == [false, true, false])
    }

    @Test func `reads the code in an interpolation, and nothing else of the literal, as code`() {
        let lines = scan(#"call("x! \(y[0](z)!) w!")"#)
        #expect(lines.first?.literals == ["x! … w!"])
        #expect(lines.first?.code == #"call(""y[0](z)!)"#)
    }

    @Test func `reads literals of several lines and with hash signs`() {
        let lines = scan("let sql = \"\"\"\n  SELECT 1\n  \"\"\"\nlet raw = #\"a \"b\" \\(c)\"#\n#expect(d)")
        #expect(lines.flatMap(\.literals) == ["", "  SELECT 1", "  ", #"a "b" \(c)"#])
        #expect(lines.map(\.code) == [#"let sql = """#, "", "", #"let raw = """#, "#expect(d)"])
    }

    @Test func `reads nested comments to their end`() {
        let lines = scan("a /* b /* c */\nd! */ e")
        #expect(lines.map(\.code) == ["a ", " e"])
    }

    @Test func `finds imports whatever stands before them`() {
        let text =
            "internal import A\n@testable import B\nimport struct C.D\npackage import E\n// import F\nlet important = 1"
        let file = SwiftFile(Repository.file("Sources/Sample/Sample.swift"), text: text)
        #expect(file.imports.map(\.module) == ["A", "B", "C", "E"])
    }

    @Test func `reads the manifest's targets with their dependencies`() {
        let text = """
            static let log = product(name: "Logging", package: "swift-log")
                library("Web", ["Pages", .log], resources: [.copy("Resources")]),
                library("Bytes"),
                .executableTarget(
                    name: "tool",
                    dependencies: [
                        "Web", .log,
                    ],
                    swiftSettings: settings),
            """
        let manifest = Manifest(SwiftFile(Repository.file("Package.swift"), text: text))
        #expect(manifest.dependencies == ["Web": ["Pages", "Logging"], "Bytes": [], "tool": ["Web", "Logging"]])
    }
}
