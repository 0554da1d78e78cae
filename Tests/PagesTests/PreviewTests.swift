import Foundation
import Identity
import Testing

@testable import Pages

/// Writes every sample into a folder, in both languages, to be looked at:
/// `AIKAGI_PREVIEW_DIR=/tmp/pages swift test --filter PreviewTests`
@Suite(.enabled(if: ProcessInfo.processInfo.environment["AIKAGI_PREVIEW_DIR"] != nil)) struct PreviewTests {
    @Test func `writes every page with its styles next to it`() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["AIKAGI_PREVIEW_DIR"])
        let pages = try PageLibrary(resources: .besideExecutable(), staticPath: "static", appPath: "app") {
            "#\($0.rawValue)"
        }
        for (path, file) in pages.staticFiles.byPath {
            try write(file.bytes, to: "\(folder)/\(path)")
        }
        for sample in Sample.all {
            for language in Language.allCases {
                let html = pages.render(sample.page, in: sample.frame(language))
                try write(Array(html.utf8), to: "\(folder)/\(sample.name).\(language.rawValue).html")
            }
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        #expect(!bytes.isEmpty)
    }
}
