internal import Addresses
package import Identity
internal import SignInPolicy
internal import Store

/// The first account of a new server, for whoever holds the link from its terminal.
///
/// Once it has made an account it never makes another, even if that account is gone (REC-25).
package struct SetUp: Sendable {
    private let environment: Environment
    private let joining: Joining

    init(_ environment: Environment) {
        self.environment = environment
        joining = Joining(environment: environment)
    }

    /// Code points that the password must have.
    package var minimumPasswordLength: Int { Joining.passwordRule.minimumLength }

    /// Whether the link still leads to a first account. Looking spends nothing (OTP-21).
    package func isOpen(_ link: Secret<String>) async throws -> Bool {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard try !transaction.setUpIsFinished() else { return false }
            return try transaction.link(
                tokenHash: TokenHash(link).bytes, for: LinkPurpose.setUp.rawValue, at: now) != nil
        }
    }

    /// What the first administrator has typed.
    package struct Form: Sendable {
        package let name: String
        package let address: String
        package let password: String

        package init(name: String, address: String, password: String) {
            self.name = name
            self.address = address
            self.password = password
        }
    }

    /// Makes the first account, an administrator's.
    ///
    /// The address counts as verified: whoever has the link has the server's terminal, and no mail may leave this
    /// server yet.
    package func finish(_ form: Form, with link: Secret<String>, from client: Client) async throws -> JoiningOutcome {
        guard try await isOpen(link) else { return .gone }
        let (address, addressProblem) = joining.read(address: form.address)
        let (entry, problems) = joining.read(
            name: form.name, password: form.password, addresses: [address?.address].compactMap(\.self),
            addressProblem: addressProblem)
        guard let address, let entry, problems.isEmpty else { return .rejected(problems) }
        let hash = try await joining.hash(entry)
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard try transaction.isFree(address) else { return .rejected([.addressTaken]) }
            let spent = try transaction.spendLink(
                tokenHash: TokenHash(link).bytes, for: LinkPurpose.setUp.rawValue, at: now)
            guard spent != nil, try transaction.finishSetUp(at: now) else { return .gone }
            let account = try makeAdministrator(entry.name, address, client, in: transaction, at: now)
            return .joined(
                try joining.begin(
                    account, hash, standsAlone: entry.standsAlone, from: client, in: transaction, at: now))
        }
    }

    private func makeAdministrator(
        _ name: ChosenName, _ address: EmailEntry, _ client: Client, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> AccountID {
        let account = AccountRecord(
            id: environment.tokens.id(), state: .active, role: .administrator, displayName: name.text,
            language: client.language, createdAt: now)
        try transaction.create(account)
        let isFree = try transaction.add(
            IdentifierRecord(address, named: environment.tokens.id(), of: account.id, verifiedAt: now))
        // Taken in this very moment by another node: everything is undone, the link included.
        guard isFree else { throw Overtaken() }
        try transaction.record(
            AuditEntry(
                .accountCreated, .succeeded, of: account.id, by: client, at: now, subject: address.address.shown,
                reason: "set-up"))
        return account.id
    }
}
