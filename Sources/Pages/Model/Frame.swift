package import Identity

/// What surrounds a page and depends on the request, not on the page.
package struct Frame: Sendable {
    /// The language to write in.
    package var language: Language
    /// The value of the hidden field `formToken` in every form.
    package var formToken: String
    /// The name shown beside "Sign out"; `nil` when nobody is signed in in this browser.
    package var signedInName: String?
    /// The path to come back to after the language was changed: that of the page for `GET`.
    package var path: String
    /// The time that "3 days ago" counts from.
    package var now: Moment
    /// Word of what the last request did, shown once.
    package var notice: Notice?

    package init(
        language: Language, formToken: String, signedInName: String? = nil, path: String, now: Moment,
        notice: Notice? = nil
    ) {
        self.language = language
        self.formToken = formToken
        self.signedInName = signedInName
        self.path = path
        self.now = now
        self.notice = notice
    }
}
