internal import Delivery
package import Identity
package import Store

/// What the push services say, carried to where it matters: to the page that waits, and to the installation that is no
/// more. Neither says anything about whether somebody may sign in (PUSH-15).
package struct PushNews: PushWitness {
    private let approvals: Approvals
    private let installations: Installations

    init(_ environment: Environment) {
        approvals = Approvals(environment)
        installations = Installations(environment)
    }

    package func held(up push: PushMessage) async throws {
        try await approvals.becameUndeliverable(ApprovalRequestID(push.content), to: push.installation)
    }

    package func gone(_ push: PushMessage, from subscription: String, sentAt sent: Moment) async throws {
        try await installations.pushGone(push.installation, subscription: subscription, sentAt: sent)
    }
}

extension Services {
    /// Who is told what became of pushes.
    package var pushNews: PushNews { PushNews(environment) }
}
