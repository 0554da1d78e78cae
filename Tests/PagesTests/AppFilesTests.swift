import Testing

@testable import Pages

@Suite struct `The files of the web app` {
    private let styles: StaticFiles
    private let app: AppFiles

    init() throws {
        let resources = try ResourceFolder.besideExecutable()
        styles = try StaticFiles(reading: resources, under: "/static")
        app = try AppFiles(reading: resources, under: "/app", styledBy: styles)
    }

    private func text(of path: String) throws -> String {
        String(decoding: try #require(app.byPath[path]).file.bytes, as: UTF8.self)
    }

    @Test func `the shell names files that are there, of one version`() throws {
        let shell = try text(of: "/app")
        #expect(!shell.contains("{{"))
        let paths = shell.matches(of: #/(?:href|src)="(\/[^"]*)"/#).map { String($0.output.1) }
        #expect(paths.count >= 5)
        for path in paths {
            #expect(app.byPath[path] != nil || styles.byPath[path] != nil, "\(path)")
        }
        #expect(app.byPath["/app"]?.kind == .shell)
    }

    @Test func `the worker keeps everything that the app loads`() throws {
        let worker = try text(of: "/app/sw.js")
        for (path, entry) in app.byPath where entry.kind == .immutable || entry.kind == .shell {
            #expect(worker.contains("\"\(path)\""), "\(path)")
        }
        let sheet = try #require(styles.path(of: "aikagi.css"))
        #expect(worker.contains("\"\(sheet)\""))
        #expect(app.byPath["/app/sw.js"]?.kind == .worker)
    }

    /// What a module imports lies beside it, so nothing is loaded that the worker does not keep.
    @Test func `every import leads to a file of the app`() throws {
        for (path, entry) in app.byPath where path.hasSuffix(".js") && entry.kind == .immutable {
            let text = String(decoding: entry.file.bytes, as: UTF8.self)
            for found in text.matches(of: #/(?m)^(?:import|\} from).*"(\.[^"]+)";$/#) {
                #expect(app.byPath[resolved(String(found.output.1), from: path)] != nil, "\(found.output.0) in \(path)")
            }
        }
    }

    @Test func `the manifest's icons are there`() throws {
        let manifest = try text(of: "/app/manifest.webmanifest")
        let icons = manifest.matches(of: #/"src": "([^"]+)"/#).map { String($0.output.1) }
        #expect(icons.count == 4)
        for icon in icons { #expect(app.byPath[icon]?.file.contentType == "image/png", "\(icon)") }
    }

    @Test(arguments: ["/app/", "/app/index.html", "/app/../strings/en.json", "/app/main.js", "/app/icons/icon-192.png"])
    func `HTTP-08: answers to its own names only`(path: String) {
        #expect(app.byPath[path] == nil)
    }

    private func resolved(_ relative: String, from path: String) -> String {
        var parts = path.split(separator: "/").dropLast()
        for part in relative.split(separator: "/") where part != "." {
            if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
