/// Says that the session has ended.
package struct SignedOutPage: Page {
    package static let template = "signed-out"

    package init() {}
}
