import Identity
import Testing

@testable import Pages

@Suite struct `Static files` {
    private let files: StaticFiles

    init() throws {
        files = try StaticFiles(reading: .besideExecutable(), under: "/static")
    }

    @Test func `are served under a fingerprint of what they hold`() throws {
        let path = try #require(files.path(of: "aikagi.css"))
        #expect(path.wholeMatch(of: /\/static\/[0-9a-f]{16}\/aikagi\.css/) != nil)
        #expect(files.byPath[path]?.contentType == "text/css; charset=utf-8")
        #expect(files.fingerprint == (try StaticFiles(reading: .besideExecutable(), under: "/other")).fingerprint)
    }

    @Test(arguments: [
        "../strings/en.json", "..%2fstrings/en.json", "aikagi.css%00", "", ".", "..", "/etc/passwd", "AIKAGI.CSS",
    ])
    func `HTTP-08: answer to their own names only`(name: String) {
        #expect(files.path(of: name) == nil)
        #expect(files.byPath["/static/\(files.fingerprint)/\(name)"] == nil)
        #expect(files.byPath["/static/\(name)"] == nil)
    }

    @Test func `stay within what a page may weigh`() throws {
        let sizes = Dictionary(uniqueKeysWithValues: files.byPath.values.map { ($0.name, $0.bytes.count) })
        #expect(try #require(sizes["aikagi.css"]) < 30_000)
        let shared = try #require(sizes["page.js"])
        for (name, size) in sizes where name.hasSuffix(".js") && name != "page.js" {
            #expect(shared + size < 10_000, "\(name)")
        }
    }

    @Test func `include the mark for tabs and home screens`() throws {
        let favicon = try #require(files.favicon)
        #expect(favicon.contentType == "image/svg+xml")
        #expect(files.path(of: "app-icon.svg") != nil)
        for file in files.byPath.values where file.name.hasSuffix(".svg") {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(
                text.hasPrefix("<svg xmlns=") && !text.contains("<script") && !text.contains("style"), "\(file.name)")
        }
    }

    @Test func `a missing folder is named in the error`() {
        #expect(throws: PagesError.resourcesMissing(path: "/nowhere/at/all")) {
            try ResourceFolder(path: "/nowhere/at/all")
        }
        #expect(PagesError.resourcesMissing(path: "/x").description.contains("/x"))
    }
}
