import Foundation

/// The files of this package as they stand in the source tree, for tests that read them.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Every file below a folder whose name has one of the endings.
    static func texts(under folder: String, endings: Set<String>) throws -> [String] {
        let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
        return try (files?.allObjects ?? []).compactMap { $0 as? URL }
            .filter { endings.contains($0.pathExtension) }
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }
}
