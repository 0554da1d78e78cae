internal import Addresses
internal import Delivery
internal import Foundation
package import Identity
internal import OneTimeCodes
internal import PasswordHashing
internal import SignInPolicy
internal import Store

/// Registration by the person alone, where the administrator allows it.
///
/// Whether the address has an account already is told to its mailbox and to nobody else: the pages, the work and the
/// number of mails are the same (RATE-15).
package struct Registrations: Sendable {
    private let environment: Environment
    private let joining: Joining
    private let mailRequests: MailRequests
    private let registrations: Conversations<PendingRegistration>

    init(_ environment: Environment) {
        self.environment = environment
        joining = Joining(environment: environment)
        mailRequests = MailRequests(environment: environment)
        registrations = Conversations(environment: environment)
    }

    /// Code points that the password must have.
    package var minimumPasswordLength: Int { Joining.passwordRule.minimumLength }

    /// What came of the form.
    package enum Beginning: Sendable {
        /// A mail is on its way, to whoever reads it: ask for the code.
        case begun(Secret<String>)
        /// Too many mails were asked for: not before this.
        case held(MailPause)
        case rejected([JoiningProblem])
    }

    /// Takes what somebody wants to register with.
    package func begin(
        name: String, address typedAddress: String, password: String, from client: Client
    ) async throws -> Beginning {
        let (read, addressProblem) = joining.read(address: typedAddress)
        let (entry, problems) = joining.read(
            name: name, password: password, addresses: [read?.address].compactMap(\.self),
            addressProblem: addressProblem)
        guard let address = read, let entry, problems.isEmpty else { return .rejected(problems) }
        let now = environment.time.now()
        // Before the hashing, which is the dear part of it.
        let pause = try await environment.store.write { try mailRequests.pause(for: client, in: $0, at: now) }
        if let pause { return .held(pause) }
        defer { environment.outbox.ring() }
        let hash = try await joining.hash(entry)
        return try await environment.store.write { transaction in
            var machine = PendingRegistration(entry, hash, address: typedAddress, startedAt: now)
            let id = environment.tokens.id(AttemptID.self)
            try send(to: address, for: id, &machine, from: client, in: transaction, at: now)
            return .begun(try registrations.begin(machine, named: id, on: nil, in: transaction, at: now))
        }
    }

    /// The address that waits to be proven in this browser; `nil` if there is none.
    package func waiting(_ secret: Secret<String>) async throws -> String? {
        let now = environment.time.now()
        return try await environment.store.read { try registrations.load(secret, in: $0, at: now)?.machine.address }
    }

    /// Mails another code, if the budget allows. Nobody can tell whether it was.
    package func sendAgain(_ secret: Secret<String>, from client: Client) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard var pending = try registrations.load(secret, in: transaction, at: now),
                let address = try? EmailEntry(pending.machine.address),
                try mailRequests.pause(for: client, in: transaction, at: now) == nil
            else { return }
            try send(
                to: address, for: pending.record.id, &pending.machine, from: client, in: transaction, at: now)
            _ = try registrations.save(pending, rotating: false, in: transaction)
        }
        environment.outbox.ring()
    }

    /// What came of a code.
    package enum Verification: Sendable {
        /// The account is there. The browser goes on with this sign-in attempt, which has a second step to enrol.
        case joined(Secret<String>)
        /// Wrong, expired or never sent, which is nobody's business. Shown with the address.
        case wrong(address: String)
        case startAgain
    }

    /// Takes the code from the mailbox; with the right one there is an account.
    package func verify(_ typed: String, in secret: Secret<String>, from client: Client) async throws -> Verification {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard var pending = try registrations.load(secret, in: transaction, at: now) else { return .startAgain }
            guard pending.machine.codeTried(mark: mark(of: typed, for: pending.record.id), at: now),
                let address = try? EmailEntry(pending.machine.address), try transaction.isFree(address)
            else {
                _ = try registrations.save(pending, rotating: false, in: transaction)
                return .wrong(address: pending.machine.address)
            }
            try registrations.end(pending, in: transaction)
            return .joined(try make(pending.machine, address, from: client, in: transaction, at: now))
        }
    }
}

// MARK: Steps

extension Registrations {
    private func make(
        _ registration: PendingRegistration, _ address: EmailEntry, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Secret<String> {
        let account = AccountRecord(
            id: environment.tokens.id(), state: .active, displayName: registration.name, language: client.language,
            createdAt: now)
        try transaction.create(account)
        // Taken in this very moment by another request: everything is undone.
        guard
            try transaction.add(
                IdentifierRecord(address, named: environment.tokens.id(), of: account.id, verifiedAt: now))
        else { throw Overtaken() }
        try transaction.record(
            AuditEntry(
                .accountCreated, .succeeded, of: account.id, by: client, at: now, subject: address.address.shown,
                reason: "registration"))
        return try joining.begin(
            account.id, try PasswordHash(registration.passwordHash), standsAlone: registration.standsAlone,
            from: client, in: transaction, at: now)
    }

    /// Mails a code to a free address, and word of it to the owner of a taken one, out of one budget (REC-19).
    private func send(
        to address: EmailEntry, for id: AttemptID, _ machine: inout PendingRegistration, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        guard try takesFromBudget(of: address, in: transaction, at: now) else { return }
        guard try transaction.isFree(address) else {
            guard let owner = try transaction.account(withIdentifier: address.address.canonical) else { return }
            try environment.put(
                .addressInUse(client.occasion(at: now)),
                for: Outbox.Addressee(account: owner.id, address: address.address, language: owner.language),
                in: transaction, at: now)
            return
        }
        var random = environment.tokens.generator()
        let code = OneTimeCode.random(length: Limits.mailCodeDigits, using: &random).text
        machine.codeSent(mark: mark(of: code, for: id), at: now)
        try environment.put(
            .addressCode(Secret(code), life: Limits.mailCodeLife),
            for: Outbox.Addressee(account: nil, address: address.address, language: client.language),
            in: transaction, at: now)
    }

    /// Notes that a mail goes to an address, if it may.
    private func takesFromBudget(of address: EmailEntry, in transaction: any WriteTransaction, at now: Moment) throws
        -> Bool
    {
        let name: AttemptID = environment.keys.name(of: "registration", ofUnknown: .email(address.address))
        guard var kept = try transaction.holdThrottles(["registration \(name)"]).first else { return false }
        let sent = try kept.state.map { try JSONDecoder().decode([Moment].self, from: Data($0)) } ?? []
        guard SendBudget(issued: sent).answer(at: now) == .send else { return false }
        let recent = sent.filter { now - $0 < Limits.codeSendWindow } + [now]
        kept.state = Array(try JSONEncoder().encode(recent))
        kept.expiresAt = now + Limits.codeSendWindow
        try transaction.save(kept)
        return true
    }

    /// What is kept of a code. Spaces don't count; an entry that is no code has the mark of none.
    private func mark(of typed: String, for id: AttemptID) -> [UInt8] {
        let code = try? OneTimeCode(entry: typed, length: Limits.mailCodeDigits)
        return environment.keys.mark(ofCode: code?.text ?? "", for: id.rawValue)
    }
}
