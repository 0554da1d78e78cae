internal import ApprovalProtocol
internal import OneTimeCodes

/// An installation as an app keeps it: in a file that nobody else can read, or better.
///
/// It is `Codable`, and a change of its form keeps what older ones wrote readable. The contact key stands in it as it is;
/// the approval key and the codes are wrapped under the PIN, if there is one. An installation that has ended keeps its
/// codes, because those of other services are worth something without any server of ours.
public struct SavedInstallation: Sendable, Codable {
    /// The PIN was wrong, the file was changed, or what is asked for ended with the installation.
    public struct CannotOpen: Error, Sendable, Hashable {}

    private let form: Int
    private let originText: String
    public let id: String
    public let account: String
    public let accountName: String
    public let identifier: String
    private var contactKeyBytes: WireBytes
    private var approvalKeyBytes: WireBytes
    private var codeBytes: WireBytes
    /// Nil without a PIN.
    private var salt: WireBytes?
    /// What the things above are wrapped with where there is no PIN.
    private var openKey: WireBytes?
    private var chain: WireBytes
    private var clockOffset: Int64
    /// Nil while it lives.
    private var endingWord: String?

    /// What is to be kept of an enrolment.
    public init(_ enrolled: Enrolled) throws {
        let (enrolment, answer) = (enrolled.enrolment, enrolled.answer)
        let plainKey = enrolment.pin == nil ? RandomBytes.make(32) : nil
        let keys = try Self.keys(pin: enrolment.pin, share: answer.share?.bytes, openKey: plainKey)
        form = 1
        originText = enrolment.origin.text
        id = answer.installation
        account = answer.account
        accountName = Question.plain(answer.accountName)
        identifier = Question.plain(answer.identifier)
        contactKeyBytes = WireBytes(enrolment.contactKey.pkcs8)
        approvalKeyBytes = WireBytes(try keys.approval.wrap(enrolment.approvalKey.pkcs8, for: id))
        let own = SavedCodes(own: [try Self.ownCodes(answer).text])
        codeBytes = WireBytes(try keys.codes.wrap(try JSON.write(own), for: id))
        salt = enrolment.pin.map { WireBytes($0.salt) }
        openKey = plainKey.map(WireBytes.init)
        chain = answer.chain
        clockOffset = 0
    }

    public var hasPIN: Bool { salt != nil }

    /// What asks the server. Throws ``CannotOpen`` if what was kept is broken.
    public func installation() throws -> Installation {
        guard let origin = ServerOrigin(originText), let key = SoftwareKey(pkcs8: contactKeyBytes.bytes) else {
            throw CannotOpen()
        }
        return Installation(
            origin: origin, id: id, account: account, contactKey: key, clock: clock)
    }

    /// Which server it belongs to, as it was written.
    public var origin: String { originText }

    /// The link of the chain that the next heartbeat says.
    public var chainLink: [UInt8] { chain.bytes }

    /// Takes over the link that a heartbeat has brought.
    public mutating func keep(chainLink: [UInt8]) {
        chain = WireBytes(chainLink)
    }

    /// Why it has ended; nil while it lives. Then it has codes and nothing else.
    public var ending: ServerRefusal.Ending? {
        endingWord.map { ServerRefusal.Ending(rawValue: $0) ?? .unknown }
    }

    /// Notes that the server has said ``ServerRefusal/gone(_:)``, and deletes the keys.
    public mutating func end(because ending: ServerRefusal.Ending) {
        endingWord = ending.rawValue
        (contactKeyBytes, approvalKeyBytes) = (WireBytes([]), WireBytes([]))
    }

    /// The server's clock, as far as it was told.
    public var clock: ServerClock { ServerClock(offset: clockOffset) }

    /// Keeps the difference of the clocks.
    public mutating func keep(_ clock: ServerClock) {
        clockOffset = clock.offset
    }
}

// MARK: What is behind the lock

