/// A file that the browser fetches once and keeps.
package struct StaticFile: Sendable {
    /// The name under the fingerprint, such as `aikagi.css`.
    package let name: String
    package let contentType: String
    package let bytes: [UInt8]
}

/// The styles, scripts and pictures, read once at the start: nothing a request says reaches the file system (HTTP-08).
///
/// All of them are served below one fingerprint of the whole set, so they may be kept for ever, a new version has new
/// addresses, and a script can name its neighbour relatively.
package struct StaticFiles: Sendable {
    /// Tells this set from every other version of it, in 16 hexadecimal digits. It is no secret and guards nothing.
    package let fingerprint: String

    /// Every file by its whole path, such as `/static/0f3a…/aikagi.css`; anything else is not there.
    package let byPath: [String: StaticFile]

    /// The icon for browsers that ask for `/favicon.ico` without having read a page.
    package var favicon: StaticFile? { path(of: "icon.svg").flatMap { byPath[$0] } }

    private let folder: String

    init(reading resources: ResourceFolder, under staticPath: String) throws {
        let files = try resources.files(in: "static").map { file in
            StaticFile(name: file.name, bytes: Array(file.text.utf8))
        }
        let fingerprint = StaticFile.fingerprint(of: files)
        let folder = "\(staticPath)/\(fingerprint)/"
        self.fingerprint = fingerprint
        self.folder = folder
        byPath = Dictionary(uniqueKeysWithValues: files.map { (folder + $0.name, $0) })
    }

    /// The path under which to link a file; `nil` for a name that isn't there.
    package func path(of name: String) -> String? {
        byPath[folder + name] == nil ? nil : folder + name
    }
}

extension StaticFile {
    /// A file whose type follows from its name.
    init(name: String, bytes: [UInt8]) {
        self.init(name: name, contentType: Self.contentType(of: name), bytes: bytes)
    }

    private static func contentType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "png": "image/png"
        case "svg": "image/svg+xml"
        case "webmanifest": "application/manifest+json"
        default: "application/octet-stream"
        }
    }

    /// FNV-1a over names and contents, in 16 hexadecimal digits. A collision would need an author of ours to want one.
    static func fingerprint(of files: [StaticFile]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for file in files {
            for byte in Array(file.name.utf8) + [0] + file.bytes + [0] {
                hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
