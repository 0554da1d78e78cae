import Foundation
import Identity
import Testing

@Suite struct `A help code` {
    @Test func `is two groups of three from letters that nobody confuses`() {
        #expect(HelpCode(bits: 0).text == "222-222")
        #expect(HelpCode(bits: .max).text == "ZZZ-ZZZ")
        #expect(HelpCode.alphabet.count == 32)
        #expect(Set(HelpCode.alphabet).isDisjoint(with: "01IO"))
    }

    @Test func `differs with each of its thirty bits, and with no other`() {
        #expect(Set((0..<30).map { HelpCode(bits: 1 << $0) }).count == 30)
        #expect(HelpCode(bits: 1 << 30) == HelpCode(bits: 0))
    }

    @Test(arguments: ["K7F-2QX", "k7f-2qx", "k7f2qx", " K7F 2QX "])
    func `is read however it is typed`(typed: String) {
        #expect(HelpCode(typed)?.text == "K7F-2QX")
    }

    @Test(arguments: ["", "K7F", "K7F-2Q", "K7F-2QXX", "K0F-2QX", "KIF-2QX", "K7F_2QX", "Ｋ7F-2QX"])
    func `is refused when it can't be one`(typed: String) {
        #expect(HelpCode(typed) == nil)
    }

    @Test func `is stored as its text, and nothing else is loaded as one`() throws {
        let code = HelpCode(bits: 123_456_789)
        let stored = try JSONEncoder().encode([code])
        #expect(String(decoding: stored, as: UTF8.self) == "[\"\(code.text)\"]")
        #expect(try JSONDecoder().decode([HelpCode].self, from: stored) == [code])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([HelpCode].self, from: Data("[\"nonsense\"]".utf8))
        }
    }
}

@Suite struct `An identifier` {
    private let address = EmailAddress(canonical: "mira@xn--exmple-cua.org", shown: "Mira@exämple.org")

    @Test func `RATE-04: is the same however it was typed`() {
        let other = EmailAddress(canonical: "mira@xn--exmple-cua.org", shown: "MIRA@EXÄMPLE.ORG")
        #expect(address == other)
        #expect(Set([Identifier.email(address), .email(other)]).count == 1)
        #expect(Identifier.email(address).canonical == "mira@xn--exmple-cua.org")
        #expect(Identifier.email(address).shown == "Mira@exämple.org")
    }

    @Test func `RATE-18: is masked so far that only its owner knows it`() {
        #expect(address.masked == "M•••@exämple.org")
        #expect(EmailAddress(canonical: "broken", shown: "broken").masked == "•••")
        #expect(PhoneNumber(canonical: "+41790000012", shown: "+41 79 000 00 12").masked == "+4•••••12")
        #expect(PhoneNumber(canonical: "+123", shown: "+123").masked == "•••")
    }

    @Test func `keeps both forms in the store`() throws {
        let loaded = try JSONDecoder().decode(
            Identifier.self, from: try JSONEncoder().encode(Identifier.email(address)))
        #expect(loaded == .email(address))
        #expect(loaded.shown == address.shown)
    }
}

@Suite struct `An opaque name` {
    @Test func `is stored as bare text`() throws {
        let stored = try JSONEncoder().encode([SessionID("abc")])
        #expect(String(decoding: stored, as: UTF8.self) == "[\"abc\"]")
        #expect(try JSONDecoder().decode([SessionID].self, from: stored) == [SessionID("abc")])
        #expect("\(AccountID("abc"))" == "abc")
    }
}

@Suite struct `A secret` {
    private let secret = Secret("correct horse")

    @Test func `SESS-01, OTP-05: says nothing when it is printed, dumped or reflected`() {
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])", "\(Optional(secret) as Any)"] {
            #expect(!text.contains("horse"), "\(text)")
        }
        #expect("\(secret)" == "‹secret›")
    }

    @Test func `RATE-19: matches its equal and nothing else`() {
        #expect(secret.matches(Secret("correct horse")))
        for other in ["", "correct hors", "correct horse ", "correct Horse", "xorrect horse"] {
            #expect(!secret.matches(Secret(other)))
        }
        #expect(Secret([1, 2, 3] as [UInt8]).matches(Secret([1, 2, 3])))
        #expect(!Secret([1, 2, 3] as [UInt8]).matches(Secret([1, 2, 4])))
        #expect(!Secret([1, 2, 3] as [UInt8]).matches(Secret([1, 2])))
        #expect(secret.reveal() == "correct horse")
    }
}

@Suite struct `A browser's description` {
    @Test(arguments: [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome", "Linux"
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge", "Windows"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari", "iPhone"
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome", "Android"
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
            "Safari", "Mac"
        ),
    ])
    func `names what people call it`(userAgent: String, name: String, platform: String) {
        #expect(BrowserDescription(userAgent: userAgent) == BrowserDescription(name: name, platform: platform))
    }

    @Test func `OTP-20: lets nothing of the client's own text through`() {
        #expect(
            BrowserDescription(userAgent: "<script>alert(1)</script>") == BrowserDescription(name: nil, platform: nil))
        let long = String(repeating: "x", count: 100_000) + "Firefox/140.0"
        #expect(BrowserDescription(userAgent: long).name == nil)
    }
}
