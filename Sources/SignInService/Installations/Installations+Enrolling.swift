package import ApprovalProtocol
internal import Bytes
internal import Delivery
package import Identity
internal import OneTimeCodes
internal import SignInPolicy
internal import Store

extension Installations {
    /// What came of the keys that a new copy of the app has made.
    package enum EnrolmentOutcome: Sendable {
        /// It is pending; the test request in the answer makes it count.
        case enrolled(EnrolmentAnswer)
        /// The link was used, has expired, or its session is over (DEV-03, QR-08). A link for something else is none
        /// (QR-07).
        case linkGone
        case tooMany
        /// A key is none of ours to accept, or in use, or something else is not what it has to be (DEV-16).
        case badInput
        case badSignature
        case clockOff(serverTime: Moment)
        case replayed
        /// Too many tests lately, or too many links from that network that led nowhere (QR-12).
        case slowDown(until: Moment)
    }

    /// Takes on a new installation: pending until it has answered its first request.
    ///
    /// - Parameter body: decoded from the very bytes that `unverified` covers.
    package func enrol(
        _ unverified: UnverifiedRequest, _ body: EnrolmentRequest, from client: Client
    ) async throws -> EnrolmentOutcome {
        let now = environment.time.now()
        guard let candidate = Candidate(body) else { return .badInput }
        let request: VerifiedRequest
        do {
            guard unverified.keyID == SignatureParameters.newInstallation else { return .badSignature }
            request = try unverified.verified(with: candidate.keys.contact, at: now.millisecondsSinceEpoch)
        } catch RequestRefusal.clockOff {
            return .clockOff(serverTime: now)
        } catch {
            return .badSignature
        }
        let statement = KeyStatement.enrolment(token: body.token, contactKey: candidate.keys.contact)
        guard
            statement.isSigned(
                by: candidate.keys.approval, body.approvalSignature.bytes, at: now.millisecondsSinceEpoch)
        else { return .badSignature }
        let secrets = NewSecrets(environment.tokens, for: candidate)
        let outcome: EnrolmentOutcome
        do {
            outcome = try await environment.store.write { transaction in
                let wrongCodes = try WrongCodes(by: nil, from: client, in: transaction, at: now)
                if let until = wrongCodes.heldUntil { return .slowDown(until: until) }
                guard try transaction.spend(nonceOf: request, by: candidate.keys.contact.base64url, at: now) else {
                    return .replayed
                }
                let token = Secret(body.token)
                let outcome = try add(candidate, secrets, by: token, from: client, in: transaction, at: now)
                if case .linkGone = outcome {
                    try wrongCodes.count(in: transaction, at: now)
                    try tell(ofSpent: token, shownBy: candidate, from: client, in: transaction, at: now)
                }
                return outcome
            }
        } catch let undone as Undone {
            return undone.outcome
        }
        environment.outbox.ring()
        return outcome
    }

    /// Takes the whole step back: the link stays good.
    private struct Undone: Error {
        let outcome: EnrolmentOutcome
    }

