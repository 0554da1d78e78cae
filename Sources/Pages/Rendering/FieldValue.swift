/// The values that a template names, by name.
package typealias Fields = [String: any FieldValue]

/// Something a page may hand to its template: a text, a flag, a drawing, an icon, or lists and groups of these.
///
/// A page is made in two steps. The template engine runs once for every *shape* a page can have, over marks in the
/// place of texts; what it leaves between the marks is kept as a ``Skeleton``. Each request then only writes its own
/// texts into the skeleton, escaped. Only what is part of the shape can change anything but text.
package protocol FieldValue: Sendable {
    /// All of the value that the template's structure can depend on.
    var shape: Shape { get }

    /// The value as the engine sees it: marks that say where to find the texts, and everything else as it is.
    func marked(at path: FieldPath) -> Any

    /// The part of the value at the end of the path.
    func part(at path: FieldPath.SubSequence) -> any FieldValue

    /// Writes the value into HTML.
    func write(to html: inout String)
}

/// The way from a page's fields to one text: the names of fields and the numbers of list rows.
package typealias FieldPath = [FieldStep]

/// One step of that way.
package enum FieldStep: Sendable, Hashable {
    case field(String)
    case row(Int)
}

/// What is left of a value without its texts.
package indirect enum Shape: Sendable, Hashable {
    case text
    case flag(Bool)
    case icon(Icon)
    case list([Shape])
    case group([String: Shape])
}

extension FieldValue {
    package func part(at path: FieldPath.SubSequence) -> any FieldValue { self }
    package func write(to html: inout String) {}
}

extension String: FieldValue {
    package var shape: Shape { .text }
    package func marked(at path: FieldPath) -> Any { Skeleton.mark(for: path) }
    package func write(to html: inout String) { HTML.append(self, to: &html) }
}

extension Drawing: FieldValue {
    package var shape: Shape { .text }
    package func marked(at path: FieldPath) -> Any { Skeleton.mark(for: path) }
    package func write(to html: inout String) { html += svg }
}

extension Bool: FieldValue {
    package var shape: Shape { .flag(self) }
    package func marked(at path: FieldPath) -> Any { self }
}

extension Icon: FieldValue {
    package var shape: Shape { .icon(self) }
    package func marked(at path: FieldPath) -> Any { rawValue }
}

extension Array: FieldValue where Element == Fields {
    package var shape: Shape { .list(map(\.shape)) }

    package func marked(at path: FieldPath) -> Any {
        enumerated().map { number, row in row.marked(at: path + [.row(number)]) }
    }

    package func part(at path: FieldPath.SubSequence) -> any FieldValue {
        guard case .row(let number)? = path.first, indices.contains(number) else { return "" }
        return self[number].part(at: path.dropFirst())
    }
}

extension Dictionary: FieldValue where Key == String, Value == any FieldValue {
    package var shape: Shape { .group(mapValues(\.shape)) }

    package func marked(at path: FieldPath) -> Any {
        MarkedFields(
            values: Dictionary<String, Any>(
                uniqueKeysWithValues: map { name, value in
                    (name, value.marked(at: path + [.field(name)]))
                }))
    }

    package func part(at path: FieldPath.SubSequence) -> any FieldValue {
        guard case .field(let name)? = path.first, let value = self[name] else { return "" }
        return value.part(at: path.dropFirst())
    }
}
