/// The text of a letter as a list of parts, before it is set as plain text or HTML.
struct Wording {
    let subject: String
    var parts: [Part]

    enum Part {
        case paragraph(String)
        case heading(String)
        /// Digits to be typed, in one run so that a double click takes them all.
        case code(String)
        /// Label and value, a line each.
        case facts([(label: String, value: String)])
        case link(label: String, path: String)
    }
}

extension Wording {
    /// The letter as plain text. The rule before the foot is the signature separator of RFC 3676 §4.3.
    func text(on letterhead: Letterhead) -> String {
        let blocks = parts.map { part in
            switch part {
            case .paragraph(let text), .heading(let text): text
            case .code(let digits): "    \(digits)"
            case .facts(let facts): facts.map { "\($0.label): \($0.value)" }.joined(separator: "\n")
            case .link(let label, let path): "\(label):\n\(letterhead.address(of: path))"
            }
        }
        let foot = "-- \n\(letterhead.serviceName)\n\(letterhead.origin)\n"
        return (blocks + [foot]).joined(separator: "\n\n")
    }
}

extension String {
    /// The text as one line for a letter: what others chose (names, addresses, browsers) can't break out of its place.
    ///
    /// Control, format and line-separator characters go, among them those that reverse the direction of text; `://`
    /// goes because mail programs make links of it.
    var asPhrase: String {
        let kept = unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        let parts = String(String.UnicodeScalarView(kept)).split(separator: "://", omittingEmptySubsequences: false)
        return String(parts.joined(separator: " ").prefix(120))
    }
}