extension SavedInstallation {
    /// A PIN that is typed, ready to be shown to the server and to open the codes. Takes about a tenth of a second.
    public func pin(typed text: String) throws -> UnlockedPIN {
        guard let salt else { throw CannotOpen() }
        return try UnlockedPIN(typed: text, salt: salt.bytes)
    }

    /// The key that approves.
    ///
    /// - Parameters:
    ///   - pin: Where there is one.
    ///   - share: What ``Installation/unlock(_:at:)`` was answered with.
    public func approvalKey(pin: UnlockedPIN? = nil, share: [UInt8]? = nil) throws -> SoftwareKey {
        let keys = try Self.keys(pin: pin, share: share, openKey: openKey?.bytes)
        guard let bytes = try? keys.approval.unwrap(approvalKeyBytes.bytes, for: id),
            let key = SoftwareKey(pkcs8: bytes)
        else { throw CannotOpen() }
        return key
    }

    /// The codes, which need no network. The PIN is held against what is kept and nothing else.
    public func codes(pin: UnlockedPIN? = nil) throws -> CodeKeeper {
        let key = try Self.codesKey(pin: pin, openKey: openKey?.bytes)
        guard let bytes = try? key.unwrap(codeBytes.bytes, for: id), let saved = SavedCodes(reading: bytes) else {
            throw CannotOpen()
        }
        return try saved.keeper(on: id)
    }

    /// Keeps codes that were added, and what opens the vault.
    public mutating func keep(_ codes: CodeKeeper, pin: UnlockedPIN? = nil) throws {
        let key = try Self.codesKey(pin: pin, openKey: openKey?.bytes)
        codeBytes = WireBytes(try key.wrap(try JSON.write(SavedCodes(codes)), for: id))
    }

    /// Keeps another lock, and what is behind it.
    ///
    /// - Parameter codes: What the old lock has opened.
    public mutating func keep(_ changed: ChangedLock, codes: CodeKeeper) throws {
        let (change, share) = (changed.change, changed.share)
        let plainKey = change.pin == nil ? RandomBytes.make(32) : nil
        let keys = try Self.keys(pin: change.pin, share: share, openKey: plainKey)
        let approvalKey = WireBytes(try keys.approval.wrap(change.approvalKey.pkcs8, for: id))
        let wrappedCodes = WireBytes(try keys.codes.wrap(try JSON.write(SavedCodes(codes)), for: id))
        (approvalKeyBytes, codeBytes) = (approvalKey, wrappedCodes)
        (salt, openKey) = (change.pin.map { WireBytes($0.salt) }, plainKey.map(WireBytes.init))
    }

    private static func keys(
        pin: UnlockedPIN?, share: [UInt8]?, openKey: [UInt8]?
    ) throws -> (approval: WrappingKey, codes: WrappingKey) {
        if let openKey { return (WrappingKey(bytes: openKey), WrappingKey(bytes: openKey)) }
        guard let pin, let share else { throw CannotOpen() }
        return (pin.stretched.wrappingKey(share: share), pin.stretched.codesKey)
    }

    private static func codesKey(pin: UnlockedPIN?, openKey: [UInt8]?) throws -> WrappingKey {
        if let openKey { return WrappingKey(bytes: openKey) }
        guard let pin else { throw CannotOpen() }
        return pin.stretched.codesKey
    }

    private static func ownCodes(_ answer: EnrolmentAnswer) throws -> OTPAuthURI {
        guard let hash = HashFunction(rawValue: answer.codes.algorithm) else { throw UnreadableAnswer(status: 201) }
        let totp = TOTP(
            secret: try TOTPSecret(foreignBase32: answer.codes.secret),
            parameters: try TOTPParameters(hash: hash, digits: answer.codes.digits, period: answer.codes.period))
        return OTPAuthURI(issuer: "Aikagi", account: answer.identifier, totp: totp)
    }
}
