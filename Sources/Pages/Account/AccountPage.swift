/// A page of the person's own, behind a session: it has the list of sections and the way out around it.
package protocol AccountPage: Page {
    /// Where the page belongs in the list.
    static var place: Section { get }
}

extension AccountPage {
    package var section: Section? { Self.place }
}
