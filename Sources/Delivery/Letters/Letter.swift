package import Identity

/// A notice in words: what stands in the outbox, sealed, until it is sent or read.
package struct Letter: Sendable, Codable, Equatable {
    package let subject: String
    package let text: String
    package let html: String

    package init(subject: String, text: String, html: String) {
        self.subject = subject
        self.text = text
        self.html = html
    }

    /// Writes `notice` in the reader's language.
    package init(_ notice: Notice, in language: Language, on letterhead: Letterhead) {
        let wording =
            switch language {
            case .english: EnglishNotices(letterhead: letterhead).wording(of: notice)
            case .japanese: JapaneseNotices(letterhead: letterhead).wording(of: notice)
            }
        subject = wording.subject
        text = wording.text(on: letterhead)
        html = wording.html(in: language, on: letterhead)
    }
}
