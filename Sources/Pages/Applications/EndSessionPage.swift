/// Asks whether to sign out, at the wish of an application.
package struct EndSessionPage: Page {
    package static let template = "end-session"

    /// `nil` where it doesn't say who it is.
    package let name: String?
    package let application: String
    package let returnURI: String
    package let state: String

    package init(name: String?, application: String, returnURI: String, state: String) {
        self.name = name
        self.application = application
        self.returnURI = returnURI
        self.state = state
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "lead": name.map { wording.text("end-session.lead", ["application": $0]) }
                ?? wording.text("end-session.lead-nobody"),
            "application": application, "returnURI": returnURI, "state": state,
        ]
    }
}
