/// The password was changed by a reset, and every other session has ended.
package struct PasswordResetDonePage: Page {
    package static let template = "password-reset-done"

    package init() {}
}
