internal import Addresses
internal import Delivery
internal import Foundation
package import Identity
internal import OneTimeCodes
internal import SignInPolicy
internal import Store

extension OwnIdentifiers {
    /// What came of an address that somebody wants to add.
    package enum Beginning: Sendable, Hashable {
        /// A code is on its way, whether or not the address or number names another account: only whoever receives it
        /// learns that (product.md ID-3).
        case codeSent
        case missing
        case unreadable
        /// Several people read it (product.md ID-5).
        case groupAddress
        case alreadyYours
        case tooMany
        /// Not a number that anybody can have, or one without its country.
        case numberUnreadable
        /// No text message reaches it, or it costs whoever writes to it.
        case notMobile
        /// SMS is restricted: an authenticator that is not comes first (NIST SP 800-63B-4 §3.2.9).
        case needsBetterFactor
    }

    /// Sends a code to an address or a number that is to be added.
    package func begin(adding typed: String, by session: LiveSession) async throws -> Beginning {
        let identifier: Identifier
        switch read(typed) {
        case .success(let found): identifier = found
        case .failure(let unfit): return unfit.answer
        }
        let now = environment.time.now()
        let beginning: Beginning = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account) else { return .tooMany }
            let own = try transaction.identifiers(of: account.id)
            guard !own.contains(where: { $0.identifier.canonical == identifier.canonical }) else {
                return .alreadyYours
            }
            guard own.count < Limits.identifiers else { return .tooMany }
            guard try mayAdd(identifier, to: account, in: transaction, at: now) else { return .needsBetterFactor }
            if let other = try load(session, in: transaction, at: now) { try transaction.abandon(other.record.id) }
            let pending = pending(identifier, of: account, in: session, at: now)
            try keep(pending, as: environment.tokens.id(), in: transaction)
            try sendCode(to: pending, account, in: transaction, at: now)
            return .codeSent
        }
        environment.outbox.ring()
        return beginning
    }

    /// A text that is no identifier, with the answer that says why.
    private struct Unfit: Error {
        let answer: Beginning
    }

    private func read(_ typed: String) -> Result<Identifier, Unfit> {
        let settings = environment.settings
        guard settings.readsAsNumber(typed) else {
            do throws(EmailRefusal) {
                let address = try EmailEntry(typed).address
                return settings.isGroupAddress(address)
                    ? .failure(Unfit(answer: .groupAddress)) : .success(.email(address))
            } catch {
                return .failure(Unfit(answer: error == .empty ? .missing : .unreadable))
            }
        }
        do throws(PhoneRefusal) {
            return .success(.phone(try PhoneEntry(typed, in: settings.texts?.region).number))
        } catch {
            return .failure(Unfit(answer: error == .notMobile ? .notMobile : .numberUnreadable))
        }
    }

    private func mayAdd(
        _ identifier: Identifier, to account: AccountRecord, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Bool {
        guard case .phone = identifier else { return true }
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        return WaysIn(of: shape, under: environment.settings.rules).hasUnrestrictedSecondFactor
    }

    private func pending(
        _ identifier: Identifier, of account: AccountRecord, in session: LiveSession, at now: Moment
    ) -> PendingIdentifier {
        let machine = Enrolment(
            of: identifier.enrolmentKind, for: account.id, heldBy: .session(session.id),
            generation: Int64(account.factorGeneration), startedAt: now)
        return PendingIdentifier(machine: machine, identifier: identifier)
    }

    /// The address or number that waits for its code in this session; `nil` if none does.
    package func pending(in session: LiveSession) async throws -> Identifier? {
        let now = environment.time.now()
        return try await environment.store.read { try load(session, in: $0, at: now)?.content.identifier }
    }

    /// Mails another code, if the budget allows. What the person sees does not depend on it.
    package func sendAgain(in session: LiveSession) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account),
                let pending = try load(session, in: transaction, at: now)
            else { return }
            // The new code lives as long as a first one: the waiting begins anew.
            let renewed = self.pending(pending.content.identifier, of: account, in: session, at: now)
            try keep(renewed, as: pending.record.id, in: transaction)
            try sendCode(to: renewed, account, in: transaction, at: now)
        }
        environment.outbox.ring()
    }

    /// What came of the code that was mailed to a new address.
    package enum Verification: Sendable, Hashable {
        case added
        case askAgain(ProofProblem)
        /// The mailbox is theirs, and the address names another account: sign in there, or remove it there.
        case taken
        /// It took too long, was tried too often, or the account changed meanwhile.
        case beginAgain
    }

    /// Takes the mailed code. The address counts from now on, and every address of the account is told (OTP-08).
    package func submit(code typed: String, in session: LiveSession, from client: Client) async throws -> Verification {
        let now = environment.time.now()
        let result: Verification = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account),
                var pending = try load(session, in: transaction, at: now)
            else { return .beginAgain }
            let problem = try check(typed, pending.content, of: session, in: transaction, at: now)
            let outcome = pending.content.machine.proofChecked(
                problem == nil ? .passed : .failed, by: .session(session.id),
                generation: Int64(account.factorGeneration), at: now)
            switch outcome {
            case .enrol:
                guard try transaction.finish(pending.record.id, at: now) else { return .beginAgain }
                return try add(pending.content.identifier, to: account, from: client, in: transaction, at: now)
            case .askAgain:
                try keep(pending.content, as: pending.record.id, in: transaction)
                return .askAgain(problem ?? .wrong)
            case .drop, .outOfOrder:
                try transaction.abandon(pending.record.id)
                return .beginAgain
            }
        }
        environment.outbox.ring()
        return result
    }

    // MARK: Parts

    /// - Returns: `nil` if the code was right, was mailed to this very address, and is spent now.
    private func check(
        _ typed: String, _ pending: PendingIdentifier, of session: LiveSession, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> ProofProblem? {
        let isMail = pending.identifier.email != nil
        let length = isMail ? Limits.mailCodeDigits : Limits.smsCodeDigits
        let purpose = isMail ? MailCodePurpose.addIdentifier.rawValue : TextCodePurpose.addNumber.rawValue
        guard let code = try? OneTimeCode(entry: typed, length: length) else { return .wrong }
        let result = try transaction.tryCode(
            Secret(code.text), for: purpose, of: session.account, ownedBy: session.owner, at: now)
        switch result {
        // A code to an address that was typed before proves that one, and it alone.
        case .accepted(let address) where address == pending.identifier.canonical: return nil
        case .accepted, .noCode: return .noLiveCode
        case .wrong: return .wrong
        }
    }

    private func add(
        _ identifier: Identifier, to account: AccountRecord, from client: Client, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> Verification {
        guard let record = try freeRecord(of: identifier, for: account.id, in: transaction, at: now),
            try transaction.add(record)
        else {
            try transaction.record(
                AuditEntry(.identifierAdded, .refused, of: account.id, by: client, at: now, reason: "taken"))
            return .taken
        }
        _ = try transaction.authenticatorsChanged(of: account.id)
        try transaction.record(
            AuditEntry(
                .identifierAdded, .succeeded, of: account.id, by: client, at: now, subject: identifier.shown))
        try environment.tell(
            account, .identifierAdded(shown: identifier.shown, client.occasion(at: now)), in: transaction, at: now)
        return .added
    }

    /// - Returns: `nil` if it names an account already, or looks like one that does.
    private func freeRecord(
        of identifier: Identifier, for account: AccountID, in transaction: any ReadTransaction, at now: Moment
    ) throws -> IdentifierRecord? {
        switch identifier {
        case .email(let address):
            guard let entry = try? EmailEntry(address.shown), try transaction.isFree(entry) else { return nil }
            return IdentifierRecord(entry, named: environment.tokens.id(), of: account, verifiedAt: now)
        case .phone(let number):
            guard try !transaction.isTaken(identifier: number.canonical) else { return nil }
            return IdentifierRecord(number, named: environment.tokens.id(), of: account, verifiedAt: now)
        }
    }

    private func sendCode(
        to pending: PendingIdentifier, _ account: AccountRecord, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        let owner = pending.machine.holder.name
        switch pending.identifier {
        case .email(let address):
            try mailCodes.send(
                .addIdentifier, for: account.id, owner: owner,
                to: Outbox.Addressee(account: account.id, address: address, language: account.language),
                in: transaction, at: now
            ) { .addressCode($0, life: $1) }
        case .phone(let number):
            try TextCodes(environment: environment).send(
                .addNumber, for: account, owner: owner, to: number, in: transaction, at: now)
        }
    }

    private func load(_ session: LiveSession, in transaction: any ReadTransaction, at now: Moment) throws
        -> Pending<PendingIdentifier>?
    {
        for kind in [Enrolment.Kind.emailAddress, .phoneNumber] {
            let record = try transaction.enrolment(
                ofKind: kind.rawValue, of: session.account, ownedBy: session.owner, at: now)
            // What an earlier version has kept is no longer read; it lived for minutes.
            guard let record,
                let content = try? JSONDecoder().decode(PendingIdentifier.self, from: Data(record.content.reveal()))
            else { continue }
            return Pending(record: record, content: content)
        }
        return nil
    }

    private func keep(_ pending: PendingIdentifier, as id: EnrolmentID, in transaction: any WriteTransaction) throws {
        let machine = pending.machine
        try transaction.begin(
            EnrolmentRecord(
                id: id, account: machine.account, owner: machine.holder.name, kind: machine.kind.rawValue,
                content: Secret(Array(try JSONEncoder().encode(pending))), createdAt: machine.lifetime.start,
                expiresAt: machine.lifetime.end))
    }
}

/// An address or number that waits for the code that was sent to it.
private struct PendingIdentifier: Codable {
    var machine: Enrolment
    let identifier: Identifier
}

extension Identifier {
    fileprivate var enrolmentKind: Enrolment.Kind {
        switch self {
        case .email: .emailAddress
        case .phone: .phoneNumber
        }
    }
}
