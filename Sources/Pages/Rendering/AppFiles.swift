/// The web app: a shell, the modules that it loads, its service worker, its manifest and its icons.
///
/// The modules lie below a fingerprint of all of them, so that they may be kept for ever and a version of the app is
/// never mixed with another. The shell and the worker's first script have fixed addresses and name the version.
package struct AppFiles: Sendable {
    /// How long an answer may be kept.
    package enum Kind: Sendable, Hashable {
        /// The page that people open; it names the modules of its version.
        case shell
        /// The first script of the service worker, which the browser compares with the one it has.
        case worker
        /// Under a fixed address, but no harm if it is a day old.
        case lasting
        /// Under an address that changes with the content.
        case immutable
    }

    /// A file and how long it may be kept.
    package struct Entry: Sendable {
        package let file: StaticFile
        package let kind: Kind
    }

    /// Every file by its whole path, such as `/app` or `/app/0f3a…/main.js`; anything else is not there.
    package let byPath: [String: Entry]

    private let folder: String

    init(reading resources: ResourceFolder, under appPath: String, styledBy styles: StaticFiles) throws {
        guard let sheet = styles.path(of: "aikagi.css") else { throw PagesError.unreadable(file: "aikagi.css") }
        let files = try resources.paths(below: "app").map { path in
            StaticFile(name: path, bytes: try resources.bytes(of: "app/\(path)"))
        }
        // The common style sheet belongs to the version too: the worker keeps it with the rest.
        let version = StaticFile.fingerprint(of: files + [StaticFile(name: sheet, bytes: [])])
        let folder = "\(appPath)/\(version)"

        var entries: [String: Entry] = [:]
        for file in files {
            switch file.name {
            case Name.shell:
                let text = String(decoding: file.bytes, as: UTF8.self)
                    .replacing("{{app}}", with: folder).replacing("{{styles}}", with: sheet)
                entries[appPath] = Entry(file: StaticFile(name: file.name, bytes: Array(text.utf8)), kind: .shell)
            case Name.manifest:
                entries["\(appPath)/\(file.name)"] = Entry(file: file, kind: .lasting)
            case let name where name.hasPrefix(Name.icons):
                entries["\(appPath)/\(name.dropFirst(Name.icons.count))"] = Entry(file: file, kind: .lasting)
            default:
                entries["\(folder)/\(file.name)"] = Entry(file: file, kind: .immutable)
            }
        }
        let kept = entries.filter { $0.value.kind != .lasting }.keys.sorted() + [sheet]
        entries["\(appPath)/\(Name.worker)"] = Entry(
            file: Self.worker(version: version, in: folder, keeping: kept), kind: .worker)
        byPath = entries
        self.folder = folder
    }

    /// Where a module of this version lies; `nil` for a name that isn't there.
    func path(of name: String) -> String? {
        byPath["\(folder)/\(name)"] == nil ? nil : "\(folder)/\(name)"
    }

    /// The script that the browser asks for again and again: it says which version there is and what belongs to it.
    private static func worker(version: String, in folder: String, keeping paths: [String]) -> StaticFile {
        let list = paths.map { "  \"\($0)\"," }.joined(separator: "\n")
        let script = """
            import { start } from "\(folder)/worker/worker.js";

            start("\(version)", [
            \(list)
            ]);

            """
        return StaticFile(name: Name.worker, bytes: Array(script.utf8))
    }

    private enum Name {
        static let shell = "index.html"
        static let manifest = "manifest.webmanifest"
        static let icons = "icons/"
        static let worker = "sw.js"
    }
}
