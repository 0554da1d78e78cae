internal import Addresses
internal import Delivery
internal import Identity
internal import SignInPolicy
internal import SignInService
internal import Store

/// Answers an administrator's questions, in the server or in a command that stands in for it.
struct ControlDesk: Sendable {
    private let installation: Installation

    init(_ installation: Installation) {
        self.installation = installation
    }

    func answer(_ question: ControlRequest) async throws -> ControlAnswer {
        switch question {
        case .setUpLink:
            try await administration.makeSetUpLink().map { .link(ControlAnswer.Link($0)) } ?? .setUpFinished
        case .invite(let address, let name, let language, let asAdministrator):
            try await invite(
                .init(
                    address: address, name: name, language: language, role: asAdministrator ? .administrator : .person))
        case .accounts: try await .accounts(store.read { try $0.allAccounts() })
        case .account(let text): try await show(text)
        case .disable(let text): try await change(text, to: "disabled") { try await administration.disable($0) }
        case .enable(let text): try await change(text, to: "enabled") { try await administration.enable($0) }
        case .revoke(let text, let what): try await revoke(what, of: text)
        case .liftNetworks(let text): try await liftNetworks(of: text)
        case .readiness(let text, let level): try await readiness(of: text, below: level)
        case .messages(let limit):
            try await .messages(store.read { try $0.messages(limit: limit) }.map(ControlAnswer.Message.init))
        case .trialMessage(let address, let language): try await sendTrial(to: address, in: language)
        case .verifyAudit: try await .auditState(ControlAnswer.AuditState(store.read { try $0.verifyAuditLog() }))
        case .auditLog(let after, let limit):
            try await .auditRows(
                store.read { try $0.auditLog(after: after, limit: limit) }.map(ControlAnswer.AuditRow.init))
        case .backup(let path): try await backUp(to: path)
        case .explain(let text): try await explain(text)
        case .status: try await status()
        case .addApplication(let application): try await add(application)
        case .applications: try await listApplications()
        case .removeApplication(let id): try await remove(application: id)
        case .rotateKeys: try await rotateKeys()
        }
    }

    var services: Services { installation.services }
    private var store: Store { installation.store }
    private var administration: Administration { installation.services.administration }
}

extension ControlDesk {
    private func invite(_ invitation: Administration.Invitation) async throws -> ControlAnswer {
        switch try await administration.invite(invitation) {
        case .invited(_, let link): .link(ControlAnswer.Link(link))
        case .notAnAddress: .refused("'\(invitation.address)' is not one e-mail address that can be used here.")
        case .groupAddress: .refused("\(invitation.address) is read by several people. Use the person's own address.")
        case .taken: .refused("\(invitation.address) belongs to an account already: see 'aikagi user show'.")
        case .looksTaken:
            .refused("\(invitation.address) looks like the address of another account: see 'aikagi user list'.")
        }
    }

    private func show(_ text: String) async throws -> ControlAnswer {
        let now = installation.time.now()
        return try await store.read { transaction in
            guard let account = try transaction.findAccount(text) else { return .refused(Self.noAccount(text)) }
            var shown = try ControlAnswer.Account(account, in: transaction)
            shown.waysIn = try transaction.authenticatorLines(of: account.id, at: now)
            shown.sessions = try transaction.sessions(of: account.id, at: now).count
            shown.networks = try transaction.networks(of: account.id).map { "\($0.name), \($0.range.text)" }
            shown.isLimitedToNetworks = try transaction.limitedToNetworksSince(account.id) != nil
            return .account(shown)
        }
    }

    private func change(
        _ text: String, to word: String, by step: (AccountID) async throws -> Administration.SwitchOutcome
    ) async throws -> ControlAnswer {
        guard let account = try await store.read({ try $0.findAccount(text) }) else {
            return .refused(Self.noAccount(text))
        }
        return switch try await step(account.id) {
        case .done: .done("\(account.displayName) is \(word). They were told by mail.")
        case .noSuchAccount: .refused(Self.noAccount(text))
        case .wrongState(let state): .refused("The account of \(account.displayName) is \(state.rawValue).")
        case .lastAdministrator:
            .refused("\(account.displayName) is the last administrator. Make somebody else one first.")
        }
    }

