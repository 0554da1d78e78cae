internal import Delivery
internal import Foundation
package import Identity
internal import SignInPolicy
internal import Store

// Fresh proof by an approval in the app: asked for like one on the way in, for a session instead of an attempt.

extension StepUps {
    /// What has come of asking the app.
    package enum Asking: Sendable {
        /// See ``watch(in:from:)``.
        case asked
        case held(until: Moment)
        /// The account has no app that may be asked now.
        case notOffered
        case signedOut
    }

    /// Sends an approval request to the best device, or the one whose offer `key` names.
    package func ask(_ key: String? = nil, in session: LiveSession, from client: Client) async throws -> Asking {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account),
                var open = try load(session, in: transaction, at: now)
            else { return .signedOut }
            let offers = open.machine.menu(of: open.shape, under: rules).offers.filter { $0.method == .approval }
            guard let offer = offers.first(where: { $0.key == key }) ?? offers.first,
                let installation = offer.authenticators.first,
                case .ask = open.machine.otherWayChosen(
                    offer.key, in: session.id, of: open.shape, under: rules, at: now)
            else { return .notOffered }
            let asked = try approvals.asking.ask(
                .stepUp, of: account, asking: installation, owner: session.owner, from: client, in: transaction,
                at: now)
            switch asked {
            case .asked:
                try save(open, of: session, in: transaction)
                return .asked
            case .held(let until): return .held(until: until)
            case .notFound: return .notOffered
            }
        }
    }

    /// How the request of this session stands. Reads and changes nothing.
    package func watch(in session: LiveSession, from client: Client) async throws -> ApprovalWatch {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let open = try load(session, in: transaction, at: now) else { return .elsewhere }
            let request = try transaction.newestRequest(of: .session(session.id))
            return try approvals.view(
                of: request, of: open.shape, open.machine.menu(of: open.shape, under: rules), from: client,
                in: transaction, at: now)
        }
    }

    /// Takes the approval, if there is one. While the app has not answered, the page asks on.
    package func settle(in session: LiveSession, from client: Client) async throws -> Answer {
        defer { environment.outbox.ring() }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard var open = try hold(session, in: transaction, at: now) else { return .signedOut }
            guard var request = try transaction.newestRequest(of: .session(session.id)),
                case .prove(let installation) = request.machine.settled(at: now)
            else { return try ask(open, from: client, in: transaction, at: now) }
            try transaction.save(request, at: now)
            let check = ProofChecker.Finding.passed(installation).check(by: .approval, of: open.shape)
            switch open.machine.proofChecked(check, in: session.id, of: open.shape, under: rules, at: now) {
            case .refresh(let proof, let moment):
                try approvals.asking.succeeded(.stepUp, of: open.account.id, from: client, in: transaction)
                return try refresh(session, by: proof, open, from: client, in: transaction, at: moment)
            case .refuse(let refusal):
                return try refuse(refusal, open, from: client, in: transaction, at: now)
            case .askAgain, .outOfOrder:
                try save(open, of: session, in: transaction)
                return try ask(open, from: client, in: transaction, at: now)
            }
        }
    }

    /// Takes a code that the Aikagi app shows.
    package func submit(installationCode typed: String, in session: LiveSession, from client: Client) async throws
        -> Answer
    {
        try await submit(.installationCode(typed), in: session, from: client)
    }
}
