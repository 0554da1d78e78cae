/// A step that a machine was seen to take, in the words of its page in docs/states.
struct Transition: Hashable, Comparable, CustomStringConvertible {
    let from: String
    let event: String
    let outcome: String
    let to: String

    var description: String { "\(from) | \(event) | \(outcome) | \(to)" }
    static func < (left: Transition, right: Transition) -> Bool { left.description < right.description }
}

/// Every state that `events` can lead to from `start` in at most `depth` steps, each event tried in each state.
///
/// Sequences that meet in equal states are followed once from there on, so the walk covers every sequence of `depth`
/// events without taking each of them. Whatever a test wants to remember of the way belongs into `State`.
///
/// - Parameter step: applies the event and says what was seen; `nil` for an event that means nothing in this state.
/// - Returns: what was seen, and how many states there were.
@discardableResult
func walk<State: Hashable, Event>(
    from start: State, with events: [Event], depth: Int = 8, step: (inout State, Event) -> Transition?
) -> (seen: Set<Transition>, states: Int) {
    var seen: Set<Transition> = []
    var known: Set<State> = [start]
    var edge = [start]
    for _ in 0..<depth where !edge.isEmpty {
        var next: [State] = []
        for state in edge {
            for event in events {
                var changed = state
                if let transition = step(&changed, event) { seen.insert(transition) }
                if known.insert(changed).inserted { next.append(changed) }
            }
        }
        edge = next
    }
    return (seen, known.count)
}
