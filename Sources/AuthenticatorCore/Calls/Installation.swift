internal import ApprovalProtocol

/// An installation that is enrolled: everything it can ask of its server.
///
/// Each method makes a request that is good for one minute and for one use.
public struct Installation: Sendable {
    public let origin: ServerOrigin
    public let id: String
    public let account: String
    public let contactKey: any SigningKey
    /// To be corrected when the server says so, and kept.
    public var clock: ServerClock

    public init(
        origin: ServerOrigin, id: String, account: String, contactKey: any SigningKey,
        clock: ServerClock = ServerClock()
    ) {
        self.origin = origin
        self.id = id
        self.account = account
        self.contactKey = contactKey
        self.clock = clock
    }

    /// How things stand: the installation, the account's devices, the ids of open questions.
    public func overview(at now: Int64) throws -> Call<Overview> {
        let own = id
        return try call(.installation, at: now) { bytes in
            let summary = try JSON.read(InstallationSummary.self, bytes)
            guard summary.installation == own else { throw UnreadableAnswer(status: 200) }
            return Overview(summary)
        }
    }

    /// A question, by the id that a push or the stream has brought.
    public func question(_ id: String, at now: Int64) throws -> Call<Question> {
        try call(.request, of: id, at: now) { bytes in
            let summary = try JSON.read(RequestSummary.self, bytes)
            guard summary.id == id else { throw UnreadableAnswer(status: 200) }
            return Question(summary)
        }
    }

    /// Says that a question is here. Send it at once: it is by this that the waiting browser knows that the device is.
    public func arrived(_ id: String, at now: Int64) throws -> Call<Void> {
        try call(.receipt, of: id, body: ReceiptBody(kind: .arrived), at: now) { _ in }
    }

    /// Says that the person sees the question.
    public func shown(_ id: String, at now: Int64) throws -> Call<Void> {
        try call(.receipt, of: id, body: ReceiptBody(kind: .shown), at: now) { _ in }
    }

    /// Answers a question.
    ///
    /// - Parameter approvalKey: Only for an approval, and only there while the app is unlocked: refusing needs none.
    public func answer(
        _ decision: Decision, to question: Question, approvalKey: (any SigningKey)?, at now: Int64
    ) throws -> Call<AnswerResult> {
        let message = ApprovalMessage(
            request: question.id, account: account, installation: id, origin: origin.text, decision: decision.inMessage,
            nonce: question.nonce, time: clock.time(at: now))
        let key: any SigningKey
        switch (decision, approvalKey) {
        case (.approve, let approvalKey?): key = approvalKey
        case (.approve, nil): throw Locked()
        case (.refuse, _), (.notMe, _): key = contactKey
        }
        let body = AnswerBody(
            message: WireBytes(message.encoded), signature: WireBytes(try key.sign(message.bytesToSign)))
        return try call(.answer, of: question.id, body: body, at: now) { bytes in
            AnswerResult(try JSON.read(AnswerOutcome.self, bytes).outcome)
        }
    }

    /// Takes on the sign-in that waits in a browser. Throws ``OtherServer`` for a link of another server (QR-03).
    public func takeOn(_ link: AppLink, at now: Int64) throws -> Call<Question> {
        guard case .signIn(let origin, let code) = link, origin == self.origin else { throw OtherServer() }
        return try call(.scan, body: ScanBody(code: code), at: now) { bytes in
            Question(try JSON.read(RequestSummary.self, bytes))
        }
    }

    /// The request for the stream of events. It stays open; read it with ``StreamMessage``.
    public func stream(at now: Int64) throws -> HTTPRequest {
        try signer.request(.stream, at: now)
    }

    /// Moves the chain on that tells two copies of an installation apart. At least once a day, one at a time.
    ///
    /// - Parameter link: ``SavedInstallation/chainLink``. The answer is the next one, to be kept at once; if it is lost,
    ///   the same link is said again.
    public func heartbeat(_ link: [UInt8], at now: Int64) throws -> Call<[UInt8]> {
        try call(.heartbeat, body: HeartbeatBody(chain: WireBytes(link)), at: now) { bytes in
            try JSON.read(HeartbeatBody.self, bytes).chain.bytes
        }
    }

    /// Trades a PIN for the server's share of the key that opens the approval key.
    public func unlock(_ pin: UnlockedPIN, at now: Int64) throws -> Call<[UInt8]> {
        try call(.unlock, body: UnlockBody(proof: WireBytes(pin.stretched.proof)), at: now) { bytes in
            guard let share = try JSON.read(ShareAnswer.self, bytes).share?.bytes,
                share.count == StretchedPIN.shareLength
            else { throw UnreadableAnswer(status: 200) }
            return share
        }
    }

