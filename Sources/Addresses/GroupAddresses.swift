package import Identity

/// The addresses that several people read, as the administrator has listed them. Nobody signs in with one: whoever reads
/// the mailbox would be them (product.md ID-5).
///
/// An entry is an address, or a pattern with at most one `*` before the at sign (`info@*`, `*-all@example.org`) and
/// either a whole domain, `*`, or `*.` and a domain, which means all below it, behind. One look at an address takes
/// time in proportion to its length and the number of entries.
package struct GroupAddresses: Sendable {
    /// Which entry of the configuration can't be read.
    package enum Refusal: Error, Hashable {
        case unreadable(entry: String)
    }

    /// Every address is one person's.
    package static let none = GroupAddresses(patterns: [])

    private let patterns: [Pattern]

    package init(_ entries: [String]) throws(Refusal) {
        var patterns: [Pattern] = []
        for entry in entries {
            guard let pattern = Pattern(entry) else { throw .unreadable(entry: entry) }
            patterns.append(pattern)
        }
        self.init(patterns: patterns)
    }

    private init(patterns: [Pattern]) {
        self.patterns = patterns
    }

    /// Whether mail to this address goes to a group. A plus-tag doesn't change who reads it.
    package func contains(_ address: EmailAddress) -> Bool {
        guard let at = address.canonical.lastIndex(of: "@") else { return false }
        let local = address.canonical[..<at]
        let domain = address.canonical[address.canonical.index(after: at)...]
        let untagged = local.firstIndex(of: "+").map { local[..<$0] } ?? local
        return patterns.contains { $0.matches(local, domain) || $0.matches(untagged, domain) }
    }
}

extension GroupAddresses {
    private struct Pattern {
        private let local: Part
        private let domain: Part

        init?(_ entry: String) {
            let parts = entry.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, let local = Self.local(parts[0]), let domain = Self.domain(parts[1]) else {
                return nil
            }
            self.local = local
            self.domain = domain
        }

        func matches(_ local: Substring, _ domain: Substring) -> Bool {
            self.local.matches(local) && self.domain.matches(domain)
        }

        private static func local(_ text: Substring) -> Part? {
            let pieces = text.split(separator: "*", omittingEmptySubsequences: false)
            guard pieces.count <= 2, !text.isEmpty else { return nil }
            // What stands beside the star is a local part by itself, save for a dot that touches the star.
            for piece in pieces {
                let plain = String(piece).split(separator: ".").joined(separator: ".")
                guard plain.isEmpty || (try? LocalPart(plain)) != nil else { return nil }
            }
            let folded = pieces.map { UnicodeText.nfkcCasefold(String($0)) }
            return folded.count == 1 ? .exactly(folded[0]) : .between(prefix: folded[0], suffix: folded[1])
        }

        private static func domain(_ text: Substring) -> Part? {
            if text == "*" { return .between(prefix: "", suffix: "") }
            let isBelow = text.hasPrefix("*.")
            guard let domain = try? Domain(String(isBelow ? text.dropFirst(2) : text)) else { return nil }
            return isBelow ? .between(prefix: "", suffix: ".\(domain.ascii)") : .exactly(domain.ascii)
        }
    }

    private enum Part {
        case exactly(String)
        case between(prefix: String, suffix: String)

        func matches(_ text: Substring) -> Bool {
            switch self {
            case .exactly(let wanted): text == wanted
            case .between(let prefix, let suffix):
                text.count >= prefix.count + suffix.count && text.hasPrefix(prefix) && text.hasSuffix(suffix)
            }
        }
    }
}
