import ApprovalProtocol
import AuthenticatorCore
import Bytes
import Foundation
import TestSupport
import Testing

@Suite struct `An installation that is kept` {
    private static let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    private let share = [UInt8](repeating: 9, count: 32)
    private let now: Int64 = 1_790_000_000_000

    @Test func `PUSH-23: opens its approval key by the PIN and the share together, and by nothing less`() throws {
        let (saved, enrolment) = try enrolled(pin: "481902")
        #expect(saved.hasPIN)
        let pin = try saved.pin(typed: "481902")
        #expect(try saved.approvalKey(pin: pin, share: share).publicKey == enrolment.approvalKey.publicKey)
        let wrong = try saved.pin(typed: "481903")
        let otherShare = [UInt8](repeating: 8, count: 32)
        for (pin, share) in [(wrong, share), (pin, otherShare)] {
            #expect(throws: SavedInstallation.CannotOpen.self) { try saved.approvalKey(pin: pin, share: share) }
        }
        #expect(throws: SavedInstallation.CannotOpen.self) { try saved.approvalKey() }
        #expect(throws: SavedInstallation.CannotOpen.self) { try saved.approvalKey(pin: pin) }
    }

    @Test func `PUSH-23: what is written holds neither the approval key nor the seed of the codes in the clear`() throws
    {
        let (saved, enrolment) = try enrolled(pin: "481902")
        let file = try JSONEncoder().encode(saved)
        #expect(file.range(of: Data(Self.seed.utf8)) == nil)
        let again = try JSONDecoder().decode(SavedInstallation.self, from: file)
        let pin = try again.pin(typed: "481902")
        #expect(try again.approvalKey(pin: pin, share: share).publicKey == enrolment.approvalKey.publicKey)
        #expect(try again.installation().contactKey.publicKey == enrolment.contactKey.publicKey)
        #expect(try again.installation().origin.text == "https://id.example.org")
    }

    @Test func `without a PIN it opens by itself, and says that it has none`() throws {
        let (saved, enrolment) = try enrolled(pin: nil)
        #expect(!saved.hasPIN)
        #expect(try saved.approvalKey().publicKey == enrolment.approvalKey.publicKey)
        #expect(throws: SavedInstallation.CannotOpen.self) { try saved.pin(typed: "481902") }
    }

    @Test func `codes are behind the PIN and need no server`() throws {
        let (saved, _) = try enrolled(pin: "481902")
        #expect(throws: SavedInstallation.CannotOpen.self) { try saved.codes() }
        let wrong = try saved.pin(typed: "000000")
        #expect(throws: SavedInstallation.CannotOpen.self) { try saved.codes(pin: wrong) }
        let codes = try saved.codes(pin: saved.pin(typed: "481902"))
        let own = try #require(codes.entries.first)
        // RFC 6238 appendix B: 94287082 at 59 seconds, of which the last six digits.
        #expect(own.code(at: 59_000) == ("287082", 1))
    }

    @Test(.enabled(if: Program.oathtool.isInstalled))
    func `T-1: codes of other services are those of oathtool, and stay when they are kept`() throws {
        var (saved, _) = try enrolled(pin: nil)
        var codes = try saved.codes()
        try codes.add(
            "otpauth://totp/GitHub:octocat?secret=JBSWY3DPEHPK3PXP&issuer=GitHub&algorithm=SHA256&digits=8&period=60",
            at: now)
        try codes.add("otpauth://totp/octocat?secret=\(Self.seed)", at: now)
        try saved.keep(codes)
        let kept = try saved.codes()
        #expect(kept.entries.map(\.issuer) == ["Aikagi", "GitHub", ""])
        let entry = try #require(kept.entries(named: "git").first)
        let expected = try Program.oathtool.output(
            of: ["--totp=SHA256", "-b", "-d", "8", "-s", "60", "-N", "@1790000000", "JBSWY3DPEHPK3PXP"])
        #expect(entry.code(at: now).code == expected)
        #expect(kept.entries(named: "octocat").count == 2)
        #expect(kept.entries(named: "nobody").isEmpty)
    }

