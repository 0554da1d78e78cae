/// A set-up or invitation link that was used, has expired, or never was one. All three look the same.
package struct LinkGonePage: Page {
    package static let template = "link-gone"

    package init() {}
}
