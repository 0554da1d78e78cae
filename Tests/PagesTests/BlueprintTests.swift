import Testing

@testable import Pages

@Suite struct `A template` {
    private func blueprint() throws -> Blueprint {
        let files = try StaticFiles(reading: .besideExecutable(), under: "/s")
        return Blueprint(
            texts: ["greeting": "Hello {name}, <you> & \"me\"", "plain": "Plain"],
            links: [.signIn: "/sign-in?a=1&b=2"],
            files: files, app: try AppFiles(reading: .besideExecutable(), under: "/app", styledBy: files))
    }

    @Test func `gets its texts and links written in before it is compiled, escaped`() throws {
        let filled = try blueprint().fill("<a href=\"[[link:signIn]]\">[[greeting]]</a>[[plain]]", of: "t")
        #expect(
            filled
                == "<a href=\"/sign-in?a=1&amp;b=2\">Hello {{name}}, &lt;you&gt; &amp; &quot;me&quot;</a>Plain")
    }

    @Test func `stops the start when it names something that isn't there`() throws {
        let blueprint = try blueprint()
        #expect(throws: PagesError.unknownText(key: "nothing", template: "t")) {
            try blueprint.fill("[[nothing]]", of: "t")
        }
        #expect(throws: PagesError.unknownLink(name: "nowhere", template: "t")) {
            try blueprint.fill("[[link:nowhere]]", of: "t")
        }
        #expect(throws: PagesError.unknownFile(name: "no.css", template: "t")) {
            try blueprint.fill("[[file:no.css]]", of: "t")
        }
    }

    @Test func `stops the start when it can't be compiled`() throws {
        let blueprint = try blueprint()
        #expect(throws: PagesError.self) { try blueprint.library(of: [.init(name: "x.mustache", text: "{{#a}}")]) }
    }
}
