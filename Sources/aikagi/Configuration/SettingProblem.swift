/// Something wrong with the configuration, where it stands, and what would be right.
struct SettingProblem: Sendable, Equatable, CustomStringConvertible {
    /// `aikagi.yaml:4`, the name of a variable, or a flag.
    let place: String
    let text: String

    var description: String { "\(place): \(text)" }

    static func unknown(_ key: String, at place: String) -> SettingProblem {
        let keys = Setting.all.map(\.key)
        let sections = Set(keys.filter { $0.contains(".") }.map { String($0.prefix { $0 != "." }) }).sorted()
        let hint = suggestion(for: key, among: keys + sections).map { " Did you mean '\($0)'?" } ?? ""
        return SettingProblem(place: place, text: "There is no setting '\(key)'.\(hint)")
    }

    static func wrongKind(_ setting: Setting, at place: String) -> SettingProblem {
        SettingProblem(place: place, text: "'\(setting.key)' must be \(setting.expectation).")
    }
}

/// All that is wrong with the configuration, so that it can be put right in one go.
struct SettingProblems: Error, CustomStringConvertible {
    let all: [SettingProblem]

    var description: String { all.map(\.description).joined(separator: "\n") }
}

/// The candidate that the fewest changed letters away, if that is near enough to be a slip.
func suggestion(for word: String, among candidates: [String]) -> String? {
    let nearest = candidates.map { (candidate: $0, distance: editDistance(word, $0)) }.min { $0.distance < $1.distance }
    guard let nearest, nearest.distance <= max(2, word.count / 3) else { return nil }
    return nearest.candidate
}

/// How many letters must be inserted, removed, changed or swapped with their neighbour to make one word the other.
private func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left)
    let right = Array(right)
    var beforeLast = [Int]()
    var last = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let isSame = left[row] == right[column]
            var best = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}
