internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension SignIn {
    /// Takes the code that was mailed before a second factor is enrolled on the way in.
    package func submit(mailCode typed: String, to secret: Secret<String>, from client: Client) async throws
        -> SignInAnswer
    {
        let owner = try await owner(of: secret)
        return try await submit(
            .mailCode(typed, purpose: .proveAddressAtSignIn, owner: owner), to: secret, from: client)
    }

    /// Mails another code, if the budget allows.
    package func sendAddressCodeAgain(_ secret: Secret<String>) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard let attempt = try attempts.load(secret, in: transaction, at: now), attempt.machine.step == .address,
                let mailbox = attempt.shape?.provenMailbox
            else { return }
            try sendAddressCode(to: mailbox, attempt, in: transaction, at: now)
        }
        environment.outbox.ring()
    }

    func sendAddressCode(
        to mailbox: Authenticator, _ attempt: OpenAttempt, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        guard let account = attempt.account, case .emailAddress(let address, _) = mailbox.kind else { return }
        try mailCodes.send(
            .proveAddressAtSignIn, for: account.id, owner: attempt.record.id.rawValue,
            to: Outbox.Addressee(account: account.id, address: address, language: account.language),
            in: transaction, at: now
        ) { .addressCode($0, life: $1) }
    }

    /// What its codes are bound to; nobody's for an attempt that is over.
    func owner(of secret: Secret<String>) async throws -> String {
        let now = environment.time.now()
        return try await environment.store.read { try attempts.load(secret, in: $0, at: now)?.record.id.rawValue ?? "" }
    }
}
