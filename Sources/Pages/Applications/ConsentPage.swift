/// Asks whether an application may know who the person is.
package struct ConsentPage: Page {
    package static let template = "consent"

    /// What the application wants to know, or do.
    package enum Wish: String, Sendable, CaseIterable {
        case identity, profile, email, phone, offline

        var key: String {
            switch self {
            case .identity: "consent.identity"
            case .profile: "consent.profile"
            case .email: "consent.email"
            case .phone: "consent.phone"
            case .offline: "consent.offline"
            }
        }

        /// The same in a list of several.
        var shortKey: String {
            switch self {
            case .identity: "connections.identity"
            case .profile: "connections.profile"
            case .email: "connections.email"
            case .phone: "connections.phone"
            case .offline: "connections.offline"
            }
        }
    }

    package let request: String
    package let application: String
    /// Where the answer goes: scheme and host.
    package let place: String
    package let wishes: [Wish]

    package init(request: String, application: String, place: String, wishes: [Wish]) {
        self.request = request
        self.application = application
        self.place = place
        self.wishes = wishes
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "title": wording.text("consent.title", ["application": application]),
            "lead": wording.text("consent.lead", ["application": application]),
            "place": wording.text("consent.place", ["place": place]),
            "request": request,
            "wishes": wishes.map { ["text": wording.text($0.key)] as Fields },
        ]
    }
}
