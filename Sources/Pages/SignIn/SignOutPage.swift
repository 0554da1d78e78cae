/// Asks whether to sign out: signing out changes something, so a link alone can't do it.
package struct SignOutPage: Page {
    package static let template = "sign-out"

    package init() {}
}
