internal import Identity
internal import OneTimeCodes
internal import PasswordHashing
internal import SignInPolicy
internal import Store

/// What somebody typed to prove something.
enum Submission: Sendable {
    /// `nil` for a text that can't be anybody's password; it is refused like a wrong one.
    case password(Password?)
    /// A code from an authenticator app.
    case appCode(String)
    case backupCode(String)
    /// A code that the Aikagi app shows, also offline.
    case installationCode(String)
    /// The authentication key of a passphrase; `nil` for what can't be one. It is refused like a wrong one.
    case passphrase(Password?)
    /// A code that was mailed for this conversation.
    case mailCode(String, purpose: MailCodePurpose, owner: String)
    /// A code that was sent to a number for this conversation.
    case textCode(String, purpose: TextCodePurpose, owner: String)
    /// A signature by a passkey or security key.
    case key(KeyTry)

    var method: Method {
        switch self {
        case .password: .password
        case .appCode: .totp
        case .backupCode: .backupCode
        case .installationCode: .appCode
        case .passphrase: .passphrase
        case .mailCode: .emailCode
        case .textCode: .smsCode
        case .key(let tried): tried.method
        }
    }
}

/// Checks proofs, for every road alike: sign-in, password reset, step-up. Who calls it can't get a verdict without the
/// try having been counted, and can't count one road's tries apart from another's (RATE-05).
struct ProofChecker: Sendable {
    let environment: Environment

    // MARK: Admit

    /// What a transaction says to a try.
    enum Admission: Sendable {
        case admitted(Ticket)
        /// Say from when on a try is let through; `nil`: not before the authenticator is bound anew.
        case held(until: Moment?)
    }

    /// A counted try, with what it is to be checked against as it was in that transaction.
    struct Ticket: Sendable {
        let submission: Submission
        let account: AccountID
        let side: ThrottleSide
        /// Where the try was counted.
        fileprivate let counted: [AuthenticatorID]
        fileprivate let client: Client
        fileprivate let evidence: Evidence

        /// The try as examined, where there is nothing to hash: it can be settled in the transaction that admitted it.
        var examinedAtOnce: Examined? {
            switch submission {
            case .password, .backupCode, .passphrase: nil
            case .appCode, .installationCode, .mailCode, .textCode, .key: Examined(ticket: self, result: .checkedLater)
            }
        }
    }

    fileprivate enum Evidence: Sendable {
        /// `nil` where there is nothing to compare with, and the same work is done for nothing (RATE-15).
        case password(PasswordRecord?)
        case codeApps([CodeAppRecord])
        case backupCodes(BackupCodeSet?)
        case passphrase(PassphraseRecord?)
        case installationCodes([InstallationCodes])
        case sentCode([Authenticator])
        case key(KeyCheck.Evidence)
        case nothing
    }

