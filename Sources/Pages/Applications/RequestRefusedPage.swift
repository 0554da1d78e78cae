/// Says that an application's request can't be answered, to the only one who can be told: nothing shows that the address
/// it came with is the application's own.
package struct RequestRefusedPage: Page {
    package static let template = "request-refused"

    /// What is wrong with it, or that it is too late.
    package enum Reason: String, Sendable, CaseIterable {
        case unknownApplication, unknownAddress, unreadable, over, signOut

        var key: String {
            switch self {
            case .unknownApplication: "request-refused.unknown-application"
            case .unknownAddress: "request-refused.unknown-address"
            case .unreadable: "request-refused.unreadable"
            case .over: "request-refused.over"
            case .signOut: "request-refused.sign-out"
            }
        }
    }

    package let reason: Reason

    package init(_ reason: Reason) {
        self.reason = reason
    }

    package func fields(in wording: Wording) -> Fields {
        ["lead": wording.text(reason.key), "isOver": reason == .over]
    }
}
