import Foundation

/// A page of docs/states: the diagram and the table of one machine, as people read them.
struct StatePage {
    /// The rows of the table.
    let rows: Set<Transition>
    /// The arrows of the diagram between two states.
    let arrows: Set<[String]>

    init(_ name: String) throws {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/states/\(name).md"), encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        rows = Set(
            lines.filter { $0.hasPrefix("|") }.compactMap { line in
                let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                guard cells.count == 4, cells[0] != "state", !cells[0].hasPrefix("-") else { return nil }
                return Transition(from: cells[0], event: cells[1], outcome: cells[2], to: cells[3])
            })
        arrows = Set(
            lines.compactMap { line in
                let ends = line.split(separator: ":")[0].components(separatedBy: " --> ")
                guard ends.count == 2, !ends.contains("[*]") else { return nil }
                return ends
            })
    }
}

extension Set<Transition> {
    /// The arrows that a diagram of these would have. `any` stands for every state that has not ended, and is written
    /// below the diagram instead of drawn.
    var arrows: Set<[String]> {
        Set<[String]>(filter { $0.from != $0.to && $0.from != "any" }.map { [$0.from, $0.to] })
    }

    /// The rows of the table, for whoever writes the page.
    var table: String { sorted().map { "| \($0) |" }.joined(separator: "\n") }
}
