import Identity
import Testing

@testable import Pages

@Suite struct `A skeleton` {
    private func key(_ fields: Fields) -> SkeletonStore.Key {
        .init(template: "t", language: "en", shape: fields.mapValues(\.shape))
    }

    @Test func `has a gap for each text and nothing of the texts`() {
        let fields: Fields = ["name": "Ann", "rows": [["title": "One"], ["title": "Two"]] as [Fields]]
        let marked =
            "<p>\(Skeleton.mark(for: [.field("name")]))</p>"
            + "<i>\(Skeleton.mark(for: [.field("rows"), .row(1), .field("title")]))</i>"
        #expect(Skeleton(cutting: marked).filled(with: fields) == "<p>Ann</p><i>Two</i>")
        #expect(Skeleton(cutting: marked).filled(with: ["name": "<b>"]) == "<p>&lt;b&gt;</p><i></i>")
    }

    @Test func `is shared by pages that differ in their texts only`() {
        #expect(key(["a": "x", "b": true]) == key(["a": "y", "b": true]))
        #expect(key(["a": "x", "b": true]) != key(["a": "x", "b": false]))
        #expect(key(["a": "x"]) != key(["a": "x", "b": "y"]))
        #expect(key(["a": Icon.mail]) != key(["a": Icon.phone]))
        #expect(key(["a": [["b": "1"]] as [Fields]]) != key(["a": [["b": "1"], ["b": "2"]] as [Fields]]))
    }

    @Test func `is not fooled by marks that somebody types`() throws {
        let typed = "\u{E000}formToken\u{E001}"
        let frame = Frame(language: .english, formToken: "the-token", path: "/", now: Sample.now)
        let html = try Samples.pages().render(SignInPage(identifier: typed), in: frame)
        #expect(html.contains("value=\"\(typed)\""))
    }

    @Test func `gives every page the same words on its second writing as on its first`() throws {
        let pages = try PageLibrary(resources: .besideExecutable(), staticPath: "/static", appPath: "/app") {
            "/to/\($0.rawValue)"
        }
        for sample in Sample.all {
            let first = pages.render(sample.page, in: sample.frame(.japanese))
            #expect(pages.render(sample.page, in: sample.frame(.japanese)) == first, "\(sample.name)")
        }
    }

    @Test func `is kept with a limited number of others`() {
        let store = SkeletonStore(capacity: 3)
        for rows in 0..<50 {
            let fields: Fields = ["rows": Array(repeating: ["a": "b"] as Fields, count: rows)]
            _ = store.skeleton(key(fields)) { Skeleton(cutting: "") }
            #expect(store.count <= 3)
        }
    }

    @Test func `finds a template for every icon`() throws {
        let names = try ResourceFolder.besideExecutable().files(in: "pages").map(\.name)
        for icon in Icon.allCases { #expect(names.contains("\(icon.rawValue).mustache")) }
    }
}
