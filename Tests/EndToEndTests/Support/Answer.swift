import HTTPTypes
import HummingbirdTesting
import NIOCore

/// An answer of the server, and what a person and a test can read off it.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String
    /// Where it came from in the end, with its query.
    var path = ""

    static let blank = Answer(status: 0, headers: [:], text: "")

    private init(status: Int, headers: HTTPFields, text: String) {
        self.status = status
        self.headers = headers
        self.text = text
    }

    init(_ response: TestResponse) {
        self.init(
            status: response.status.code, headers: response.headers, text: String(buffer: response.body))
    }

    var location: String? { headers[.location] }

    /// The path without its query.
    var place: String { String(path.prefix { $0 != "?" }) }

    struct Cookie: Sendable {
        let name: String
        let value: String
        let attributes: Set<String>
        var isForgotten: Bool { attributes.contains("Max-Age=0") }
    }

    var setCookies: [Cookie] {
        headers[values: .setCookie].map { field in
            let parts = field.split(separator: ";").map { $0.drop { $0 == " " } }
            let pair = (parts.first ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Cookie(
                name: String(pair.first ?? ""), value: String(pair.count == 2 ? pair[1] : ""),
                attributes: Set(parts.dropFirst().map(String.init)))
        }
    }

    struct Form: Sendable {
        let action: String
        let hidden: [String: String]
    }

    var forms: [Form] {
        text.components(between: "<form", and: "</form>").map { form in
            let hidden = form.components(between: "<input type=\"hidden\"", and: ">").map { input in
                (Self.attribute("name", of: input), Self.attribute("value", of: input).unescaped)
            }
            return Form(
                action: Self.attribute("action", of: form),
                hidden: Dictionary(hidden, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// The text of the elements that say what was wrong.
    var fieldErrors: [String] {
        text.components(between: "class=\"field-error\"", and: "</p>").map { error in
            String(error.drop { $0 != ">" }.dropFirst()).unescaped
        }
    }

    func says(_ words: String) -> Bool { text.unescaped.contains(words) }

    /// What stands between two marks, the first time.
    func between(_ start: String, _ end: String) -> String? { text.components(between: start, and: end).first }

    private static func attribute(_ name: String, of tag: String) -> String {
        tag.components(between: "\(name)=\"", and: "\"").first ?? ""
    }
}

extension String {
    func components(between start: String, and end: String) -> [String] {
        var found: [String] = []
        var rest = self[...]
        while let opening = rest.firstRange(of: start) {
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: end) else { break }
            found.append(String(rest[..<closing.lowerBound]))
            rest = rest[closing.upperBound...]
        }
        return found
    }

    /// The text behind the entities that the pages write.
    var unescaped: String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")]
            .reduce(self) { $0.replacing($1.0, with: $1.1) }
    }
}
