package import Identity
package import SignInPolicy
internal import Store

extension Administration {
    /// How far one account can be relied on.
    package struct AccountReadiness: Sendable {
        package let account: AccountID
        package let name: String
        package let identifiers: [String]
        package let shape: AccountShape
        package let readiness: Readiness
    }

    /// The readiness of every account that may sign in, the oldest first.
    ///
    /// A hundred are read at a time, so that nobody waits for a long look.
    ///
    /// - Parameter level: leaves out those that stand at least so well.
    package func readiness(below level: Readiness.Level? = nil) async throws -> [AccountReadiness] {
        var found: [AccountReadiness] = []
        var last: AccountRecord?
        repeat {
            let page = try await environment.store.read { [last] transaction in
                let accounts = try transaction.accounts(after: last, limit: 100)
                return (accounts.last, try accounts.compactMap { try readiness(of: $0, in: transaction) })
            }
            last = page.0
            found += page.1.filter { one in level.map { one.readiness.level < $0 } ?? true }
        } while last != nil
        return found
    }

    /// The readiness of one account; `nil` if there is none of that name, or it may not sign in.
    package func readiness(of text: String) async throws -> AccountReadiness? {
        try await environment.store.read { transaction in
            guard
                let account = try transaction.account(AccountID(text))
                    ?? transaction.account(withIdentifier: text.lowercased())
            else { return nil }
            return try readiness(of: account, in: transaction)
        }
    }

    private func readiness(of account: AccountRecord, in transaction: any ReadTransaction) throws -> AccountReadiness? {
        guard account.state == .active else { return nil }
        let shape = try transaction.shape(
            of: account, settings: environment.settings, at: environment.time.now())
        return AccountReadiness(
            account: account.id, name: account.displayName, identifiers: shape.identifiers.map(\.shown), shape: shape,
            readiness: Readiness(of: shape, under: environment.settings.rules))
    }
}
