internal import Identity

/// The language of the pages and of the notices that are mailed.
package struct LanguagePage: AccountPage {
    package static let template = "language"
    package static let place = Section.language

    package init() {}

    package func fields(in wording: Wording) -> Fields {
        ["isEnglish": wording.language == .english, "isJapanese": wording.language == .japanese]
    }
}
