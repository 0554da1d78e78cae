import Foundation
import Identity
import Store
import TestSupport
import Testing

/// What somebody finds who has a copy of the database and not the master key.
@Suite(.serialized) struct `A copy of the database` {
    private let seed = Array("JBSWY3DPEHPK3PXPZZZZ".utf8)
    private let canary = "canary 8f2b71c4"

    private func filled(_ kind: TestDatabase.Kind) async throws -> Fixture {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let app = CodeAppRecord(
            id: AuthenticatorID("app"), account: ada, name: "phone", seed: Secret(seed), lastStep: 0,
            createdAt: fixture.noon)
        let enrolment = EnrolmentRecord(
            id: EnrolmentID("enrolment"), account: ada, owner: "session", kind: "code app", content: Secret(seed),
            createdAt: fixture.noon, expiresAt: fixture.noon + .seconds(900))
        let message = OutboxMessage(
            id: "message", account: ada, kind: "code", recipient: "\(canary)@example.org",
            content: Secret(Array("\(canary) 97531864".utf8)), createdAt: fixture.noon, expiresAt: nil)
        let link = LinkRecord(
            tokenHash: [1, 2, 3], purpose: "invitation", content: Secret(Array(canary.utf8)), createdAt: fixture.noon,
            expiresAt: fixture.noon + .seconds(900))
        let helpCode = HelpCode(bits: 12_345)
        let refusal = RefusalRecord(
            helpCode: helpCode, account: ada, content: Array(canary.utf8), createdAt: fixture.noon,
            expiresAt: fixture.noon + .seconds(900))
        let recorded = try await fixture.store.write { transaction in
            try transaction.enrol(app)
            try transaction.begin(enrolment)
            try transaction.enqueue(message)
            try transaction.issue(link)
            return try transaction.record(refusal)
        }
        #expect(recorded)
        try await fixture.issue("97531864", tries: 5, for: "sign-in", to: ada, by: "attempt")
        return fixture
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }

    @Test(arguments: Fixture.kinds)
    func `TOTP-12: holds no seed, no code, no message and no decision that can be read`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await filled(kind)
        let dump = try fixture.database.dump().lowercased()
        #expect(dump.contains("phone"), "the dump holds the rows")
        for secret in [seed, Array(canary.utf8), Array("97531864".utf8)] {
            #expect(!dump.contains(hexadecimal(secret)))
            #expect(!dump.contains(Data(secret).base64EncodedString().lowercased()))
            #expect(!dump.contains(String(decoding: secret, as: UTF8.self).lowercased()))
        }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `what was sealed comes back as it was`(kind: TestDatabase.Kind) async throws {
        let fixture = try await filled(kind)
        let (apps, enrolment, message, link, refusal) = try await fixture.store.read { transaction in
            (
                try transaction.codeApps(of: AccountID("ada")),
                try transaction.enrolment(
                    ofKind: "code app", of: AccountID("ada"), ownedBy: "session", at: Fixture.noon),
                try transaction.message("message"),
                try transaction.link(tokenHash: [1, 2, 3], for: "invitation", at: Fixture.noon),
                try transaction.refusal(HelpCode(bits: 12_345), at: Fixture.noon)
            )
        }
        #expect(apps.map { $0.seed.reveal() } == [seed])
        #expect(enrolment?.content.reveal() == seed)
        #expect(message?.recipient == "\(canary)@example.org")
        #expect(message?.content.reveal() == Array("\(canary) 97531864".utf8))
        #expect(link?.content.reveal() == Array(canary.utf8))
        #expect(refusal?.content == Array(canary.utf8))
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `a seed that was moved to another app, or changed, does not open`(kind: TestDatabase.Kind) async throws {
        let fixture = try await filled(kind)
        try await fixture.codeApp("other", of: AccountID("ada"))
        try fixture.database.tell(
            "UPDATE code_app SET seed_sealed = (SELECT seed_sealed FROM code_app WHERE id = 'other') WHERE id = 'app'")
        await #expect(throws: Sealer.NotSealedHere.self) {
            try await fixture.store.read { try $0.codeApps(of: AccountID("ada")).count }
        }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `PWD-11: holds of a password what the hasher made, with cost and salt in each row`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let hashes = [
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdDE$aGFzaDE", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdDI$aGFzaDI",
        ]
        for (name, hash) in zip(["ada", "bob"], hashes) {
            let account = try await fixture.account(name)
            try await fixture.store.write { transaction in
                try transaction.set(
                    PasswordRecord(
                        id: AuthenticatorID(name), account: account, hash: hash, standsAlone: false,
                        changedAt: Fixture.noon))
            }
        }
        let columns = try fixture.database.tell("SELECT hash FROM password ORDER BY account")
        #expect(columns == hashes.joined(separator: "\n") + "\n")
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `a wrong master key stops the start and changes nothing`(kind: TestDatabase.Kind) async throws {
        let fixture = try await filled(kind)
        await fixture.store.close()
        let before = try fixture.database.dump()
        await #expect(throws: StoreFault.wrongMasterKey) {
            try await Fixture.open(fixture.database, MasterKey(bytes: .random()))
        }
        #expect(try fixture.database.dump() == before)
        let reopened = try await fixture.secondStore()
        let apps = try await reopened.read { try $0.codeApps(of: AccountID("ada")) }
        #expect(apps.map { $0.seed.reveal() } == [seed])
        await reopened.close()
    }
}
