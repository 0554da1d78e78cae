/// Where an approval is wanted: on the way in, or before a sensitive change. The same pages serve both.
package enum ApprovalRoad: Sendable, Equatable {
    case signIn
    /// - Parameters:
    ///   - returnTo: the page of this server that wanted the proof.
    ///   - others: proofs that may be given instead.
    case stepUp(returnTo: String, others: [StepUpPage.Alternative])

    private var isStepUp: Bool { self != .signIn }

    func fields(in wording: Wording) -> Fields {
        var fields: Fields = [
            "isStepUp": isStepUp,
            "continueLink": wording.link(isStepUp ? .stepUpApproval : .approval),
            "askLink": wording.link(isStepUp ? .stepUpApprovalAgain : .approvalAgain),
            "eventsLink": wording.link(isStepUp ? .stepUpApprovalEvents : .approvalEvents),
        ]
        if case .stepUp(let path, let others) = self {
            fields["backTo"] = path
            fields["alternatives"] = others.map { ["link": $0.link, "title": $0.proof.title(in: wording)] as Fields }
        }
        return fields
    }
}