    @Test func `a service that is added again takes the place of the old one`() throws {
        var codes = try enrolled(pin: nil).saved.codes()
        try codes.add("otpauth://totp/GitHub:octocat?secret=JBSWY3DPEHPK3PXP&issuer=GitHub", at: now)
        try codes.add("otpauth://totp/GitHub:octocat?secret=\(Self.seed)&issuer=GitHub", at: now)
        #expect(codes.entries.count == 2)
        #expect(codes.entries.last?.code(at: 59_000).code == "287082")
    }

    @Test func `T-1: a secret is taken as it is typed, and a service is forgotten again`() throws {
        var codes = try enrolled(pin: nil).saved.codes()
        try codes.add(secret: "gezd gnbv gy3t qojq gezd gnbv gy3t qojq", named: "Mail", digits: 8, at: now)
        let entry = try #require(codes.others.first)
        // RFC 6238 appendix B.
        #expect(entry.code(at: 59_000) == ("94287082", 1))
        #expect(throws: CodeKeeper.Refusal.broken) { try codes.add(secret: "short", named: "Mail", at: now) }
        #expect(throws: CodeKeeper.Refusal.broken) {
            try codes.add(secret: Self.seed, named: "Mail", digits: 9, at: now)
        }
        try codes.remove(entry, at: now)
        #expect(codes.others.isEmpty)
    }

    @Test func `the account's own codes are replaced and removed by nothing`() throws {
        var codes = try enrolled(pin: nil).saved.codes()
        let own = try #require(codes.own)
        #expect(throws: CodeKeeper.Refusal.isOwn) {
            try codes.add("otpauth://totp/Aikagi:ada@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Aikagi", at: now)
        }
        #expect(throws: CodeKeeper.Refusal.isOwn) { try codes.remove(own, at: now) }
        #expect(codes.own?.code(at: 59_000).code == "287082")
    }

    @Test func `a name that is too long to be shown is cut, and locks nothing up`() throws {
        var (saved, _) = try enrolled(pin: nil)
        var codes = try saved.codes()
        let name = String(repeating: "愛", count: 200)
        try codes.add("otpauth://totp/\(name)?secret=JBSWY3DPEHPK3PXP", at: now)
        try saved.keep(codes)
        #expect(try saved.codes().others.map(\.account.count) == [100])
    }

    @Test func `T-2: codes that were kept before there was a vault are all in it`() throws {
        let links = [
            "otpauth://totp/Aikagi:ada%40example.org?secret=\(Self.seed)&issuer=Aikagi",
            "otpauth://totp/GitHub:octocat?secret=JBSWY3DPEHPK3PXP&issuer=GitHub",
            "otpauth://totp/mail?secret=\(Self.seed)&digits=8",
        ]
        var saved = try withCodesOfBefore(links, in: try enrolled(pin: "481902").saved, pin: "481902")
        let pin = try saved.pin(typed: "481902")
        for _ in 1...2 {
            let codes = try saved.codes(pin: pin)
            #expect(codes.own?.code(at: 59_000).code == "287082")
            #expect(codes.others.map(\.issuer) == ["GitHub", ""])
            #expect(codes.others.last?.code(at: 59_000).code == "94287082")
            try saved.keep(codes, pin: pin)
        }
    }

    @Test func `DEV-13: one that has ended can ask and approve nothing, and keeps its codes`() throws {
        var saved = try enrolled(pin: nil).saved
        saved.end(because: .reportedLost)
        let again = try JSONDecoder().decode(SavedInstallation.self, from: try JSONEncoder().encode(saved))
        #expect(again.ending == .reportedLost)
        #expect(throws: SavedInstallation.CannotOpen.self) { try again.installation() }
        #expect(throws: SavedInstallation.CannotOpen.self) { try again.approvalKey() }
        #expect(try again.codes().own?.code(at: 59_000).code == "287082")
        var new = try self.enrolled(pin: nil).saved.codes()
        var old = try again.codes()
        try old.add(secret: Self.seed, named: "Mail", at: now)
        new.takeOver(old, at: now)
        #expect(new.others.map(\.account) == ["Mail"])
    }

    @Test(arguments: [
        ("https://example.org", CodeKeeper.Refusal.notAnOTPAuthLink), ("", .notAnOTPAuthLink),
        ("otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=1", .unsupported),
        ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=MD5", .unsupported), ("otpauth://totp/a", .broken),
        ("otpauth://totp/a?secret=0189", .broken), ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=99", .broken),
    ])
    func `TOTP-18: a link that codes can't be made of is refused with its reason`(
        link: String, refusal: CodeKeeper.Refusal
    ) throws {
        var codes = try enrolled(pin: nil).saved.codes()
        #expect(throws: refusal) { try codes.add(link, at: now) }
        #expect(codes.entries.count == 1)
    }

    @Test func `an answer for another server, or without the share that a PIN needs, is not taken`() throws {
        let pin = try UnlockedPIN(chosen: "481902")
        let call = try enrolment(pin: pin).call(at: now)
        #expect(throws: UnreadableAnswer.self) {
            try call.answer(to: answer(origin: "https://evil.test", share: share))
        }
        #expect(throws: UnreadableAnswer.self) {
            try call.answer(to: answer(origin: "https://id.example.org", share: nil))
        }
        #expect(throws: UnreadableAnswer.self) {
            try call.answer(to: answer(origin: "https://id.example.org", share: [1]))
        }
    }

    @Test func `secrets have no text`() throws {
        let (saved, enrolment) = try enrolled(pin: nil)
        #expect("\(enrolment.approvalKey)" == "‹private key›")
        #expect(String(reflecting: try #require(try saved.codes().entries.first)) == "‹codes of Aikagi›")
    }

    // MARK: -

    /// What an app from before the vault had written: a list of links in the same place.
    private func withCodesOfBefore(
        _ links: [String], in saved: SavedInstallation, pin: String
    ) throws -> SavedInstallation {
        let written = try JSONEncoder().encode(saved)
        var file = try #require(try JSONSerialization.jsonObject(with: written) as? [String: Any])
        let salt = try Base64.url.decode(try #require(file["salt"] as? String))
        let key = try StretchedPIN(try PIN(typed: pin), salt: salt).codesKey
        file["codeBytes"] = Base64.url.encode(try key.wrap(Array(try JSONEncoder().encode(links)), for: saved.id))
        let bytes = try JSONSerialization.data(withJSONObject: file)
        return try JSONDecoder().decode(SavedInstallation.self, from: bytes)
    }

    private func enrolment(pin: UnlockedPIN?) throws -> Enrolment {
        Enrolment(
            with: "token", at: try #require(ServerOrigin("https://id.example.org")),
            as: .init(name: "Laptop", platform: "Terminal", language: "en"), pin: pin)
    }

    private func enrolled(pin: String?) throws -> (saved: SavedInstallation, enrolment: Enrolment) {
        let enrolment = try enrolment(pin: try pin.map { try UnlockedPIN(chosen: $0) })
        let call = try enrolment.call(at: now)
        let enrolled = try call.answer(to: answer(origin: "https://id.example.org", share: pin == nil ? nil : share))
        return (try SavedInstallation(enrolled), enrolment)
    }

    private func answer(origin: String, share: [UInt8]?) throws -> HTTPAnswer {
        let nonce = String(repeating: "A", count: 43)
        var body: [String: Any] = [
            "installation": "i1", "account": "a1", "accountName": "Ada", "identifier": "ada@example.org",
            "origin": origin,
            "codes": ["secret": Self.seed, "algorithm": "SHA1", "digits": 6, "period": 30], "chain": nonce,
            "test": [
                "id": "r1", "purpose": "test", "nonce": nonce, "expires": now + 120_000, "accountName": "Ada",
                "context": ["application": "Aikagi", "place": "", "address": "", "browser": "", "at": now],
            ],
        ]
        body["share"] = share.map { Data($0).base64EncodedString().filter { $0 != "=" } }
        return HTTPAnswer(
            status: 201, contentType: "application/json", body: Array(try JSONSerialization.data(withJSONObject: body)))
    }
}
