import Foundation

// A transcript is a terminal session written down. Transcripts/*.txt read like this:
//
//     # What the session shows.
//     $ aikagi audit verify --database var/aikagi.sqlite
//     row 17 was changed: [..]
//     ...
//     ? 1
//
// A line that begins with `$ ` is run by the shell; the lines after it are what it must print, on both outputs
// together. `[..]` stands for any text within a line, a line `...` for any number of lines. `? N` is the expected exit
// status, 0 if it is not said. Blank lines at the end of an output do not count; `# ` begins a comment.

/// The steps of one transcript file.
struct Transcript: Sendable, CustomStringConvertible {
    let name: String
    let steps: [Step]

    /// One command and what it must answer.
    struct Step: Sendable {
        let line: Int
        let command: String
        var output: [String] = []
        var status: Int32 = 0
    }

    var description: String { name }

    init(name: String, text: String) {
        self.name = name
        var steps: [Step] = []
        var isInStep = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("$ ") {
                steps.append(Step(line: index + 1, command: String(line.dropFirst(2))))
                isInStep = true
            } else if isInStep, line.hasPrefix("? "), let status = Int32(line.dropFirst(2)) {
                steps[steps.endIndex - 1].status = status
            } else if line.hasPrefix("# ") {
                isInStep = false
            } else if isInStep {
                steps[steps.endIndex - 1].output.append(String(line))
            }
        }
        self.steps = steps.map { step in
            var step = step
            while step.output.last?.isEmpty == true { step.output.removeLast() }
            return step
        }
    }

    /// Every transcript beside this file, in the order of their names.
    static func all() throws -> [Transcript] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "txt" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { Transcript(name: $0.lastPathComponent, text: try String(contentsOf: $0, encoding: .utf8)) }
    }
}

extension Transcript.Step {
    /// Whether the printed lines are the expected ones, wildcards and all.
    func accepts(_ printed: [String]) -> Bool {
        Self.match(output[...], printed[...])
    }

    private static func match(_ expected: ArraySlice<String>, _ printed: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return printed.isEmpty }
        if first == "..." {
            return (printed.startIndex...printed.endIndex).contains { match(expected.dropFirst(), printed[$0...]) }
        }
        guard let line = printed.first, matchLine(first, line) else { return false }
        return match(expected.dropFirst(), printed.dropFirst())
    }

    /// `[..]` takes as little as it can, from left to right; the last part must reach the end of the line.
    private static func matchLine(_ expected: String, _ printed: String) -> Bool {
        let parts = expected.components(separatedBy: "[..]")
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return expected == printed }
        guard printed.hasPrefix(first), printed.dropFirst(first.count).hasSuffix(last) else { return false }
        var rest = printed.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.range(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
