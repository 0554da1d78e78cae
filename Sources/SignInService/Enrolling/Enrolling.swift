internal import Delivery
package import Identity
internal import OneTimeCodes
package import SignInPolicy
internal import Store

/// Adding authenticator apps and backup codes: nothing on the account changes before they are proven.
///
/// Whoever begins holds what is begun: a session, or a sign-in attempt that must enrol before it ends. Turning the
/// second step on needs a recovery method that was proven too (product.md §4.5): the first app of an account waits for
/// confirmed backup codes, and both begin to count in one transaction.
///
/// Each step exists twice: for callers who do nothing else, and inside a transaction for those who do.
package struct Enrolling: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    var rules: SignInRules { environment.settings.rules }

    // MARK: Authenticator apps

    /// What an app needs to know, for the one page that shows it (TOTP-11).
    package struct AppSecret: Sendable {
        /// In base32.
        package let secret: Secret<String>
        /// The `otpauth:` link, for the QR code.
        package let link: Secret<String>
    }

    /// What came of asking for a new app.
    package enum AppBeginning: Sendable {
        case show(AppSecret)
        /// An app is proven already and waits for backup codes.
        case saveCodes
        /// The account has as many as it may.
        case tooMany
    }

    /// What came of a code that is to prove a new app.
    package enum AppAnswer: Sendable, Hashable {
        /// It counts.
        case added(AuthenticatorID)
        /// It is proven, and counts as soon as backup codes are confirmed: make them next.
        case saveCodes
        case askAgain(ProofProblem)
        case nameRefused(ChosenName.Refusal)
        /// It took too long, was tried too often, or the account changed meanwhile: begin again.
        case beginAgain
    }

    /// Goes on with the app that this holder has begun to add, or begins one.
    package func beginApp(for account: AccountID, heldBy holder: Enrolment.Holder) async throws -> AppBeginning {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            try beginApp(for: account, heldBy: holder, in: transaction, at: now)
        }
    }

    /// Takes a code of the app that this holder has begun to add.
    package func submit(
        appCode typed: String, named name: String, for account: AccountID, heldBy holder: Enrolment.Holder,
        from client: Client
    ) async throws -> AppAnswer {
        let now = environment.time.now()
        let answer = try await environment.store.write { transaction in
            try prove(
                appCode: typed, named: name, for: account, heldBy: holder, from: client, in: transaction, at: now)
        }
        environment.outbox.ring()
        return answer
    }

    // MARK: Backup codes

    /// A set that waits to be confirmed.
    package struct ShownCodes: Sendable {
        /// Twenty digits each, in the order of the sheet.
        package let codes: [Secret<String>]
        /// The number of the code whose third group is asked for, from one.
        package let asked: Int
        package let made: Moment
        /// Whether the account has a set that dies when this one is confirmed.
        package let replacesOlder: Bool
        /// The address that is printed on the sheet.
        package let identifier: String
    }

    /// What came of asking for a new set.
    package enum CodesMaking: Sendable {
        case show(ShownCodes)
        /// The account has no second factor that a set could stand in for: add an app first.
        case addAppFirst
    }

    /// A second factor that has just begun to count.
    package struct NewFactor: Sendable, Hashable {
        package let id: AuthenticatorID
        package let method: Identity.Method
    }

    /// What came of the typed group that is to prove that a set was kept.
    package enum CodesAnswer: Sendable, Hashable {
        /// The set counts, and so does the app or key that waited for it, if one did.
        case confirmed(factor: NewFactor?)
        case askAgain
        /// It took too long, was tried too often or replaced, or the account changed meanwhile: begin again.
        case beginAgain
    }

    /// Makes a set and shows it. An earlier one that was never confirmed is gone; a confirmed one goes on working.
    package func makeCodes(for account: AccountID, heldBy holder: Enrolment.Holder) async throws -> CodesMaking {
        let allowed = try await environment.store.read { transaction in
            try mayHaveCodes(account, heldBy: holder, in: transaction, at: environment.time.now())
        }
        guard allowed else { return .addAppFirst }
        let sheet = try await newSheet()
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard try mayHaveCodes(account, heldBy: holder, in: transaction, at: now),
                let shown = try propose(sheet, for: account, heldBy: holder, in: transaction, at: now)
            else { return .addAppFirst }
            return .show(shown)
        }
    }

    /// The set that this holder has made and not confirmed yet; `nil` if there is none (any more).
    package func codes(for account: AccountID, heldBy holder: Enrolment.Holder) async throws -> ShownCodes? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            try pendingCodes(of: account, heldBy: holder, in: transaction, at: now).flatMap { pending in
                try shown(pending.content, of: account, in: transaction)
            }
        }
    }

    /// Takes the third group of the code that was asked for.
    package func submit(
        codeGroup typed: String, for account: AccountID, heldBy holder: Enrolment.Holder, from client: Client
    ) async throws -> CodesAnswer {
        let now = environment.time.now()
        let answer = try await environment.store.write { transaction in
            try confirm(codeGroup: typed, for: account, heldBy: holder, from: client, in: transaction, at: now)
        }
        environment.outbox.ring()
        return answer
    }
}
