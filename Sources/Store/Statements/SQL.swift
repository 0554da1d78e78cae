/// One statement, written once for both databases.
///
/// It can be made from a literal only, so that no value ever becomes part of a text: values travel as arguments named
/// `:like_this`. What the databases spell differently stands in the text as a token that the driver resolves:
///
/// | token | SQLite | PostgreSQL |
/// | --- | --- | --- |
/// | `{integer}` | `INTEGER` | `BIGINT` |
/// | `{text}` | `TEXT` | `TEXT COLLATE "C"` |
/// | `{blob}` | `BLOB` | `BYTEA` |
/// | `{strict}` | `STRICT` | |
/// | `{for update}` | | `FOR NO KEY UPDATE` |
/// | `{skip locked}` | | `FOR UPDATE SKIP LOCKED` |
struct SQL: Sendable, Hashable, ExpressibleByStringLiteral {
    let text: String

    init(stringLiteral literal: StaticString) {
        text = literal.description
    }

    /// For statements about the schema itself, whose table names come from ``Schema`` and never from outside.
    init(schemaText: String) {
        text = schemaText
    }
}

/// The values of a statement by the names that its text uses.
struct Arguments: ExpressibleByDictionaryLiteral {
    private let entries: [(name: String, value: any Storable)]

    init(dictionaryLiteral elements: (String, any Storable)...) {
        entries = elements.map { (name: $0.0, value: $0.1) }
    }

    init(_ names: [String], _ values: [StoredValue]) {
        entries = zip(names, values).map { (name: $0.0, value: $0.1) }
    }

    /// The values in the order of a statement's placeholders.
    func values(named names: [String]) throws -> [StoredValue] {
        try names.map { name in
            guard let entry = entries.first(where: { $0.name == name }) else {
                throw StoreFault.statement("no value was given for :\(name)")
            }
            return entry.value.stored
        }
    }
}

/// What the two databases spell differently.
struct Dialect: Sendable {
    let tokens: [(token: String, spelling: String)]
    /// The text of the n-th placeholder, counted from 1.
    let placeholder: @Sendable (Int) -> String

    static let sqlite = Dialect(
        tokens: [
            ("{integer}", "INTEGER"), ("{text}", "TEXT"), ("{blob}", "BLOB"), ("{strict}", "STRICT"),
            ("{for update}", ""), ("{skip locked}", ""),
        ],
        placeholder: { "?\($0)" })

    static let postgreSQL = Dialect(
        tokens: [
            ("{integer}", "BIGINT"), ("{text}", "TEXT COLLATE \"C\""), ("{blob}", "BYTEA"), ("{strict}", ""),
            ("{for update}", "FOR NO KEY UPDATE"), ("{skip locked}", "FOR UPDATE SKIP LOCKED"),
        ],
        placeholder: { "$\($0)" })
}

/// A statement in one database's own words, with numbered placeholders.
struct SpelledStatement: Sendable {
    let text: String
    /// The argument names in the order of the placeholders; each name once.
    let names: [String]

    init(_ sql: SQL, in dialect: Dialect) {
        var source = sql.text
        for (token, spelling) in dialect.tokens where source.contains("{") {
            source = source.split(separator: token, omittingEmptySubsequences: false).joined(separator: spelling)
        }
        var names: [String] = []
        var text = ""
        var rest = Substring(source)
        var quoted = false
        while let character = rest.popFirst() {
            if character == "'" { quoted.toggle() }
            guard character == ":", !quoted else {
                text.append(character)
                continue
            }
            let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
            rest = rest.dropFirst(name.count)
            let position = names.firstIndex(of: name) ?? names.endIndex
            if position == names.endIndex { names.append(name) }
            text += dialect.placeholder(position + 1)
        }
        self.text = text
        self.names = names
    }
}
