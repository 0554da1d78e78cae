package import Foundation

/// The files of `Tests/Vectors`: what a standard or another implementation says the answer is.
///
/// A vector file is text. Lines that begin with `#` say where it comes from; every other line is one case, its fields
/// separated by tabs. `""` is an empty field.
package enum Vectors {
    /// The cases of one file, each an array of its fields.
    package static func cases(in path: String) throws -> [[String]] {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            .split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { line in
                line.split(separator: "\t", omittingEmptySubsequences: false).map { $0 == "\"\"" ? "" : String($0) }
            }
    }

    package static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Vectors")
}
