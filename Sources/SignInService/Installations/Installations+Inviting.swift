internal import Foundation
package import Identity
package import SignInPolicy
internal import Store

extension Installations {
    /// What came of asking for a link to add the app.
    package enum Inviting: Sendable {
        /// Show it, as a picture and as a link. It works once, and for ten minutes (DEV-03).
        case link(Secret<String>, expires: Moment)
        /// Without a recovery method that is not on the phone, losing the phone would lock the person out: let them make
        /// backup codes first (product.md §4.5).
        case saveCodesFirst
        /// The session isn't fresh, or was opened with less than the account has (DEV-01).
        case stepUpFirst
        /// There are as many as are allowed; none is pushed out (DEV-14).
        case tooMany
    }

    /// Gives a session a link to add the app by; the same one again while it lives.
    package func invite(by session: LiveSession, from client: Client) async throws -> Inviting {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard session.isFresh, let account = try transaction.holdAccount(session.account) else {
                return .stepUpFirst
            }
            let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
            let hasSecondStep = WaysIn(of: shape, under: environment.settings.rules).hasSecondFactor
            if hasSecondStep, session.authentication.assurance.level < .two { return .stepUpFirst }
            guard try hasRoom(account.id, in: transaction, at: now) else { return .tooMany }

            let adding = try transaction.adding(by: session.id, of: account.id, at: now)
            guard try survivesThePhone(shape, session.id, in: transaction, at: now) else {
                try transaction.keep(adding ?? Adding(), by: session.id, of: account.id, as: environment, at: now)
                return .saveCodesFirst
            }
            if let adding, let token = adding.token.map({ Secret($0) }),
                let link = try transaction.link(
                    tokenHash: TokenHash(token).bytes, for: Adding.linkPurpose, at: now)
            {
                return .link(token, expires: link.expiresAt)
            }
            return try newLink(for: account, by: session, from: client, in: transaction, at: now)
        }
    }

    private func newLink(
        for account: AccountRecord, by session: LiveSession, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Inviting {
        let token = environment.tokens.token()
        let expiry = now + Limits.installationLinkLife
        try transaction.killLinks(for: Adding.linkPurpose, of: account.id, at: now)
        try transaction.issue(
            LinkRecord(
                tokenHash: TokenHash(token).bytes, purpose: Adding.linkPurpose, account: account.id,
                content: Secret(Array(session.id.rawValue.utf8)), createdAt: now, expiresAt: expiry))
        try transaction.keep(
            Adding(token: token.reveal()), by: session.id, of: account.id, as: environment, at: now)
        try transaction.record(
            AuditEntry(.installationLinkMade, .succeeded, of: account.id, by: client, at: now))
        return .link(token, expires: expiry)
    }

    /// How far the adding has come that a session has begun.
    package enum AddingProgress: Sendable, Hashable {
        /// Nobody has used the link.
        case waiting(expires: Moment)
        /// The app has made its keys; the test request is under way.
        case enrolled(AuthenticatorID, name: String, test: ApprovalRequest.Phase, isOverdue: Bool)
        /// It has answered, and counts.
        case ready(AuthenticatorID, name: String)
        /// The link has expired, or the new device has ended.
        case gone
    }

    /// How far it has come; listen to ``Topic/account(_:)`` for when to look again.
    package func progress(of session: LiveSession) async throws -> AddingProgress {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let adding = try transaction.adding(by: session.id, of: session.account, at: now) else {
                return .gone
            }
            if let id = adding.installation {
                guard let added = try transaction.installation(id), added.ending == nil else { return .gone }
                guard added.activatedAt == nil else { return .ready(id, name: added.name) }
                guard let test = try transaction.newestRequest(of: .test(id)) else { return .gone }
                return .enrolled(
                    id, name: added.name, test: test.machine.phase(at: now), isOverdue: test.machine.isOverdue(at: now))
            }
            guard let token = adding.token.map({ Secret($0) }),
                let link = try transaction.link(
                    tokenHash: TokenHash(token).bytes, for: Adding.linkPurpose, at: now)
            else { return .gone }
            return .waiting(expires: link.expiresAt)
        }
    }

    /// Whether one more fits. What was begun and never answered makes room again after a while.
    func hasRoom(_ account: AccountID, in transaction: any WriteTransaction, at now: Moment) throws -> Bool {
        for stale in try transaction.installations(of: account)
        where stale.activatedAt == nil && now - stale.addedAt >= Limits.enrolmentLife {
            _ = try transaction.end(
                installation: stale.id, of: account, because: InstallationEvidence.Ending.notAnswering.word, at: now)
        }
        return try transaction.installations(of: account).count <= Limits.secondaryDevices
    }

    /// Whether the person would still get in if the phone with the new app fell into a river.
    private func survivesThePhone(
        _ shape: AccountShape, _ session: SessionID, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Bool {
        let device = environment.tokens.id(DeviceID.self)
        var coming = [
            Authenticator(
                id: environment.tokens.id(),
                kind: .installation(
                    Installation(device: device, role: .primary, life: .live, appLock: .none, lastSeen: now)))
        ]
        let enrolling = Enrolling(environment)
        if let codes = try enrolling.provenCodes(of: shape.account, heldBy: .session(session), in: transaction, at: now)
        {
            coming.append(Authenticator(id: codes.set, kind: .backupCodes(remaining: Limits.backupCodes)))
        }
        return FloorRule(under: environment.settings.rules).judge(adding: coming, to: shape) == .allowed
    }
}

/// What a session has begun in order to add the app. It is kept sealed, because it holds the link.
struct Adding: Codable, Sendable {
    /// `nil` while the person is sent to make backup codes first.
    var token: String?
    /// The one that has used the link.
    var installation: AuthenticatorID?
    /// Whether the person has said which of the others it replaces, or that it replaces none.
    var keepsOthers: Bool?

    /// The kind of its row.
    static let kind = "installation"
    /// What its link is for. It opens no page, so it is none of ``LinkPurpose``.
    static let linkPurpose = "installation"
}

extension ReadTransaction {
    func adding(by session: SessionID, of account: AccountID, at now: Moment) throws -> Adding? {
        try enrolment(
            ofKind: Adding.kind, of: account, ownedBy: Enrolment.Holder.session(session).name, at: now
        ).map { try JSONDecoder().decode(Adding.self, from: Data($0.content.reveal())) }
    }

    /// Whoever has begun to add this installation; `nil` if it was too long ago.
    func adder(of installation: AuthenticatorID, of account: AccountID, at now: Moment) throws -> SessionID? {
        for session in try sessions(of: account, at: now)
        where try adding(by: session.id, of: account, at: now)?.installation == installation {
            return session.id
        }
        return nil
    }
}

extension WriteTransaction {
    func keep(
        _ adding: Adding, by session: SessionID, of account: AccountID, as environment: Environment, at now: Moment
    ) throws {
        try begin(
            EnrolmentRecord(
                id: environment.tokens.id(), account: account, owner: Enrolment.Holder.session(session).name,
                kind: Adding.kind, content: Secret(Array(try JSONEncoder().encode(adding))), createdAt: now,
                expiresAt: now + Limits.enrolmentLife))
    }
}
