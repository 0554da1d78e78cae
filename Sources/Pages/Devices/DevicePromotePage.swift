package import Identity

/// Asks whether a device should be the primary one, and says who is told and may object (D-4).
package struct DevicePromotePage: AccountPage {
    package static let template = "device-promote"
    package static let place = Section.devices

    package let id: AuthenticatorID
    package let name: String
    /// The primary device of now; `nil` if there is none.
    package let present: String?
    /// Whether the present one still answers: then the change waits a day for its word.
    package let presentAnswers: Bool
    package let problems: [Problem]

    package init(
        id: AuthenticatorID, name: String, present: String?, presentAnswers: Bool, problems: [Problem] = []
    ) {
        self.id = id
        self.name = name
        self.present = present
        self.presentAnswers = presentAnswers
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        var fields: Fields = ["id": id.rawValue, "name": name]
        fields["consequence"] = present.map {
            wording.text(presentAnswers ? "device-promote.waits" : "device-promote.at-once", ["device": $0])
        }
        return fields
    }
}
