import Addresses
import Identity
import TestSupport
import Testing

@Suite struct `A typed e-mail address` {
    private func canonical(_ typed: String) throws(EmailRefusal) -> String {
        try EmailEntry(typed).address.canonical
    }

    @Test func `is trimmed, and kept as typed for people`() throws {
        let address = try EmailEntry(" Alice.Smith+news@Example.ORG\t").address
        #expect(address.canonical == "alice.smith+news@example.org")
        #expect(address.shown == "Alice.Smith+news@example.org")
    }

    @Test func `OTP-14: letter case makes no second account, dots and plus-tags do`() throws {
        #expect(try EmailEntry("Alice@x.test").address == EmailEntry("alice@X.test").address)
        #expect(try EmailEntry("ZOË@x.test").address == EmailEntry("zoe\u{308}@x.test").address)
        #expect(try EmailEntry("al.ice@x.test").address != EmailEntry("alice@x.test").address)
        #expect(try EmailEntry("alice+a@x.test").address != EmailEntry("alice@x.test").address)
    }

    @Test(arguments: [
        "a@x.test, b@y.test", "a@x.test;b@y.test", "a@x.test、b@y.test", "a@x.test，b@y.test", "a,b@x.test",
    ])
    func `OTP-09: a list is refused`(typed: String) {
        #expect(throws: EmailRefusal.list) { try EmailEntry(typed) }
    }

    @Test(arguments: [
        "a@x.test\r\nBcc: b@y.test", "a@x.test\nb", "a\r@x.test", "a@x.test%0d%0aBcc:b@y.test", "a@x.test%0A",
        "a%0D@x.test",
        "a@x.test\u{2028}", "a@x.test\u{85}", "a@x.test\u{0B}", "a@x.test\n", "\na@x.test",
    ])
    func `OTP-09: a line break is refused, also at the ends and as an escape`(typed: String) {
        #expect(throws: EmailRefusal.lineBreak) { try EmailEntry(typed) }
    }

    @Test(arguments: [
        ("a@x.test@y.test", EmailRefusal.severalAtSigns), ("a@@x.test", .severalAtSigns),
        ("@relay.test@x.test", .route), ("@relay.test:a@x.test", .route), ("a%b@x.test", .route),
        ("x!a@y.test", .route),
        ("mailto:a@x.test", .route), ("\"a@y.test\"@x.test", .quotedLocalPart), ("\"a b\"@x.test", .quotedLocalPart),
        ("a(hello)@x.test", .comment), ("a@x.test(hello)", .comment), ("Alice <a@x.test>", .displayName),
        ("<a@x.test>", .displayName), ("=?utf-8?q?a=40y?=@x.test", .encodedWord), ("a@[127.0.0.1]", .addressLiteral),
        ("a@[IPv6:::1]", .addressLiteral), ("a@127.0.0.1", .addressLiteral), ("a b@x.test", .space),
        ("a @x.test", .space), ("a@x.test b", .space), ("a\u{A0}@x.test", .space),
        ("a\\b@x.test", .strangeCharacter("\\")), ("", .empty), (" 　\t", .empty), ("alice", .noAtSign),
        ("@x.test", .misplacedDot), (".a@x.test", .misplacedDot), ("a.@x.test", .misplacedDot),
        ("a..b@x.test", .misplacedDot), ("a@", .incompleteDomain), ("a@localhost", .incompleteDomain),
        ("a@x.test.", .domain), ("a@.x.test", .domain), ("a@x..test", .domain), ("a@-x.test", .domain),
        ("a@x-.test", .domain), ("a@x_y.test", .domain), ("a@x/y.test", .domain), ("a@xn--a.test", .domain),
        ("a@xn--n3h.test", .strangeCharacter("\u{2603}")), ("a@☃.test", .strangeCharacter("☃")),
    ])
    func `OTP-12: what is not one plain address is refused, and for its reason`(typed: String, refusal: EmailRefusal) {
        #expect(throws: refusal) { try EmailEntry(typed) }
    }

    @Test(arguments: ["a＠x.test", "a﹫x.test", "a＠b@x.test", "a@b＠x.test"])
    func `OTP-11: an at sign that is none is refused`(typed: String) {
        #expect(throws: EmailRefusal.otherAtSign) { try EmailEntry(typed) }
    }

    @Test(arguments: [
        "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{AD}", "\u{202E}", "\u{2066}", "\u{FE0F}",
        "\u{3164}",
        "\u{115F}", "\u{180E}", "\u{E0041}", "\u{2800}", "\0", "\u{7F}", "\u{1B}", "\u{34F}",
    ])
    func `OTP-13: what can't be seen is refused wherever it stands`(invisible: String) {
        for typed in ["ad\(invisible)min@x.test", "admin\(invisible)@x.test", "admin@x\(invisible)y.test"] {
            #expect(throws: EmailRefusal.invisibleCharacter) { try EmailEntry(typed) }
        }
        #expect(throws: EmailRefusal.self) { try EmailEntry("\(invisible)admin@x.test") }
    }

