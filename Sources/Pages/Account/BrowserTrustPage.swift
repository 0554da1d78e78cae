/// Asks whether the second step shall be spared in this browser from now on (product.md M-10).
package struct BrowserTrustPage: Page {
    package static let template = "browser-trust"

    /// For how long.
    package let days: Int
    /// Where it goes on, whatever the answer.
    package let returnTo: String

    package init(days: Int, returnTo: String) {
        self.days = days
        self.returnTo = returnTo
    }

    package func fields(in wording: Wording) -> Fields {
        ["lead": wording.counted("browser-trust.lead", days), "next": returnTo]
    }
}