    private func add(
        _ candidate: Candidate, _ secrets: NewSecrets, by token: Secret<String>, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> EnrolmentOutcome {
        guard let account = try holder(of: token, in: transaction, at: now) else { return .linkGone }
        guard try hasRoom(account.id, in: transaction, at: now) else { return .tooMany }
        let hash = TokenHash(token).bytes
        guard
            let link = try transaction.spendLink(tokenHash: hash, for: Adding.linkPurpose, at: now)
        else { return .linkGone }
        let record = candidate.record(secrets.id, device: secrets.device, of: account.id, at: now)
        guard
            try transaction.enrol(
                record, codeSeed: Secret(secrets.seed), pin: candidate.pin(sharing: secrets.share),
                chain: ChainHash(secrets.chain).bytes)
        else { throw Undone(outcome: .badInput) }
        try transaction.keep(
            Adding(token: token.reveal(), installation: record.id),
            by: SessionID(String(decoding: link.content.reveal(), as: UTF8.self)), of: account.id, as: environment,
            at: now)
        try transaction.record(
            AuditEntry(
                .installationEnrolled, .succeeded, of: account.id, by: client, at: now, subject: record.id.rawValue,
                detail: record.name))
        transaction.signal(.account(account.id))
        let asked = try asking.ask(
            .test, of: account, asking: record.id, owner: ApprovalOwner.test(record.id).name, from: client,
            in: transaction, at: now)
        switch asked {
        case .asked(let test):
            return .enrolled(
                try answer(
                    to: record, of: account, secrets, test.summary(accountName: account.displayName), transaction)
            )
        case .held(let until): throw Undone(outcome: .slowDown(until: until))
        case .notFound: throw Undone(outcome: .linkGone)
        }
    }

    /// Somebody has shown a link that has added a device already: the picture of it was seen by others. The person and
    /// the device that was added hear of it (QR-08).
    private func tell(
        ofSpent token: Secret<String>, shownBy candidate: Candidate, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        // The one that it has added asks again if the answer got lost.
        guard try !transaction.isTaken(installationKey: candidate.keys.contact.bytes),
            let link = try transaction.spentLink(tokenHash: TokenHash(token).bytes, for: Adding.linkPurpose),
            let id = link.account, let account = try transaction.holdAccount(id), account.state == .active
        else { return }
        var entry = AuditEntry(
            .installationLinkShownAgain, .refused, of: id, by: client, at: now, detail: candidate.name.text)
        entry.actor = "stranger"
        try transaction.record(entry)
        try environment.tellOnce(
            account, .installationLinkShownAgain(name: candidate.name.text, client.occasion(at: now)), in: transaction,
            at: now)
        try environment.tellDevices(of: id, in: transaction, at: now)
    }

    /// The account whose link this is, held, if the session that asked for the link still lives.
    private func holder(of token: Secret<String>, in transaction: any WriteTransaction, at now: Moment) throws
        -> AccountRecord?
    {
        let hash = TokenHash(token).bytes
        guard let link = try transaction.link(tokenHash: hash, for: Adding.linkPurpose, at: now),
            let id = link.account, let account = try transaction.holdAccount(id), account.state == .active
        else { return nil }
        let session = SessionID(String(decoding: link.content.reveal(), as: UTF8.self))
        return try transaction.sessions(of: id, at: now).contains { $0.id == session } ? account : nil
    }

    private func answer(
        to record: InstallationRecord, of account: AccountRecord, _ secrets: NewSecrets, _ test: RequestSummary,
        _ transaction: any ReadTransaction
    ) throws -> EnrolmentAnswer {
        EnrolmentAnswer(
            installation: record.id.rawValue, account: account.id.rawValue, accountName: account.displayName,
            identifier: try transaction.chiefIdentifier(of: account.id), origin: environment.settings.origin.text,
            share: record.appLock == .pin ? WireBytes(secrets.share) : nil,
            codes: EnrolmentAnswer.Codes(
                secret: Base32.encode(secrets.seed), algorithm: "SHA1", digits: Limits.totpDigits,
                period: Limits.totpPeriod),
            test: test, chain: WireBytes(secrets.chain))
    }
}

/// What the server makes for a new installation.
private struct NewSecrets: Sendable {
    let id: AuthenticatorID
    let device: DeviceID
    let seed: [UInt8]
    let share: [UInt8]
    let chain: [UInt8]

    init(_ tokens: TokenSource, for candidate: Candidate) {
        id = tokens.id()
        device = tokens.id()
        seed = tokens.random(Limits.totpSecretBytes)
        share = tokens.random(StretchedPIN.shareLength)
        chain = tokens.random(ChainHash.linkLength)
    }
}

/// What a copy of the app says about itself, checked as far as that can be without the database.
private struct Candidate: Sendable {
    let keys: InstallationKeys
    let name: ChosenName
    let platform: ChosenName
    let language: Language
    let lock: Installation.AppLock
    let verifier: [UInt8]?

    /// `nil` for what no app of ours sends.
    init?(_ body: EnrolmentRequest) {
        guard let contact = try? InstallationKey(x963: body.contactKey.bytes),
            let approval = try? InstallationKey(x963: body.approvalKey.bytes),
            let keys = try? InstallationKeys(contact: contact, approval: approval),
            let name = try? ChosenName(body.name), let platform = try? ChosenName(body.platform),
            let lock = NewLock(body.lock, proof: body.pin?.proof)
        else { return nil }
        self.keys = keys
        self.name = name
        self.platform = platform
        language = Language(rawValue: body.language) ?? .english
        self.lock = lock.lock
        verifier = lock.verifier
    }

    func record(_ id: AuthenticatorID, device: DeviceID, of account: AccountID, at now: Moment) -> InstallationRecord {
        InstallationRecord(
            id: id, account: account, device: device, name: name.text, platform: platform.text, language: language,
            contactKey: keys.contact.bytes, approvalKey: keys.approval.bytes, appLock: lock, addedAt: now)
    }

    func pin(sharing share: [UInt8]) -> InstallationPin? {
        verifier.map { InstallationPin(verifier: $0, share: Secret(share), tries: Limits.appLockTries) }
    }
}
