/// Waits for an approval: the device, the number, how far the request has come, and every other way (product.md §4.2).
///
/// It never ends in a page with nothing to do: what else there is opens by itself when the device does not answer, and
/// is one press away before that.
package struct ApprovalPage: Page {
    package static let template = "approval"

    package let asked: AskedApproval
    package let road: ApprovalRoad
    package let ways: [OtherWaysPage.Way]
    /// Whether the same device may be asked anew.
    package let mayAskAgain: Bool

    package init(
        asked: AskedApproval, road: ApprovalRoad = .signIn, ways: [OtherWaysPage.Way], mayAskAgain: Bool = true
    ) {
        self.asked = asked
        self.road = road
        self.ways = ways
        self.mayAskAgain = mayAskAgain
    }

    package func fields(in wording: Wording) -> Fields {
        let lead = road == .signIn ? "approval.lead" : "approval.lead.step-up"
        var fields = OtherWaysPage.rows(ways, of: .ofSignIn, in: wording)
        fields["lead"] = wording.text(lead, ["device": asked.device])
        fields["title"] = wording.text(road == .signIn ? "approval.title" : "approval.title.step-up")
        fields["mayAskAgain"] = mayAskAgain
        return fields.merging(asked.fields(in: wording)) { $1 }.merging(road.fields(in: wording)) { $1 }
    }
}
