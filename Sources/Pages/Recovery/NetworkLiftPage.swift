/// Outside of one's own networks: which account shall be used from any network again (product.md S-3).
package struct NetworkLiftPage: Page {
    package static let template = "network-lift"

    package let identifier: String
    package let problems: [Problem]

    package init(identifier: String = "", problems: [Problem] = []) {
        self.identifier = identifier
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { ["identifier": identifier] }
}

/// Everything is proven: asks whether the limit shall be lifted.
package struct NetworkLiftConfirmPage: Page {
    package static let template = "network-lift-confirm"

    package init() {}
}

/// The account may be used from any network.
package struct NetworkLiftDonePage: Page {
    package static let template = "network-lift-done"

    package init() {}
}
