/// What one page says and asks, without a word of HTML: the model of the template with the same name.
///
/// A model holds typed facts only. The words come from the catalogue when it is rendered, so one model serves every
/// language, and a test of it needs neither templates nor words.
package protocol Page: Sendable {
    /// The file name of the template under `Resources/pages`, without its ending.
    static var template: String { get }

    /// The section of the account pages that this page belongs to; `nil` outside them.
    var section: Section? { get }

    /// What was wrong with the last submission, in the order of the fields. Not empty: the page opens with a summary.
    var problems: [Problem] { get }

    /// The values that the template names, in words of the reader's language.
    func fields(in wording: Wording) -> Fields
}

extension Page {
    package var section: Section? { nil }
    package var problems: [Problem] { [] }
    package func fields(in wording: Wording) -> Fields { [:] }
}

/// A picture in SVG that was made by this server, such as a QR code: the only thing written into a page unescaped.
package struct Drawing: Sendable, Equatable {
    package let svg: String

    /// - Parameter svg: one whole `svg` element that holds nothing a person typed.
    package init(svg: String) {
        self.svg = svg
    }
}
