import Addresses
import Testing

@Suite struct `Group addresses` {
    private func isGroup(_ typed: String, among entries: [String]) throws -> Bool {
        try GroupAddresses(entries).contains(try EmailEntry(typed).address)
    }

    @Test func `an exact entry means one address, in any case and with any tag`() throws {
        let entries = ["Info@Example.org"]
        #expect(try isGroup("info@example.org", among: entries))
        #expect(try isGroup("INFO+me@example.org", among: entries))
        #expect(try !isGroup("infos@example.org", among: entries))
        #expect(try !isGroup("info@www.example.org", among: entries))
    }

    @Test func `a star before the at sign stands for any text`() throws {
        #expect(try isGroup("info@anything.example", among: ["info@*"]))
        #expect(try isGroup("sales-all@example.org", among: ["*-all@example.org"]))
        #expect(try isGroup("team-red-list@example.org", among: ["team-*-list@example.org"]))
        #expect(try !isGroup("team-list@example.org", among: ["team-*-list@example.org"]))
        #expect(try isGroup("noreply.x@example.org", among: ["noreply.*@*"]))
        #expect(try !isGroup("sales-all@example.net", among: ["*-all@example.org"]))
    }

    @Test func `a star behind it stands for every domain, or for all below one`() throws {
        #expect(try isGroup("a@lists.example.org", among: ["*@lists.example.org"]))
        #expect(try !isGroup("a@x.lists.example.org", among: ["*@lists.example.org"]))
        #expect(try isGroup("a@x.y.example.org", among: ["*@*.example.org"]))
        #expect(try !isGroup("a@example.org", among: ["*@*.example.org"]))
        #expect(try !isGroup("a@notexample.org", among: ["*@*.example.org"]))
        #expect(try isGroup("a@xn--wgv71a119e.example", among: ["*@日本語.example"]))
    }

    @Test(arguments: [
        "", "info", "@example.org", "info@", "a*b*c@example.org", "info@ex*mple.org", "info@*example.org", "info@*.",
        "a@b@c",
        "in fo@*", "info@localhost", "**@example.org", "a,b@example.org",
    ])
    func `an entry that can't be read is named`(entry: String) {
        #expect(throws: GroupAddresses.Refusal.unreadable(entry: entry)) { try GroupAddresses(["info@*", entry]) }
    }

    @Test func `no entries, no groups`() throws {
        #expect(try !isGroup("info@example.org", among: []))
    }
}
