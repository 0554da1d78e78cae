internal import Foundation
internal import Identity

/// Every text of the pages in every language, by key.
///
/// A key names the page and the place: `sign-in.title`. Texts hold values as `{name}`. A text that counts something
/// has a second form under `key#one` in languages that need one.
struct Catalogue {
    typealias Texts = [String: String]

    let texts: [Language: Texts]

    init(reading resources: ResourceFolder) throws {
        var texts: [Language: Texts] = [:]
        for language in Language.allCases {
            let file = "strings/\(language.rawValue).json"
            let bytes = try resources.bytes(of: file)
            do {
                texts[language] = try JSONDecoder().decode(Texts.self, from: Data(bytes))
            } catch {
                throw PagesError.unreadable(file: file)
            }
        }
        self.texts = texts
    }
}
