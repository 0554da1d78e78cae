package import ApprovalProtocol
package import Crypto
package import Identity
internal import OneTimeCodes
internal import SignInPolicy
package import SignInService
internal import Store

/// A copy of the app in somebody's hand: it has its own keys and signs as the real one does.
package struct Phone: Sendable {
    package let id: AuthenticatorID
    package let account: AccountID
    package let origin: String
    /// Signs requests, receipts and refusals; usable while the app is locked.
    package let contact: P256.Signing.PrivateKey
    /// Signs approvals.
    package let approval: P256.Signing.PrivateKey
    package let seed: [UInt8]

    package init(
        id: AuthenticatorID, account: AccountID, origin: String = World.origin,
        contact: P256.Signing.PrivateKey = P256.Signing.PrivateKey(),
        approval: P256.Signing.PrivateKey = P256.Signing.PrivateKey(), seed: [UInt8] = Phone.newSeed()
    ) {
        self.id = id
        self.account = account
        self.origin = origin
        self.contact = contact
        self.approval = approval
        self.seed = seed
    }

    package static func newSeed() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<Limits.totpSecretBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    // MARK: Answers

    /// What the person decided, in the form that the app sends.
    ///
    /// - Parameter key: another one than the right one, for tests of refusals.
    package func decide(
        _ decision: ApprovalMessage.Decision, on request: RequestSummary, at now: Moment,
        signedBy key: P256.Signing.PrivateKey? = nil
    ) throws -> SignedApproval {
        let message = message(decision, on: request, at: now)
        let ofDecision: P256.Signing.PrivateKey =
            switch decision {
            case .approve: approval
            case .refuse, .notMe: contact
            }
        return SignedApproval(
            message: message.encoded, signature: try Phone.sign(message.bytesToSign, with: key ?? ofDecision))
    }

    package func approve(_ request: RequestSummary, number: String?, at now: Moment) throws -> SignedApproval {
        try decide(.approve(number: number), on: request, at: now)
    }

    package func message(
        _ decision: ApprovalMessage.Decision, on request: RequestSummary, at now: Moment
    ) -> ApprovalMessage {
        ApprovalMessage(
            request: request.id, account: account.rawValue, installation: id.rawValue, origin: origin,
            decision: decision, nonce: request.nonce.bytes, time: now.millisecondsSinceEpoch)
    }

    /// r and s, 32 bytes each, as WebCrypto gives them.
    package static func sign(_ bytes: [UInt8], with key: P256.Signing.PrivateKey) throws -> [UInt8] {
        Array(try key.signature(for: bytes).rawRepresentation)
    }

    /// The fields that sign an HTTP request of this installation.
    ///
    /// - Parameter nonce: 16 bytes in base64url; each counts once.
    package func fields(
        for content: RequestContent, nonce: String, at now: Moment
    ) throws -> [RequestToSign.Field] {
        let request = RequestToSign(
            content,
            parameters: try SignatureParameters(created: now.secondsSinceEpoch, nonce: nonce, keyID: id.rawValue))
        return request.fields(signature: try Phone.sign(request.bytesToSign, with: contact))
    }

    // MARK: Codes

    /// The code that the app shows at a moment, also offline.
    package func code(at moment: Moment) -> String {
        guard let secret = try? TOTPSecret(random: seed) else { return "" }
        let totp = TOTP(secret: secret)
        return totp.code(atStep: totp.step(at: moment.secondsSinceEpoch))?.text ?? ""
    }

    /// Another number of as many digits.
    package static func wrong(_ number: String) -> String {
        String(number.map { $0 == "0" ? "1" : "0" })
    }
}

extension World {
    /// Gives somebody a phone with the app, past the pages that add one. The first one is the primary device.
    ///
    /// - Parameter isPending: it has not answered its test yet, and counts for nothing.
    package func phone(
        of account: AccountID, named name: String = "Pixel 8", lock: Installation.AppLock = .none,
        isPending: Bool = false
    ) async throws -> Phone {
        let now = time.now()
        let phone = Phone(id: environment.tokens.id(), account: account)
        let device: DeviceID = environment.tokens.id()
        let pin =
            lock == .pin
            ? InstallationPin(
                verifier: environment.tokens.random(32), share: Secret(environment.tokens.random(32)),
                tries: Limits.appLockTries) : nil
        try await store.write { transaction in
            let isFirst = try transaction.installations(of: account).isEmpty
            _ = try transaction.enrol(
                InstallationRecord(
                    id: phone.id, account: account, device: device, name: name, platform: "Android",
                    language: .english, contactKey: Array(phone.contact.publicKey.x963Representation),
                    approvalKey: Array(phone.approval.publicKey.x963Representation), appLock: lock, addedAt: now),
                codeSeed: Secret(phone.seed), pin: pin, chain: environment.tokens.random(32))
            guard !isPending else { return }
            _ = try transaction.activate(installation: phone.id, at: now)
            if isFirst { _ = try transaction.makePrimary(installation: phone.id, of: account) }
        }
        return phone
    }

    /// The request that waits for a phone, as the app is shown it; `nil` if there is none.
    package func request(for phone: Phone) async throws -> RequestSummary? {
        guard let id = try await services.approvals.open(for: phone.id).last else { return nil }
        return try await services.approvals.summary(of: id, for: phone.id)
    }

    /// What the person at a phone says to the request that waits there; `nil` if none does.
    package func decide(_ decision: ApprovalMessage.Decision, on phone: Phone) async throws -> Approvals.Answering? {
        guard let request = try await request(for: phone) else { return nil }
        return try await services.approvals.answer(
            try phone.decide(decision, on: request, at: time.now()), to: ApprovalRequestID(request.id), by: phone.id,
            from: client())
    }

    /// Makes a phone reachable by push, as the subscription `subscription`.
    package func subscribe(_ phone: Phone) async throws {
        _ = try await store.write { transaction in
            try transaction.subscribe(
                PushSubscriptionRecord(
                    id: "subscription", installation: phone.id, endpoint: Secret("https://push.example/1"),
                    key: Array(phone.contact.publicKey.x963Representation),
                    auth: Secret([UInt8](repeating: 7, count: 16))))
        }
    }

    /// Approves what waits for a phone; `nil` if nothing does.
    package func approve(on phone: Phone, number: String?) async throws -> Approvals.Answering? {
        guard let request = try await request(for: phone) else { return nil }
        return try await services.approvals.answer(
            try phone.approve(request, number: number, at: time.now()), to: ApprovalRequestID(request.id),
            by: phone.id, from: client())
    }
}
