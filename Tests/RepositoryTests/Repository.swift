import Foundation

// RepositoryTests reads the repository as text and holds it to docs/architecture.md: who may import what, what the
// pure core may not do, how long a file may be, what may stand only in one place. It builds nothing and runs nothing;
// what a line scanner cannot see is left to the compiler and to people.

/// The checkout that this test was compiled in.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    static let sources = files(under: "Sources")
    static let swiftSources = sources.filter { $0.path.hasSuffix(".swift") }.map(SwiftFile.init)
    static let tests = files(under: "Tests")
    static let swiftTests = tests.filter { $0.path.hasSuffix(".swift") }.map(SwiftFile.init)

    /// Every file below `folder`, in the order of their paths; hidden files and build products are left out.
    static func files(under folder: String) -> [RepositoryFile] {
        let skipped: Set<String> = [".build", ".venv", "__pycache__", "pictures"]
        let walk = FileManager.default.enumerator(
            at: root.appending(path: folder), includingPropertiesForKeys: [.isRegularFileKey],
            options: [.skipsHiddenFiles])
        var paths: [String] = []
        while let url = walk?.nextObject() as? URL {
            if skipped.contains(url.lastPathComponent) {
                walk?.skipDescendants()
            } else if (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true {
                paths.append(String(url.path.dropFirst(root.path.count + 1)))
            }
        }
        return paths.sorted().map(RepositoryFile.init)
    }

    static func file(_ path: String) -> RepositoryFile { RepositoryFile(path: path) }
}

/// A file of the repository, named by its path from the root.
struct RepositoryFile: Sendable {
    let path: String

    var url: URL { Repository.root.appending(path: path) }
    var name: String { url.lastPathComponent }

    /// The target that the file belongs to: the second part of its path.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    func text() throws -> String {
        try String(contentsOf: url, encoding: .utf8)
    }

    func lines() throws -> [String] {
        try text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
