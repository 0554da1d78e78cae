internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

// The second step of somebody who has none yet: an authenticator app, then backup codes, then the session. Only an
// attempt whose machine stands at the enrolment comes here, and each step asks it again (FLOW-04, TOTP-14).

extension SignIn {
    /// What a request at the enrolment has come to.
    package enum EnrolmentAnswer: Sendable {
        /// Show what an app needs to know, and what was wrong with the last try.
        case addApp(Enrolling.AppSecret, AppProblem?)
        /// Show the codes to keep, or ask for a group of one.
        case saveCodes(Enrolling.ShownCodes, isWrong: Bool)
        /// The attempt stands elsewhere, has ended, or has just given its session.
        case elsewhere(SignInAnswer)
    }

    /// What was wrong with a new app.
    package enum AppProblem: Sendable, Hashable {
        case code(ProofProblem)
        case nameMissing
        case nameTooLong(maximum: Int)
    }

    /// Where the enrolment of this browser stands. It is begun if it was not.
    package func enrolment(_ secret: Secret<String>, from client: Client) async throws -> EnrolmentAnswer {
        try await enrol(secret, from: client) { enrollee, transaction, now in
            let beginning = try enrolling.beginApp(
                for: enrollee.account, heldBy: enrollee.holder, in: transaction, at: now)
            return switch beginning {
            case .show(let app): .answer(.addApp(app, nil))
            case .saveCodes: .codes(enrollee)
            case .tooMany: .answer(.elsewhere(SignInAnswer(.startAgain)))
            }
        }
    }

    /// Takes a code of the new app.
    package func submit(
        newAppCode typed: String, named name: String, to secret: Secret<String>, from client: Client
    ) async throws -> EnrolmentAnswer {
        try await enrol(secret, from: client) { enrollee, transaction, now in
            let answer = try enrolling.prove(
                appCode: typed, named: name, for: enrollee.account, heldBy: enrollee.holder, from: client,
                in: transaction, at: now)
            let problem: AppProblem?
            switch answer {
            // The first app of an account always waits for codes; one that did not would be no reason to go on.
            case .saveCodes, .added: return .codes(enrollee)
            case .askAgain(let wrong): problem = .code(wrong)
            case .nameRefused(.missing): problem = .nameMissing
            case .nameRefused(.tooLong(let maximum)): problem = .nameTooLong(maximum: maximum)
            case .beginAgain: problem = nil
            }
            let beginning = try enrolling.beginApp(
                for: enrollee.account, heldBy: enrollee.holder, in: transaction, at: now)
            guard case .show(let app) = beginning else { return .codes(enrollee) }
            return .answer(.addApp(app, problem))
        }
    }

    /// Takes the group that proves that the codes were kept. Then app and codes begin to count and the session is
    /// opened, all in one transaction.
    package func submit(codeGroup typed: String, to secret: Secret<String>, from client: Client) async throws
        -> EnrolmentAnswer
    {
        try await enrol(secret, from: client) { enrollee, transaction, now in
            let answer = try enrolling.confirm(
                codeGroup: typed, for: enrollee.account, heldBy: enrollee.holder, from: client, in: transaction,
                at: now)
            switch answer {
            case .askAgain: return .codes(enrollee, isWrong: true)
            case .beginAgain: return .codes(enrollee)
            case .confirmed(let factor):
                return .answer(.elsewhere(try complete(enrollee, with: factor, from: client, in: transaction, at: now)))
            }
        }
    }
}

// MARK: Steps

extension SignIn {
    /// Who may enrol: an attempt that its machine has let through in this transaction.
    private struct Enrollee: Sendable {
        let secret: Secret<String>
        let account: AccountID
        let holder: Enrolment.Holder
    }

    private enum Step: Sendable {
        case answer(EnrolmentAnswer)
        /// Codes are made outside of transactions, because that takes hashing.
        case codes(Enrollee, isWrong: Bool = false)
    }

    private func enrol(
        _ secret: Secret<String>, from client: Client,
        _ step: @escaping @Sendable (Enrollee, any WriteTransaction, Moment) throws -> Step
    ) async throws -> EnrolmentAnswer {
        defer { environment.outbox.ring() }
        let now = environment.time.now()
        let taken = try await environment.store.write { transaction -> Step in
            guard var attempt = try attempts.load(secret, in: transaction, at: now), let shape = attempt.shape else {
                return .answer(.elsewhere(SignInAnswer(.startAgain)))
            }
            switch attempt.machine.enrolmentContinued(of: shape, at: now) {
            case .enrol:
                let enrollee = Enrollee(
                    secret: secret, account: shape.account, holder: .attempt(attempt.record.id))
                return try step(enrollee, transaction, now)
            case .refuse(let refusal):
                return .answer(.elsewhere(try refuse(refusal, attempt, from: client, in: transaction, at: now)))
            case .outOfOrder:
                return .answer(.elsewhere(SignInAnswer(.ask(prompt(attempt.machine, of: shape)))))
            }
        }
        switch taken {
        case .answer(let answer): return answer
        case .codes(let enrollee, let isWrong): return try await codes(of: enrollee, isWrong: isWrong)
        }
    }

    /// The codes that wait to be confirmed, made if there are none.
    private func codes(of enrollee: Enrollee, isWrong: Bool) async throws -> EnrolmentAnswer {
        if let shown = try await enrolling.codes(for: enrollee.account, heldBy: enrollee.holder) {
            return .saveCodes(shown, isWrong: isWrong)
        }
        switch try await enrolling.makeCodes(for: enrollee.account, heldBy: enrollee.holder) {
        case .show(let shown): return .saveCodes(shown, isWrong: false)
        case .addAppFirst: return .elsewhere(try await current(enrollee.secret))
        }
    }

    private func complete(
        _ enrollee: Enrollee, with factor: Enrolling.NewFactor?, from client: Client,
        in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> SignInAnswer {
        guard var attempt = try attempts.load(enrollee.secret, in: transaction, at: now), let shape = attempt.shape,
            let account = attempt.account,
            let proof = factor.flatMap({ shape.verifiedProof(by: $0.method, with: $0.id) })
        else { throw Overtaken() }
        switch attempt.machine.secondFactorEnrolled(proof, of: shape, under: rules, at: now) {
        case .grantSession(let grant):
            if let refusal = try transaction.objection(to: grant, for: account, from: client) {
                return try refuse(refusal, attempt, proving: grant.proofs, from: client, in: transaction, at: now)
            }
            try attempts.end(attempt, in: transaction)
            return SignInAnswer(.signedIn(try opening.open(grant, for: account, from: client, in: transaction)))
        // It was let through a moment ago in this transaction: undo what was enrolled.
        case .refuse, .outOfOrder: throw Overtaken()
        }
    }
}