    /// Counts a try at each of `authenticators` that lets it through, and gathers what is needed to check it.
    ///
    /// - Parameter counts: `false` for an account that only behaves like one: the try is counted, and fails.
    func admit(
        _ submission: Submission, to authenticators: [Authenticator], of account: AccountID, counts: Bool,
        from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws -> Admission {
        let side = try ThrottleSide(of: client, for: account, in: transaction)
        if case .key(let tried) = submission {
            let evidence = try KeyCheck.Evidence(
                tried, to: counts ? authenticators : [], of: account, in: transaction, at: now)
            return .admitted(
                Ticket(
                    submission: submission, account: account, side: side, counted: [], client: client,
                    evidence: .key(evidence)))
        }
        let admitted: [AuthenticatorID]
        switch try transaction.admit(to: authenticators.map(\.id), from: side, at: now) {
        case .wait(let until): return .held(until: until)
        case .disabled: return .held(until: nil)
        case .evaluate(let open): admitted = open
        }
        let names = Set(admitted)
        let evidence: Evidence =
            switch submission {
            case .password:
                try password(of: account, among: names, counts: counts, in: transaction)
            case .appCode:
                .codeApps(counts ? try transaction.codeApps(of: account).filter { names.contains($0.id) } : [])
            case .installationCode:
                .installationCodes(
                    counts
                        ? try transaction.installationCodes(of: account).filter { names.contains($0.installation) } : []
                )
            case .backupCode:
                .backupCodes(counts ? try transaction.backupCodes(of: account) : nil)
            case .passphrase:
                .passphrase(
                    counts ? try transaction.passphrase(of: account).flatMap { names.contains($0.id) ? $0 : nil } : nil)
            case .mailCode, .textCode:
                .sentCode(counts ? authenticators.filter { names.contains($0.id) } : [])
            case .key: .nothing
            }
        return .admitted(
            Ticket(
                submission: submission, account: account, side: side, counted: admitted, client: client,
                evidence: evidence))
    }

    private func password(
        of account: AccountID, among names: Set<AuthenticatorID>, counts: Bool, in transaction: any ReadTransaction
    ) throws -> Evidence {
        guard counts, let record = try transaction.password(of: account), names.contains(record.id) else {
            return .password(nil)
        }
        return .password(record)
    }

    // MARK: Examine

    /// A try after the slow part of checking it. Nothing is spent yet, and nothing decided.
    struct Examined: Sendable {
        let ticket: Ticket
        fileprivate let result: Result

        fileprivate enum Result: Sendable {
            /// The same for a passphrase's key. `newHash` is there when the cost has risen since it was set (PWD-12).
            case password(matches: Bool, newHash: PasswordHash?)
            /// The place on the sheet.
            case backupCode(position: Int?)
            /// Checked in the transaction that spends it.
            case checkedLater
        }
    }

    /// Does the hashing, outside of any transaction.
    ///
    /// - Throws: `HashingRefusal` when too many wait; the try stays counted.
    func examine(_ ticket: Ticket) async throws -> Examined {
        switch (ticket.submission, ticket.evidence) {
        case (.password(let typed), .password(let record)):
            return Examined(ticket: ticket, result: try await examine(typed, against: record?.hash))
        case (.passphrase(let key), .passphrase(let record)):
            return Examined(ticket: ticket, result: try await examine(key, against: record?.verifier))
        case (.backupCode(let entry), .backupCodes(let set)):
            return Examined(ticket: ticket, result: .backupCode(position: try await position(of: entry, on: set)))
        case (.appCode, _), (.installationCode, _), (.mailCode, _), (.textCode, _), (.key, _), (.password, _),
            (.backupCode, _), (.passphrase, _):
            return Examined(ticket: ticket, result: .checkedLater)
        }
    }

    private func examine(_ typed: Password?, against hash: String?) async throws -> Examined.Result {
        guard let typed else { return .password(matches: false, newHash: nil) }
        let passwords = environment.passwords
        let stored = try hash.map { try PasswordHash($0) }
        guard try await passwords.verify(typed, against: stored), let stored else {
            return .password(matches: false, newHash: nil)
        }
        let isOld = passwords.needsRehash(stored)
        return .password(
            matches: true, newHash: isOld ? try await passwords.hash(typed, salt: environment.tokens.salt()) : nil)
    }

    private func position(of entry: String, on set: BackupCodeSet?) async throws -> Int? {
        guard let code = try? BackupCode(entry: entry) else { return nil }
        // All codes of the sheet take part, spent ones too: the position counts from the whole sheet, and spending
        // refuses what is spent.
        let hashes = try set?.codes.map { try PasswordHash(String(decoding: $0.hash, as: UTF8.self)) } ?? []
        return try await environment.passwords.index(of: code.text, among: hashes).flatMap { set?.codes[$0].position }
    }

    // MARK: Settle

    /// What a try was worth.
    enum Finding: Sendable, Equatable {
        /// The authenticator is proven, what was single-use is spent, and its failures are taken back.
        case passed(AuthenticatorID)
        case failed(Failure)
    }

    enum Failure: Sendable, Hashable {
        case wrong
        /// Right, and used before (TOTP-05).
        case used
        /// It would be right at another time, by so many seconds: negative when the device is behind.
        case clockOff(seconds: Int)
        /// There is no live code: it has expired, was replaced or was tried too often.
        case noLiveCode
        /// By a passkey or security key.
        case key(KeyProblem)
    }

    /// Spends what was proven and says what it was worth, in the transaction that acts on it.
    func settle(_ examined: Examined, in transaction: any WriteTransaction, at now: Moment) throws -> Finding {
        let finding = try find(examined, in: transaction, at: now)
        if case .passed(let authenticator) = finding {
            try transaction.succeeded(with: authenticator, from: examined.ticket.side, at: now)
            try transaction.spare(
                examined.ticket.counted.filter { $0 != authenticator }, from: examined.ticket.side, at: now)
        }
        return finding
    }

    private func find(_ examined: Examined, in transaction: any WriteTransaction, at now: Moment) throws -> Finding {
        let ticket = examined.ticket
        switch (ticket.submission, ticket.evidence, examined.result) {
        case (.password, .password(.some(let record)), .password(matches: true, let newHash)):
            // The password may have been changed while this one was being hashed.
            guard try transaction.password(of: ticket.account)?.id == record.id else { return .failed(.wrong) }
            if let newHash { try transaction.rehash(passwordOf: ticket.account, from: record.hash, to: newHash.text) }
            return .passed(record.id)
        case (.passphrase, .passphrase(.some(let record)), .password(matches: true, let newHash)):
            guard try transaction.passphrase(of: ticket.account)?.id == record.id else { return .failed(.wrong) }
            if let newHash {
                try transaction.rehash(passphraseOf: ticket.account, from: record.verifier, to: newHash.text)
            }
            return .passed(record.id)
        case (.appCode(let entry), .codeApps(let apps), _):
            return try AppCodeCheck(entry: entry, at: now).find(among: apps, in: transaction)
        case (.installationCode(let entry), .installationCodes(let installations), _):
            return try AppCodeCheck(entry: entry, at: now).find(among: installations, in: transaction)
        case (.backupCode, .backupCodes(.some(let set)), .backupCode(.some(let position))):
            guard try transaction.spend(backupCode: position, of: set.id, at: now)
            else { return .failed(.wrong) }
            return .passed(set.id)
        case (.mailCode(let entry, let purpose, let owner), .sentCode(let receivers), _):
            let sent = SentCode(entry, Limits.mailCodeDigits, purpose.rawValue, owner)
            return try find(sent, among: receivers, of: ticket.account, in: transaction, at: now)
        case (.textCode(let entry, let purpose, let owner), .sentCode(let receivers), _):
            let sent = SentCode(entry, Limits.smsCodeDigits, purpose.rawValue, owner)
            return try find(sent, among: receivers, of: ticket.account, in: transaction, at: now)
        case (.key, .key(let evidence), _):
            return try KeyCheck(environment: environment, client: ticket.client, now: now)
                .find(evidence, in: transaction)
        case (.password, _, _), (.backupCode, _, _), (.mailCode, _, _), (.textCode, _, _), (.appCode, _, _),
            (.installationCode, _, _), (.passphrase, _, _), (.key, _, _):
            return .failed(.wrong)
        }
    }

    private func find(
        _ sent: SentCode, among receivers: [Authenticator], of account: AccountID,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Finding {
        guard !receivers.isEmpty, let code = try? OneTimeCode(entry: sent.entry, length: sent.length) else {
            return .failed(.wrong)
        }
        let result = try transaction.tryCode(
            Secret(code.text), for: sent.purpose, of: account, ownedBy: sent.owner, at: now)
        switch result {
        // A code to another address of the account proves that one, and it alone.
        case .accepted(let address):
            return receivers.first { $0.address == address }.map { .passed($0.id) } ?? .failed(.wrong)
        case .wrong: return .failed(.wrong)
        case .noCode: return .failed(.noLiveCode)
        }
    }
}

/// A typed code, with what it must have been sent for.
private struct SentCode {
    let entry: String
    let length: Int
    let purpose: String
    let owner: String

    init(_ entry: String, _ length: Int, _ purpose: String, _ owner: String) {
        self.entry = entry
        self.length = length
        self.purpose = purpose
        self.owner = owner
    }
}

extension Authenticator {
    /// Where codes to it go, canonical; `nil` for what none is sent to.
    var address: String? {
        switch kind {
        case .emailAddress(let address, _): address.canonical
        case .phoneNumber(let number, _): number.canonical
        case .password, .totpApp, .backupCodes, .passphrase, .installation, .passkey, .securityKey, .upstream: nil
        }
    }
}
