/// Where an approval is wanted: on the way in, or before a sensitive change. The same pages serve both.
package enum ApprovalRoad: Sendable, Equatable {
    case signIn
    /// - Parameter returnTo: the page of this server that wanted the proof.
    case stepUp(returnTo: String)

    private var isStepUp: Bool { self != .signIn }

    func fields(in wording: Wording) -> Fields {
        var fields: Fields = [
            "isStepUp": isStepUp,
            "continueLink": wording.link(isStepUp ? .stepUpApproval : .approval),
            "askLink": wording.link(isStepUp ? .stepUpApprovalAgain : .approvalAgain),
            "eventsLink": wording.link(isStepUp ? .stepUpApprovalEvents : .approvalEvents),
        ]
        if case .stepUp(let path) = self { fields["backTo"] = path }
        return fields
    }
}
