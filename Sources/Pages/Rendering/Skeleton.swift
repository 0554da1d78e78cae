internal import Mustache
internal import Synchronization

/// A page of one shape with gaps where its texts belong.
struct Skeleton: Sendable {
    private enum Piece: Sendable {
        case html(String)
        case gap(FieldPath)
    }

    private let pieces: [Piece]

    /// Cuts what the engine wrote at the marks.
    init(cutting marked: String) {
        var pieces: [Piece] = []
        var rest = marked[...]
        while let opening = rest.firstIndex(of: Self.opening),
            let closing = rest[opening...].firstIndex(of: Self.closing)
        {
            pieces.append(.html(String(rest[..<opening])))
            pieces.append(.gap(Self.path(in: rest[rest.index(after: opening)..<closing])))
            rest = rest[rest.index(after: closing)...]
        }
        self.pieces = pieces + [.html(String(rest))]
    }

    /// The page with its texts in place.
    func filled(with fields: Fields) -> String {
        var html = ""
        html.reserveCapacity(8_192)
        for piece in pieces {
            switch piece {
            case .html(let text): html += text
            case .gap(let path): fields.part(at: path[...]).write(to: &html)
            }
        }
        return html
    }

    // A mark is a path between two characters of Unicode's private use area. They stand only in what the engine gets
    // instead of texts, never in a text itself: those come in after the cutting.
    private static let opening: Character = "\u{E000}"
    private static let closing: Character = "\u{E001}"
    private static let separator: Character = "\u{E002}"

    static func mark(for path: FieldPath) -> String {
        let steps = path.map { step in
            switch step {
            case .field(let name): name
            case .row(let number): String(number)
            }
        }
        return "\(opening)\(steps.joined(separator: String(separator)))\(closing)"
    }

    private static func path(in mark: Substring) -> FieldPath {
        mark.split(separator: separator).map { step in
            Int(step).map(FieldStep.row) ?? .field(String(step))
        }
    }
}

/// Marks and flags as the engine asks for them, without reflection.
struct MarkedFields: MustacheParent {
    let values: [String: Any]

    func child(named name: String) -> Any? { values[name] }
}

/// The skeletons made so far.
///
/// A class with a lock, because skeletons are shared by all requests and the work under the lock is one look-up. Pages
/// without lists have few shapes, all ours; lists make many, so the store is bounded and starts anew when it is full.
final class SkeletonStore: Sendable {
    struct Key: Hashable {
        let template: String
        let language: String
        let shape: [String: Shape]
    }

    private let skeletons = Mutex<[Key: Skeleton]>([:])
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The skeleton of that shape, made now if there is none yet.
    func skeleton(_ key: Key, orMake make: () -> Skeleton) -> Skeleton {
        if let known = skeletons.withLock({ $0[key] }) { return known }
        let made = make()
        skeletons.withLock { skeletons in
            if skeletons.count >= capacity { skeletons.removeAll() }
            skeletons[key] = made
        }
        return made
    }

    /// How many are kept now.
    var count: Int { skeletons.withLock(\.count) }
}