    @Test func `OTP-11: compatibility forms are the plain letters, before anything is judged`() throws {
        #expect(try canonical("ｖｉｃｔｉｍ@ｅｘａｍｐｌｅ.test") == "victim@example.test")
        #expect(try EmailEntry("ｖｉｃｔｉｍ@example.test").address.shown == "victim@example.test")
        #expect(try canonical("\u{212A}ate@x.test") == "kate@x.test")
        #expect(try canonical("ﬁle@x.test") == "file@x.test")
        #expect(try canonical("straße@x.test") == "strasse@x.test")
        #expect(try EmailEntry("straße@x.test").address.shown == "straße@x.test")
        #expect(throws: EmailRefusal.strangeCharacter("%")) { try EmailEntry("a﹪b@x.test") }
        #expect(throws: EmailRefusal.domain) { try EmailEntry("a@℀.test") }
    }

    @Test(arguments: ["victım@example.test", "νictim@example.test", "victіm@example.test", "victim@exаmple.test"])
    func `OTP-11: an address that looks like a taken one collides with it`(typed: String) throws {
        let taken = try EmailEntry("victim@example.test")
        let other = try EmailEntry(typed)
        #expect(other.address != taken.address)
        #expect(other.lookAlike.collides(with: taken.lookAlike))
    }

    @Test func `OTP-13: both forms of an international domain are one identity, shown readable`() throws {
        let typed = try EmailEntry("taro@日本語.example").address
        let encoded = try EmailEntry("taro@XN--WGV71A119E.example").address
        #expect(typed == encoded)
        #expect(typed.canonical == "taro@xn--wgv71a119e.example")
        #expect(typed.shown == "taro@日本語.example" && encoded.shown == typed.shown)
    }

    @Test func `OTP-13: domains are mapped as the idna package maps them`() throws {
        for vector in try Vectors.cases(in: "addresses/domains.txt") {
            #expect(try canonical("a@\(vector[0])") == "a@\(vector[1])", "\(vector)")
        }
    }

    @Test func `OTP-13: mixed scripts are flagged and shown as A-labels, Japanese is not one`() throws {
        let mixed = try EmailEntry("a@exаmple.test")
        #expect(mixed.mixesScripts)
        #expect(mixed.address.shown == "a@xn--exmple-4nf.test")
        #expect(try EmailEntry("аdmin@example.test").mixesScripts)
        for honest in ["a@example.test", "山田たろうtaro@example.test", "a@東京タワーtokyo.example", "админ@пример.example"] {
            #expect(try !EmailEntry(honest).mixesScripts)
        }
    }

    @Test func `is refused when a mail server need not take it`() throws {
        let local = String(repeating: "a", count: 64)
        #expect(try canonical("\(local)@x.test") == "\(local)@x.test")
        #expect(throws: EmailRefusal.tooLong) { try EmailEntry("a\(local)@x.test") }
        #expect(throws: EmailRefusal.tooLong) { try EmailEntry(String(repeating: "鍵", count: 22) + "@x.test") }
        let label = String(repeating: "b", count: 60)
        let domain = "\(label).\(label).\(label).test"
        #expect(try canonical("\(local)@\(domain)").utf8.count == 252)
        #expect(throws: EmailRefusal.tooLong) { try EmailEntry("\(local)@abc.\(domain)") }
        #expect(throws: EmailRefusal.domain) { try EmailEntry("a@\(label)bcde.test") }
    }

    @Test(arguments: [
        "@", "a", ".", "%", "=?", "e\u{308}", "\u{301}", "xn--", "a@", "(", " ", "鍵", "\u{1F468}\u{200D}",
    ])
    func `HTTP-07: a megabyte of anything is refused unread, and a kilobyte in one pass`(piece: String) {
        let megabyte = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
        #expect(throws: EmailRefusal.tooLong) { try EmailEntry(megabyte) }
        #expect(throws: EmailRefusal.tooLong) { try EmailEntry("a@\(megabyte).test") }
        let kilobyte = String(repeating: piece, count: 1_000 / piece.utf8.count)
        #expect(throws: EmailRefusal.self) { try EmailEntry("a@\(kilobyte).test") }
        #expect(throws: EmailRefusal.self) { try EmailEntry("\(kilobyte)@x.test") }
    }

    @Test func `the canonical form reads as itself`() throws {
        for typed in ["Zoë.İ+ẞ@BÜCHER.example", "Ǆ@x.test", "ά@βόλος.example", "ﾃｽﾄ@ﾃｽﾄ.example", "K{}|~@x.test"] {
            let once = try canonical(typed)
            #expect(try canonical(once) == once)
            #expect(try canonical(EmailEntry(typed).address.shown) == once)
        }
    }
}
