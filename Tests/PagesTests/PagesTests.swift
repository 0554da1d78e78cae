import Foundation
import Identity
import Testing

@testable import Pages

@Suite struct `Every page` {
    private let pages: PageLibrary

    init() throws {
        pages = try Samples.pages()
    }

    private func html(_ sample: Sample, _ language: Language = .english) -> String {
        pages.render(sample.page, in: sample.frame(language))
    }

    @Test(arguments: Sample.all, Language.allCases)
    func `is whole, in the language asked for, with one heading`(sample: Sample, language: Language) {
        let html = html(sample, language)
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\">"))
        #expect(html.hasSuffix("</html>\n"))
        #expect(html.matches(of: /<h1>[^<]+<\/h1>/).count == 1)
        #expect(html.firstMatch(of: /<title>[^<]+ · Aikagi<\/title>/) != nil)
        #expect(!html.contains("{{") && !html.contains("[[") && !html.contains("}}"))
        #expect(!html.contains("‹secret›") && !html.contains("Optional("))
    }

    @Test(arguments: Sample.all)
    func `SESS-15: needs no inline script or style, so the policy can forbid them`(sample: Sample) {
        let html = html(sample)
        #expect(!html.contains("<style") && html.firstMatch(of: /\sstyle=/) == nil)
        #expect(html.firstMatch(of: /\son[a-z]+=/) == nil)
        #expect(html.firstMatch(of: /<script(?![^>]*\ssrc="\/(static|app)\/)/) == nil)
        // A person may be led to an application; the page itself loads nothing from elsewhere.
        let loads = html.replacing(/<a class="primary" href="https:/, with: "")
        #expect(loads.firstMatch(of: /(src|href)="(https?:)?\/\//) == nil)
        #expect(!html.contains("javascript:"))
    }

    @Test(arguments: Sample.all)
    func `carries the form token in every form that changes something`(sample: Sample) {
        let html = html(sample)
        let forms = html.matches(of: /<form\b[^>]*>([\s\S]*?)<\/form>/)
        #expect(!forms.isEmpty)
        for form in forms {
            #expect(form.0.contains("method=\"post\""))
            // Our token is nobody else's business.
            let isForUs = !form.0.contains("action=\"https:")
            #expect(form.1.contains("name=\"formToken\" value=\"form-token-of-this-browser\"") == isForUs)
        }
    }

    @Test(arguments: Sample.all)
    func `names its fields as Web decodes them`(sample: Sample) {
        let known = Set(FormField.allCases.map(\.rawValue) + ["again"])
        for field in html(sample).matches(of: /<(?:input|button)[^>]*\sname="([^"]+)"/) {
            #expect(known.contains(String(field.1)))
        }
    }

    @Test(arguments: Sample.all)
    func `labels every field and never names an id twice`(sample: Sample) {
        let html = html(sample)
        let ids = html.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
        #expect(ids.count == Set(ids).count)
        for input in html.matches(of: /<input [^>]*>/) where !input.0.contains("hidden") {
            guard let id = input.0.firstMatch(of: /\sid="([^"]+)"/)?.1 else { Issue.record("\(input.0)"); continue }
            #expect(html.contains("<label for=\"\(id)\""))
        }
        for reference in html.matches(of: /aria-(?:describedby|labelledby)="([^"]+)"/) {
            for id in reference.1.split(separator: " ") { #expect(ids.contains(String(id)), "\(id)") }
        }
    }

    @Test(arguments: Sample.all.filter { !$0.page.problems.isEmpty })
    func `says each problem in a summary that takes the focus, and beside its field`(sample: Sample) {
        let html = html(sample)
        #expect(html.contains("id=\"problems\" role=\"alert\" tabindex=\"-1\" autofocus"))
        #expect(html.split(separator: " autofocus").count - 1 == 1)
        for problem in sample.page.problems {
            guard let field = problem.field else { continue }
            #expect(html.contains("<a href=\"#\(field)\">"))
            #expect(html.contains("id=\"\(field)-error\""))
            let input = html.components(separatedBy: "<input id=\"\(field)\"").last?.prefix { $0 != ">" }
            #expect(input?.contains("aria-invalid=\"true\"") == true)
        }
    }

    @Test(arguments: Sample.all.filter(\.isSignedIn))
    func `SESS-25: has a way to sign out when it is a person's own`(sample: Sample) {
        let html = html(sample)
        #expect(html.contains("<form class=\"who\" method=\"post\" action=\"/to/signOut\">"))
        #expect(html.contains("Sign out</button>"))
    }

    @Test(arguments: Sample.all, Language.allCases)
    func `is small enough to arrive at once`(sample: Sample, language: Language) {
        #expect(html(sample, language).utf8.count < 24_000)
    }

    @Test func `has a sample here for each template`() throws {
        let templates = try ResourceFolder.besideExecutable().files(in: "pages", withSuffix: ".mustache")
            .filter { $0.text.contains("{{<layout}}") }
            .map { String($0.name.dropLast(".mustache".count)) }
        let shown = Set(Sample.all.map { type(of: $0.page).template })
        #expect(Set(templates) == shown)
    }
}
