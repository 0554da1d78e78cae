import Foundation
import Testing

@Suite struct `File sizes` {
    @Test func `no source is longer than 400 lines, no test longer than 600`() throws {
        for file in Repository.sources where ["swift", "js", "mustache", "c", "h"].contains(file.url.pathExtension) {
            let count = try file.lines().count - 1
            #expect(count <= 400, "\(file.path) has \(count) lines")
        }
        for file in Repository.tests where file.url.pathExtension == "swift" {
            let count = try file.lines().count - 1
            #expect(count <= 600, "\(file.path) has \(count) lines")
        }
    }

    @Test func `nine in ten sources are under 250 lines`() throws {
        let counts = Repository.swiftSources.map(\.lines.count)
        let long = counts.count { $0 > 250 }
        #expect(long * 10 <= counts.count, "\(long) of \(counts.count) sources are longer than 250 lines")
    }

    @Test func `all style sheets of the pages together weigh less than 30 kB`() throws {
        let bytes = try weight(of: Repository.sources.filter { $0.url.pathExtension == "css" && !Self.isOfApp($0) })
        #expect(bytes < 30_000, "\(bytes) bytes")
    }

    /// It is fetched once and then kept by its service worker. A fifth of it reads QR codes where the browser can't, a fifth
    /// is the vault with what it says in two languages.
    @Test func `the whole web app weighs less than 450 kB`() throws {
        let bytes = try weight(of: Repository.sources.filter(Self.isOfApp))
        #expect(bytes < 450_000, "\(bytes) bytes")
    }

    /// A page loads at most all scripts but those that another page alone needs; each by itself bounds neither, so
    /// the imports are followed.
    @Test func `a page's script and what it imports weigh less than 10 kB`() throws {
        let scripts = Repository.sources.filter { $0.url.pathExtension == "js" && !Self.isOfApp($0) }
        for script in scripts {
            let bytes = try weight(
                of: scripts.filter { try Self.closure(of: script, among: scripts).contains($0.name) })
            #expect(bytes < 10_000, "\(script.path) and its imports are \(bytes) bytes")
        }
    }

    private static func isOfApp(_ file: RepositoryFile) -> Bool { file.path.contains("/Resources/app/") }

    private func weight(of files: [RepositoryFile]) throws -> Int {
        try files.reduce(0) { $0 + (try Data(contentsOf: $1.url).count) }
    }

    /// The names of `script` and of every script it imports, directly or not.
    private static func closure(of script: RepositoryFile, among scripts: [RepositoryFile]) throws -> Set<String> {
        var reached: Set<String> = []
        var waiting = [script]
        while let next = waiting.popLast() {
            guard reached.insert(next.name).inserted else { continue }
            let imported = try next.text().matches(of: #/from\s+["']([^"']+)["']/#).map { match in
                match.output.1.split(separator: "/").last.map(String.init) ?? ""
            }
            waiting += scripts.filter { imported.contains($0.name) }
        }
        return reached
    }
}
