internal import Identity
internal import SignInPolicy
internal import SignInService

extension ControlAnswer {
    /// How far one account can be relied on.
    struct Readiness: Codable, Sendable {
        let id: String
        let name: String
        let identifiers: [String]
        let level: String
        /// Each loss that would lock the person out.
        let fatal: [String]
        let nextStep: String?
        /// The loss table and the theft table, as Markdown.
        var tables: [String]?

        init(_ found: Administration.AccountReadiness) {
            id = found.account.rawValue
            name = found.name
            identifiers = found.identifiers
            level = found.readiness.level.rawValue
            fatal = found.readiness.fatal.map(found.shape.words(for:))
            nextStep = found.readiness.nextStep?.rawValue
            tables = ReadinessTables(of: found.readiness, for: found.shape).markdown
        }

        var withoutTables: Readiness {
            var short = self
            short.tables = nil
            return short
        }
    }
}

extension ControlAnswer.Readiness {
    /// In words: one line, and the tables if they were asked for.
    var lines: [String] {
        let danger = fatal.isEmpty ? "" : "  if lost: \(fatal.joined(separator: ", "))"
        let step = nextStep.map { "  next: \($0)" } ?? ""
        let words = level + String(repeating: " ", count: max(0, 10 - level.count))
        let line = "\(words)  \(identifiers.first ?? id)\(danger)\(step)"
        return [line] + (tables.map { [""] + $0 } ?? [])
    }

    /// A table for a spreadsheet (RFC 4180). A cell that such a program would take for a formula is made text.
    static func csv(of found: [ControlAnswer.Readiness]) -> [String] {
        let rows = found.map { one in
            [
                one.id, one.name, one.identifiers.joined(separator: " "), one.level,
                one.fatal.joined(separator: "; "), one.nextStep ?? "",
            ]
        }
        return ([["id", "name", "addresses", "level", "fatal losses", "next step"]] + rows).map { row in
            row.map(cell).joined(separator: ",")
        }
    }

    private static func cell(_ text: String) -> String {
        let safe = text.safeForTerminal
        let isFormula = safe.first.map { "=+-@\t".contains($0) } ?? false
        return "\"" + (isFormula ? "'" : "") + safe.replacing("\"", with: "\"\"") + "\""
    }
}
