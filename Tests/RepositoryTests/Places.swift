import Foundation
import Testing

/// Fails once for all the places where a rule is broken, so that the list can be worked through.
func expectNone(_ places: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(places.isEmpty, "\n\(places.joined(separator: "\n"))", sourceLocation: sourceLocation)
}

extension Sequence<SwiftFile> {
    /// The lines of code for which `breaksRule` holds, each with its place and what stands there.
    func lines(where breaksRule: (SwiftFile.Line) -> Bool) -> [String] {
        flatMap { file in
            file.lines.filter(breaksRule).map { line in
                "\(file.place(line)): \(line.code.trimmingCharacters(in: .whitespaces)) \(line.literals.joined())"
            }
        }
    }
}

extension Sequence<RepositoryFile> {
    /// The lines of text for which `breaksRule` holds, each with its place and what stands there.
    func lines(where breaksRule: (String) -> Bool) throws -> [String] {
        try flatMap { file in
            try file.lines().enumerated().filter { breaksRule($0.element) }.map { index, line in
                "\(file.path):\(index + 1): \(line.trimmingCharacters(in: .whitespaces))"
            }
        }
    }
}
