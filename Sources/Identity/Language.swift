/// A language that every page and notice exists in.
package enum Language: String, Sendable, Hashable, Codable, CaseIterable {
    case english = "en"
    case japanese = "ja"
}
