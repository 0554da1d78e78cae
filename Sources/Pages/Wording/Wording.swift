package import Identity

/// Writes words, numbers and links for one reader: one language, at one time.
package struct Wording: Sendable {
    package let language: Language

    let now: Moment
    private let texts: Catalogue.Texts
    private let links: [Destination: String]

    init(of language: Language, texts: Catalogue.Texts, links: [Destination: String], now: Moment) {
        self.language = language
        self.texts = texts
        self.links = links
        self.now = now
    }

    /// The path that leads to a destination.
    func link(_ destination: Destination) -> String { links[destination] ?? "" }

    /// The catalogue's text with its `{name}`s filled in. It is not escaped yet: the template does that.
    func text(_ key: String, _ values: [String: String] = [:]) -> String {
        guard let text = texts[key] else { return key }
        return values.isEmpty ? text : Self.fill(text, with: values)
    }

    /// A text about a number of things, in the form that the language asks for; `{count}` is the number.
    func counted(_ key: String, _ count: Int, _ values: [String: String] = [:]) -> String {
        let form = count == 1 && texts[key + "#one"] != nil ? key + "#one" : key
        return text(form, values.merging(["count": number(count)]) { given, _ in given })
    }

    /// Digits as both languages write them: groups of three from a thousand on, apart by a comma.
    func number(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(Substring(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        groups.insert(Substring(digits), at: 0)
        return (value < 0 ? "−" : "") + groups.joined(separator: ",")
    }

    /// Several names as one phrase: “a, b or c”, 「a、b または c」.
    func alternatives(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        let others = names.dropLast().joined(separator: text("list.comma"))
        return text("list.or", ["others": others, "last": last])
    }

    /// Filled in one pass, so that a value holding braces is never read as a placeholder itself.
    private static func fill(_ text: String, with values: [String: String]) -> String {
        var filled = ""
        var rest = text[...]
        while let opening = rest.firstIndex(of: "{"), let closing = rest[opening...].firstIndex(of: "}") {
            filled += rest[..<opening]
            let name = String(rest[rest.index(after: opening)..<closing])
            filled += values[name] ?? "{\(name)}"
            rest = rest[rest.index(after: closing)...]
        }
        return filled + rest
    }
}
