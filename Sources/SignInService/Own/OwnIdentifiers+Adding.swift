internal import Addresses
internal import Delivery
internal import Foundation
internal import Identity
internal import OneTimeCodes
internal import SignInPolicy
internal import Store

extension OwnIdentifiers {
    /// What came of an address that somebody wants to add.
    package enum Beginning: Sendable, Hashable {
        /// A code is on its way, whether or not the address names another account: only whoever reads its mail learns
        /// that (product.md ID-3).
        case codeSent
        case missing
        case unreadable
        /// Several people read it (product.md ID-5).
        case groupAddress
        case alreadyYours
        case tooMany
    }

    /// Mails a code to an address that is to be added.
    package func begin(adding typed: String, by session: LiveSession) async throws -> Beginning {
        let entry: EmailEntry
        do throws(EmailRefusal) { entry = try EmailEntry(typed) } catch {
            return error == .empty ? .missing : .unreadable
        }
        guard !environment.settings.isGroupAddress(entry.address) else { return .groupAddress }
        let now = environment.time.now()
        let beginning: Beginning = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account) else { return .tooMany }
            let own = try transaction.identifiers(of: account.id)
            guard !own.contains(where: { $0.identifier.canonical == entry.address.canonical }) else {
                return .alreadyYours
            }
            guard own.count < Limits.identifiers else { return .tooMany }
            let machine = Enrolment(
                of: .emailAddress, for: account.id, heldBy: .session(session.id),
                generation: Int64(account.factorGeneration), startedAt: now)
            let pending = PendingAddress(machine: machine, address: entry.address)
            try keep(pending, as: environment.tokens.id(), in: transaction)
            try sendCode(to: pending, account, in: transaction, at: now)
            return .codeSent
        }
        environment.outbox.ring()
        return beginning
    }

    /// The address that waits for its code in this session, as it was typed; `nil` if none does.
    package func pending(in session: LiveSession) async throws -> String? {
        let now = environment.time.now()
        return try await environment.store.read { try load(session, in: $0, at: now)?.content.address.shown }
    }

    /// Mails another code, if the budget allows. What the person sees does not depend on it.
    package func sendAgain(in session: LiveSession) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account),
                let pending = try load(session, in: transaction, at: now)
            else { return }
            // The new code lives as long as a first one: the waiting begins anew.
            let machine = Enrolment(
                of: .emailAddress, for: account.id, heldBy: .session(session.id),
                generation: Int64(account.factorGeneration), startedAt: now)
            let renewed = PendingAddress(machine: machine, address: pending.content.address)
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
                return try add(pending.content.address, to: account, from: client, in: transaction, at: now)
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
        _ typed: String, _ pending: PendingAddress, of session: LiveSession, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> ProofProblem? {
        guard let code = try? OneTimeCode(entry: typed, length: Limits.mailCodeDigits) else { return .wrong }
        let result = try transaction.tryCode(
            Secret(code.text), for: MailCodePurpose.addIdentifier.rawValue, of: session.account, ownedBy: session.owner,
            at: now)
        switch result {
        // A code to an address that was typed before proves that one, and it alone.
        case .accepted(let address) where address == pending.address.canonical: return nil
        case .accepted, .noCode: return .noLiveCode
        case .wrong: return .wrong
        }
    }

    private func add(
        _ address: EmailAddress, to account: AccountRecord, from client: Client, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> Verification {
        guard let entry = try? EmailEntry(address.shown), try transaction.isFree(entry),
            try transaction.add(
                IdentifierRecord(entry, named: environment.tokens.id(), of: account.id, verifiedAt: now))
        else {
            try transaction.record(
                AuditEntry(.identifierAdded, .refused, of: account.id, by: client, at: now, reason: "taken"))
            return .taken
        }
        _ = try transaction.authenticatorsChanged(of: account.id)
        try transaction.record(
            AuditEntry(
                .identifierAdded, .succeeded, of: account.id, by: client, at: now, subject: address.shown))
        try environment.tell(
            account, .identifierAdded(shown: address.shown, client.occasion(at: now)), in: transaction, at: now)
        return .added
    }

    private func sendCode(
        to pending: PendingAddress, _ account: AccountRecord, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        try mailCodes.send(
            .addIdentifier, for: account.id, owner: pending.machine.holder.name,
            to: Outbox.Addressee(account: account.id, address: pending.address, language: account.language),
            in: transaction, at: now
        ) { .addressCode($0, life: $1) }
    }

    private func load(_ session: LiveSession, in transaction: any ReadTransaction, at now: Moment) throws
        -> Pending<PendingAddress>?
    {
        try transaction.enrolment(
            ofKind: Enrolment.Kind.emailAddress.rawValue, of: session.account, ownedBy: session.owner, at: now
        ).map { record in
            Pending(
                record: record,
                content: try JSONDecoder().decode(PendingAddress.self, from: Data(record.content.reveal())))
        }
    }

    private func keep(_ pending: PendingAddress, as id: EnrolmentID, in transaction: any WriteTransaction) throws {
        let machine = pending.machine
        try transaction.begin(
            EnrolmentRecord(
                id: id, account: machine.account, owner: machine.holder.name, kind: machine.kind.rawValue,
                content: Secret(Array(try JSONEncoder().encode(pending))), createdAt: machine.lifetime.start,
                expiresAt: machine.lifetime.end))
    }
}

/// An address that waits for the code that was mailed to it.
private struct PendingAddress: Codable {
    var machine: Enrolment
    let address: EmailAddress
}
