internal import Addresses
internal import Delivery
package import Identity
internal import PasswordHashing
package import SignInPolicy
internal import Store

/// What became of a form with which somebody joins.
package enum JoiningOutcome: Sendable {
    /// The account is theirs. The browser goes on with this sign-in attempt, which has a second step to enrol.
    case joined(Secret<String>)
    case rejected([JoiningProblem])
    /// The link is spent, has expired, or never was one.
    case gone
}

/// What is wrong with such a form, all of it at once.
package enum JoiningProblem: Sendable, Hashable {
    case name(ChosenName.Refusal)
    case addressMissing
    case addressUnreadable
    /// Several people read it (product.md ID-5).
    case groupAddress
    /// It names an account. Said only to whoever holds a link that proves more than an address does.
    case addressTaken
    case password(PasswordRule.Verdict)
}

/// The last step of every road to an account: the password is set, and a sign-in begins that has only the second step
/// left to enrol.
struct Joining: Sendable {
    let environment: Environment

    /// Everybody who joins enrols a second step, so the shorter length is enough (NIST SP 800-63B-4 §3.1.1.2).
    static let passwordRule = PasswordRule(withSecondStep: true)

    /// A form that has been read and found right.
    struct Entry: Sendable {
        let name: ChosenName
        let password: Password
        let standsAlone: Bool
    }

    /// Reads name and password.
    ///
    /// - Parameters:
    ///   - addresses: nothing of which may be the password.
    ///   - addressProblem: what was found wrong with the address that stands between the two.
    func read(
        name typedName: String, password typedPassword: String, addresses: [EmailAddress],
        addressProblem: JoiningProblem? = nil
    ) -> (entry: Entry?, problems: [JoiningProblem]) {
        var problems: [JoiningProblem] = []
        var name: ChosenName?
        do throws(ChosenName.Refusal) {
            name = try ChosenName(typedName)
        } catch {
            problems.append(.name(error))
        }
        if let addressProblem { problems.append(addressProblem) }
        let chosen = ChosenPassword(
            typedPassword, under: Self.passwordRule,
            in: ChosenPassword.Context(
                serviceName: environment.settings.serviceName, name: name?.text ?? "", addresses: addresses))
        guard case .accepted(let standsAlone) = chosen.verdict, let password = chosen.accepted else {
            return (nil, problems + [.password(chosen.verdict)])
        }
        return (name.map { Entry(name: $0, password: password, standsAlone: standsAlone) }, problems)
    }

    /// Reads an address that somebody wants to have.
    func read(address typed: String) -> (entry: EmailEntry?, problem: JoiningProblem?) {
        do throws(EmailRefusal) {
            let entry = try EmailEntry(typed)
            return environment.settings.isGroupAddress(entry.address) ? (nil, .groupAddress) : (entry, nil)
        } catch {
            return (nil, error == .empty ? .addressMissing : .addressUnreadable)
        }
    }

    func hash(_ entry: Entry) async throws -> PasswordHash {
        try await environment.passwords.hash(entry.password, salt: environment.tokens.salt())
    }

    /// Sets the first password of an account that has just become active, and begins its enrolling sign-in.
    ///
    /// - Parameter account: with its identifier, and nothing to sign in with yet.
    /// - Returns: the secret of the attempt.
    func begin(
        _ account: AccountID, _ hash: PasswordHash, standsAlone: Bool, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Secret<String> {
        let password = PasswordRecord(
            id: environment.tokens.id(), account: account, hash: hash.text, standsAlone: standsAlone, changedAt: now)
        try transaction.set(password)
        try transaction.record(AuditEntry(.passwordSet, .succeeded, of: account, by: client, at: now))
        guard let record = try transaction.account(account) else { throw NotReady() }
        let shape = try transaction.shape(of: record, settings: environment.settings, at: now)
        guard let proof = shape.proof(by: .password, with: password.id),
            let machine = SignInAttempt(
                joining: shape, by: proof, under: environment.settings.rules, startedAt: now)
        else { throw NotReady() }
        return try Attempts(environment: environment).begin(machine, on: account, in: transaction, at: now)
    }

    /// An account was handed in that can't begin: a mistake in this program. The transaction is undone.
    struct NotReady: Error {}
}
