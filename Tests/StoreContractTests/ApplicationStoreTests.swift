import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `What applications have` {
    private let wiki = ApplicationID("wiki")

    private func filled(_ kind: TestDatabase.Kind, offline: Bool = false) async throws -> Fixture {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let noon = fixture.noon
        let session = SessionRecord(
            id: SessionID("session"), account: ada, tokenHash: [1], authentication: [], createdAt: noon,
            provenAt: noon, lastUsedAt: noon, idleEndsAt: noon + .seconds(600), endsAt: noon + .seconds(3_600),
            source: ClientSource(address: "192.0.2.1", browser: BrowserDescription(name: nil, platform: nil)))
        let application = ApplicationRecord(
            id: wiki, name: "Wiki", secretHash: [7], metadata: [1, 2], createdAt: noon)
        let grant = ApplicationGrantRecord(
            id: ApplicationGrantID("grant"), account: ada, application: wiki, session: session.id, isOffline: offline,
            scopes: "openid", content: [3], createdAt: noon, endsAt: noon + .seconds(3_600))
        try await fixture.store.write { transaction in
            try transaction.open(session)
            try transaction.register(application)
            try transaction.give(grant)
            try transaction.issue(codeHash: [10], standingFor: [4], of: grant.id, until: noon + .seconds(60))
            try transaction.issue(refreshHash: [20], of: grant.id, until: noon + .seconds(900))
            try transaction.issue(
                accessHash: [30], having: "openid", of: grant.id, at: noon, until: noon + .seconds(300))
        }
        return fixture
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-04: one of fifty redeems a code, and the others learn whose it was`(kind: TestDatabase.Kind) async throws
    {
        let fixture = try await filled(kind)
        let outcomes = try await withThrowingTaskGroup(of: Redemption<RedeemedCode>.self) { tasks in
            for _ in 0..<50 {
                tasks.addTask { try await fixture.store.write { try $0.redeem(codeHash: [10], at: fixture.noon) } }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { if case .redeemed(let code) = $0 { code.content == [4] } else { false } } == 1)
        #expect(outcomes.count { $0 == .replayed(ApplicationGrantID("grant")) } == 49)
        let late = try await fixture.store.write { try $0.redeem(codeHash: [11], at: fixture.noon) }
        #expect(late == .unknown)
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-05, ONCE-06: a refresh token is spent for good, also for a server that starts anew`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await filled(kind)
        let noon = fixture.noon
        let first = try await fixture.store.write { try $0.redeem(refreshHash: [20], at: noon) }
        #expect(first == .redeemed(ApplicationGrantID("grant")))
        let store = try await fixture.restarted()
        let second = try await store.write { try $0.redeem(refreshHash: [20], at: noon) }
        #expect(second == .replayed(ApplicationGrantID("grant")))
        await store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `a grant counts for as long as its session, unless it was given to outlive it`(
        kind: TestDatabase.Kind
    ) async throws {
        for offline in [false, true] {
            let fixture = try await filled(kind, offline: offline)
            let (noon, id) = (fixture.noon, ApplicationGrantID("grant"))
            let live = try await fixture.store.read { try $0.liveGrant(id, at: noon) }
            #expect(live?.content == [3] && live?.scopes == "openid")
            let ended = try await fixture.store.write { try $0.end(SessionID("session"), of: AccountID("ada")) }
            #expect(ended)
            let after = try await fixture.store.read { try $0.liveGrant(id, at: noon) }
            #expect((after != nil) == offline)
            let over = try await fixture.store.read { try $0.liveGrant(id, at: noon + .seconds(3_600)) }
            #expect(over == nil)
        }
    }

    @Test(arguments: Fixture.kinds)
    func `OP-15, OP-17: ending all sessions of an account ends all that applications have`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await filled(kind, offline: true)
        let noon = fixture.noon
        _ = try await fixture.store.write { try $0.endAllSessions(of: AccountID("ada")) }
        let found = try await fixture.store.read { transaction in
            (
                try transaction.liveGrant(ApplicationGrantID("grant"), at: noon),
                try transaction.accessToken(hash: [30], at: noon), try transaction.refreshToken(hash: [20], at: noon)
            )
        }
        #expect(found.0 == nil && found.1 == nil && found.2 == nil)
    }

    @Test(arguments: Fixture.kinds)
    func `OP-22: what somebody agreed to is remembered, replaced and taken back with all that came of it`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await filled(kind, offline: true)
        let (noon, ada) = (fixture.noon, AccountID("ada"))
        for scopes in ["openid", "openid email"] {
            try await fixture.store.write { try $0.consent(to: wiki, having: scopes, by: ada, at: noon) }
            let kept = try await fixture.store.read { try $0.consent(of: ada, to: wiki) }
            #expect(kept == scopes)
        }
        let withdrawn = try await fixture.store.write { try $0.withdrawConsent(to: wiki, by: ada) }
        #expect(withdrawn)
        let left = try await fixture.store.read { transaction in
            (try transaction.consent(of: ada, to: wiki), try transaction.accessToken(hash: [30], at: noon))
        }
        #expect(left.0 == nil && left.1 == nil)
    }

    @Test(arguments: Fixture.kinds)
    func `a request that waits is answered once, and not after its time`(kind: TestDatabase.Kind) async throws {
        let fixture = try await filled(kind)
        let noon = fixture.noon
        let request = AuthorizationRequestRecord(
            id: AuthorizationRequestID("request"), application: wiki, content: [9], createdAt: noon,
            expiresAt: noon + .seconds(60))
        try await fixture.store.write { try $0.keep(request) }
        let kept = try await fixture.store.read { try $0.authorizationRequest(request.id, at: noon) }
        #expect(kept == request)
        let late = try await fixture.store.read { try $0.authorizationRequest(request.id, at: noon + .seconds(60)) }
        #expect(late == nil)
        let first = try await fixture.store.write { try $0.spend(authorizationRequest: request.id, at: noon) }
        let second = try await fixture.store.write { try $0.spend(authorizationRequest: request.id, at: noon) }
        #expect(first && !second)
    }

    @Test(arguments: Fixture.kinds)
    func `OP-31: the first keys are kept once, sealed, and followed by others`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let noon = fixture.noon
        let canary = Array("a private key that nobody reads".utf8)
        @Sendable func key(_ id: String, from start: Moment) -> SigningKeyRecord {
            SigningKeyRecord(id: id, algorithm: "ES256", privateKey: Secret(canary), signsFrom: start)
        }
        let first = try await fixture.store.write { try $0.signingKeys(orKeep: [key("a", from: noon)], at: noon) }
        let second = try await fixture.store.write { try $0.signingKeys(orKeep: [key("b", from: noon)], at: noon) }
        #expect(first.map(\.id) == ["a"] && second.map(\.id) == ["a"])
        #expect(first.first?.privateKey.reveal() == canary)
        let end = noon + .seconds(1_000)
        let new = key("c", from: noon + .seconds(10))
        try await fixture.store.write { try $0.follow(with: new, publishingOldUntil: end, at: noon) }
        let both = try await fixture.store.read { try $0.signingKeys(at: noon) }
        #expect(both.map(\.id) == ["c", "a"])
        let later = try await fixture.store.read { try $0.signingKeys(at: end) }
        #expect(later.map(\.id) == ["c"])
    }

    @Test(arguments: Fixture.kinds)
    func `what is over is purged, and the mark of a spent token stays as long as its grant`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await filled(kind, offline: true)
        let noon = fixture.noon
        _ = try await fixture.store.write { try $0.redeem(refreshHash: [20], at: noon) }
        _ = try await fixture.store.write { try $0.purgeExpired(at: noon + .seconds(1_000)) }
        let spent = try await fixture.store.write { try $0.redeem(refreshHash: [20], at: noon) }
        #expect(spent == .replayed(ApplicationGrantID("grant")))
        _ = try await fixture.store.write { try $0.purgeExpired(at: noon + .seconds(3_600)) }
        let gone = try await fixture.store.write { try $0.redeem(refreshHash: [20], at: noon) }
        #expect(gone == .unknown)
    }
}
