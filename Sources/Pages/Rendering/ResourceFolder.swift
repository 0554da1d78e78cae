internal import Foundation

/// The folder of templates, texts and static files that is installed next to the program.
package struct ResourceFolder: Sendable {
    private let path: String

    /// A folder given by its path, such as one in the source tree.
    package init(path: String) throws(PagesError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw .resourcesMissing(path: path)
        }
        self.path = path
    }

    /// The folder that the build puts beside the executable.
    ///
    /// It is looked for from where the program really is, not where it was built: SwiftPM's own accessor writes the
    /// builder's paths into the program and ends it without a word when they are gone.
    package static func besideExecutable() throws -> ResourceFolder {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
        return try ResourceFolder(path: folder.appending(path: "aikagi_Pages.resources/Resources").path)
    }

    /// One file of text, by its name without the folder.
    struct File {
        let name: String
        let text: String
    }

    /// The files in a sub-folder, in the order of their names.
    func files(in folder: String, withSuffix suffix: String = "") throws -> [File] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")
            .filter { $0.hasSuffix(suffix) }
            .sorted()
            .map { File(name: $0, text: try text(of: "\(folder)/\($0)")) }
    }

    /// The paths of all files below a sub-folder, relative to it, in their order.
    func paths(below folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)")
            .filter { FileManager.default.contents(atPath: "\(path)/\(folder)/\($0)") != nil }
            .sorted()
    }

    /// One file as text in UTF-8.
    func text(of name: String) throws -> String {
        guard let text = String(validating: try bytes(of: name), as: UTF8.self) else {
            throw PagesError.unreadable(file: name)
        }
        return text
    }

    /// One file as bytes.
    func bytes(of name: String) throws -> [UInt8] {
        guard let content = FileManager.default.contents(atPath: "\(path)/\(name)") else {
            throw PagesError.unreadable(file: name)
        }
        return Array(content)
    }
}