    /// Sets another lock.
    ///
    /// - Parameters:
    ///   - old: The PIN until now, where there is one.
    ///   - approvalKey: The one until now.
    public func changeLock(
        to change: LockChange, from old: UnlockedPIN?, approvalKey: any SigningKey, at now: Int64
    ) throws -> Call<ChangedLock> {
        let body = try change.body(from: old, approvalKey: approvalKey, of: self, at: clock.time(at: now))
        return try call(.lock, body: body, at: now) { bytes in
            try ChangedLock(change, try JSON.read(ShareAnswer.self, bytes))
        }
    }

    /// Ends this installation. Without `confirmed` the server only says what that would cost.
    public func signOut(confirmed: Bool, at now: Int64) throws -> Call<SignOut> {
        try call(.signOut, body: SignOutBody(confirm: confirmed), at: now) { bytes in
            SignOut(try JSON.read(SignOutAnswer.self, bytes))
        }
    }

    /// Reports a device of the account lost: it is dead at once.
    public func reportLost(device: String, at now: Int64) throws -> Call<Void> {
        try call(.lost, of: device, body: NoMembers(), at: now) { _ in }
    }

    /// Makes a device the one that is asked first. The answer is when that will be so, or nil for now.
    public func makePrimary(device: String, approvalKey: any SigningKey, at now: Int64) throws -> Call<Int64?> {
        let time = clock.time(at: now)
        let statement = KeyStatement.promotion(device: device, installation: id, origin: origin.text, time: time)
        let body = PromotionBody(time: time, signature: WireBytes(try approvalKey.sign(statement.bytesToSign)))
        return try call(.promote, of: device, body: body, at: now) { bytes in
            try JSON.read(PromotionAnswer.self, bytes).waitsUntil
        }
    }

    /// Says no to another device's becoming the primary one.
    public func objectToPromotion(at now: Int64) throws -> Call<Void> {
        try call(.object, at: now) { _ in }
    }

    /// Calls this installation something else.
    public func rename(to name: String, at now: Int64) throws -> Call<Void> {
        try call(.rename, body: NameBody(name: name), at: now) { _ in }
    }

    /// Blocks every new sign-in to the account, or lifts that.
    public func restrictSignIn(_ on: Bool, at now: Int64) throws -> Call<Void> {
        try call(.restriction, body: RestrictionBody(on: on), at: now) { _ in }
    }

    /// The account's vault. Ask when the app starts, and when the stream says that something has changed.
    public func vault(at now: Int64) throws -> Call<VaultStanding> {
        let account = account
        return try call(.vault, at: now) { VaultStanding(try JSON.read(VaultAnswer.self, $0), account: account) }
    }

    /// Puts newer codes into the vault.
    public func save(_ update: VaultUpdate, at now: Int64) throws -> Call<Void> {
        try call(.saveVault, body: update.body, at: now) { _ = try JSON.read(VaultSaved.self, $0) }
    }

    /// Sets, changes or resets the passphrase. Then keep ``NewPassphrase/vault``.
    public func setPassphrase(
        _ passphrase: NewPassphrase, approvalKey: any SigningKey, at now: Int64
    ) throws -> Call<Void> {
        let body = try passphrase.body(of: self, approvalKey: approvalKey, at: clock.time(at: now))
        return try call(.setPassphrase, body: body, at: now) { _ = try JSON.read(PassphraseSaved.self, $0) }
    }

    /// Asks whether a passphrase is the right one, so that the person does not forget it.
    public func check(_ keys: PassphraseKeys, at now: Int64) throws -> Call<Void> {
        try call(
            .checkPassphrase, body: PassphraseCheckBody(authenticationKey: WireBytes(keys.authenticationKey)), at: now
        ) { _ in }
    }

    private var signer: RequestSigner { RequestSigner(origin: origin, keyID: id, key: contactKey, clock: clock) }

    private func call<Answer>(
        _ route: ProtocolPaths, of id: String = "", body: (any Encodable)? = nil, at now: Int64,
        reading read: @escaping @Sendable ([UInt8]) throws -> Answer
    ) throws -> Call<Answer> {
        let bytes = try body.map { try JSON.write($0) } ?? []
        return Call(request: try signer.request(route, of: id, body: bytes, at: now), read: read)
    }

    /// An approval was to be signed, and the app is locked.
    public struct Locked: Error, Sendable, Hashable {}

    /// The link is one of another server, or for something else.
    public struct OtherServer: Error, Sendable, Hashable {}
}

/// `{}`.
private struct NoMembers: Encodable {}

extension Decision {
    fileprivate var inMessage: ApprovalMessage.Decision {
        switch self {
        case .approve(let number): .approve(number: number)
        case .refuse: .refuse
        case .notMe: .notMe
        }
    }
}

extension AnswerResult {
    fileprivate init(_ outcome: AnswerOutcome.Outcome) {
        self =
            switch outcome {
            case .approved: .approved
            case .refused: .refused
            case .alreadyAnswered: .alreadyAnswered
            case .expired: .expired
            }
    }
}
