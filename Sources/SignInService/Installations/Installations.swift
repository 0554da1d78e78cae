package import ApprovalProtocol
internal import Bytes
package import Identity
package import SignInPolicy
internal import Store

/// Installations of the app: added by a link from a signed-in page, alive as long as they sign something, ended by the
/// person, by their replacement, or by what they give away about themselves.
///
/// The app comes with a signed HTTP request, which ``authenticate(_:from:)`` turns into a ``LiveInstallation``; nothing else
/// makes one, and every change looks the installation up again in the transaction that makes it. The person comes with a
/// session.
package struct Installations: Sendable {
    let environment: Environment
    let asking: ApprovalAsking

    init(_ environment: Environment) {
        self.environment = environment
        asking = ApprovalAsking(environment: environment)
    }
}

/// An installation that has just signed a request: who it is, as the database had it then.
package struct LiveInstallation: Sendable {
    package let id: AuthenticatorID
    package let account: AccountID
    package let name: String
    package let platform: String
    package let language: Language
    /// It has not answered its test yet: it may answer that, and nothing else.
    package let isPending: Bool
    /// What it has signed.
    package let request: VerifiedRequest
}

extension Installations {
    /// What came of a signed request.
    package enum Contact: Sendable {
        case live(LiveInstallation)
        case refused(Refusal)

        /// Why a request is not carried out.
        package enum Refusal: Sendable, Hashable {
            /// Not in the form, or not by the key, that it has to be.
            case badSignature
            case versionUnsupported
            /// The app corrects its clock by the server's and tells the person (product.md §4.8).
            case clockOff(serverTime: Moment)
            /// This very request has come before.
            case replayed
            /// There is no such installation, and nobody is told so.
            case unknown
            /// It has ended. Told only to whoever holds its key.
            case gone(InstallationEvidence.Ending)
            /// Its account is switched off.
            case notAllowed
        }
    }

    /// Finds out who has signed a request, and takes it as proof of life.
    ///
    /// The nonce is spent and the contact noted in one transaction, so that the same request never counts twice.
    package func authenticate(_ unverified: UnverifiedRequest, from client: Client) async throws -> Contact {
        let now = environment.time.now()
        let id = AuthenticatorID(unverified.keyID)
        let record = try await environment.store.read { try $0.installation(id) }
        guard let record else { return .refused(.unknown) }
        let request: VerifiedRequest
        do {
            request = try unverified.verified(
                with: InstallationKey(x963: record.contactKey), at: now.millisecondsSinceEpoch)
        } catch RequestRefusal.clockOff {
            return .refused(.clockOff(serverTime: now))
        } catch {
            return .refused(.badSignature)
        }
        return try await environment.store.write { transaction in
            guard try transaction.spend(nonceOf: request, by: id.rawValue, at: now) else { return .refused(.replayed) }
            guard let current = try transaction.installation(id) else { return .refused(.unknown) }
            if let ended = current.evidence.ended { return .refused(.gone(ended.reason)) }
            guard try transaction.account(current.account)?.state == .active else { return .refused(.notAllowed) }
            try transaction.contacted(installation: id, from: client.source.address, at: now)
            if let due = current.promotionDueAt, due <= now {
                try carryOutPromotion(of: current.account, in: transaction, at: now)
            }
            return .live(LiveInstallation(current, request))
        }
    }
}

extension LiveInstallation {
    fileprivate init(_ record: InstallationRecord, _ request: VerifiedRequest) {
        self.init(
            id: record.id, account: record.account, name: record.name, platform: record.platform,
            language: record.language, isPending: record.activatedAt == nil, request: request)
    }
}

extension WriteTransaction {
    /// Spends the nonce of a request. It is remembered until the request would be refused for its age.
    func spend(nonceOf request: VerifiedRequest, by sender: String, at now: Moment) throws -> Bool {
        try spend(
            nonce: Array(request.nonce.utf8), of: sender, until: now + .milliseconds(2 * VerifiedRequest.nonceLife))
    }

    /// The installation, under its account's lock, if it still counts for its own requests; `nil` if it has ended.
    func hold(_ live: LiveInstallation) throws -> (installation: InstallationRecord, account: AccountRecord)? {
        guard let account = try holdAccount(live.account), account.state == .active,
            let installation = try installation(live.id), installation.ending == nil
        else { return nil }
        return (installation, account)
    }
}
