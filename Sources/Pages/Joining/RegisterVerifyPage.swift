/// The code that was mailed to prove an address: of a new account (the same when the address has an account already),
/// or of one that must add its second step before it is signed in.
package struct RegisterVerifyPage: Page {
    package static let template = "register-verify"

    /// Why the address is to be proven.
    package enum Road: Sendable, Equatable {
        case registering
        case signingIn
    }

    package let road: Road
    package let identifier: String
    package let problems: [Problem]

    package init(road: Road = .registering, identifier: String, problems: [Problem] = []) {
        self.road = road
        self.identifier = identifier
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "identifier": identifier, "isRegistering": road == .registering,
            "formLink": wording.link(road == .registering ? .registerVerify : .secondStep),
        ]
    }
}