    private func revoke(_ what: ControlRequest.Revocation, of text: String) async throws -> ControlAnswer {
        guard let account = try await store.read({ try $0.findAccount(text) }) else {
            return .refused(Self.noAccount(text))
        }
        let name = account.displayName
        return switch try await administration.revoke(Administration.Revocation(what), of: account.id) {
        case .done(let revoked):
            .done("\(name) can't use any more: \(revoked.joined(separator: ", ")). It counts at once.")
        case .noSuchAccount: .refused(Self.noAccount(text))
        case .nothing: .refused("The account of \(name) has nothing like that: see 'aikagi user show'.")
        case .ambiguous(let ids):
            .refused("Several have that name. Say which one by its ID: \(ids.map(\.rawValue).joined(separator: ", "))")
        case .locksOut:
            .refused(
                "\(name) could not sign in any more, or by the password alone. "
                    + "To stop everything at once: 'aikagi user disable'.")
        }
    }

    private func liftNetworks(of text: String) async throws -> ControlAnswer {
        guard let account = try await store.read({ try $0.findAccount(text) }) else {
            return .refused(Self.noAccount(text))
        }
        let name = account.displayName
        return switch try await administration.liftNetworkLimit(of: account.id) {
        case .done: .done("\(name) can sign in from any network. They were told by mail.")
        case .noSuchAccount: .refused(Self.noAccount(text))
        case .notLimited: .refused("\(name) can sign in from any network already.")
        }
    }

    private func readiness(of text: String?, below level: String?) async throws -> ControlAnswer {
        guard let text else {
            let found = try await administration.readiness(below: level.flatMap(Readiness.Level.init(rawValue:)))
            return .readiness(found.map(ControlAnswer.Readiness.init))
        }
        guard let found = try await administration.readiness(of: text) else {
            return .refused("No account with the address or ID '\(text)' may sign in: see 'aikagi user list'.")
        }
        return .readiness([ControlAnswer.Readiness(found)])
    }

    private static func noAccount(_ text: String) -> String { "There is no account with the address or ID '\(text)'." }

    private func sendTrial(to text: String, in language: Language) async throws -> ControlAnswer {
        guard let address = try? EmailEntry(text).address else {
            return .refused("'\(text)' is not one e-mail address that can be used here.")
        }
        let environment = installation.services.environment
        let now = installation.time.now()
        try await store.write { transaction in
            try environment.outbox.put(
                .trial(at: now), for: Outbox.Addressee(account: nil, address: address, language: language),
                named: environment.tokens.name(), at: now, in: transaction)
        }
        environment.outbox.ring()
        return .done("A message to \(address.shown) is in the outbox. 'aikagi outbox' says what becomes of it.")
    }

    private func backUp(to path: String) async throws -> ControlAnswer {
        do {
            let summary = try await store.backUp(to: path, at: installation.time.now())
            return .done(
                "Wrote \(summary.rows) rows to \(path). It opens with the master key only: keep that elsewhere.")
        } catch let fault as BackupFault {
            return .refused(fault.description)
        }
    }

    private func explain(_ text: String) async throws -> ControlAnswer {
        guard let code = HelpCode(text) else { return .refused("'\(text)' is not a help code such as K7F-2QX.") }
        guard let refusal = try await administration.explain(code) else {
            return .refused("There is no refusal with the help code \(code), or it is older than 30 days.")
        }
        return .refusal(ControlAnswer.Refusal(refusal, under: code))
    }

    private func status() async throws -> ControlAnswer {
        try await store.read { transaction in
            .status(
                ControlAnswer.Status(
                    version: Aikagi.version, accounts: try transaction.countAccounts(),
                    waitingMessages: try transaction.countMessages(in: .waiting),
                    failedMessages: try transaction.countMessages(in: .failed),
                    setUpIsFinished: try transaction.setUpIsFinished()))
        }
    }
}

extension Administration.Revocation {
    fileprivate init(_ what: ControlRequest.Revocation) {
        self =
            switch what {
            case .allDevices: .allDevices
            case .named(let name): .named(name)
            case .backupCodes: .backupCodes
            case .passphrase: .passphrase
            }
    }
}
