internal import PasswordHashing
internal import Store

/// A fault of the world that ends by itself: a full queue, a database that is starting again.
///
/// The edge may tell people to come back without knowing which part it was.
package struct PassingFault: Sendable {
    /// When another try has a chance.
    package let retryAfter: Duration

    /// - Returns: `nil` if waiting doesn't help.
    package init?(_ error: any Error) {
        switch error {
        case HashingRefusal.busy(let wait): retryAfter = wait
        case is Overtaken: retryAfter = .seconds(1)
        case let fault as StoreFault where fault.passes: retryAfter = .seconds(5)
        default: return nil
        }
    }
}

extension StoreFault {
    /// Whether it goes away by itself, so that trying again makes sense.
    fileprivate var passes: Bool {
        switch self {
        case .diskFull, .busy, .overloaded, .unreachable, .contended, .unknownOutcome, .closed: true
        case .inUse, .readOnly, .corrupted, .newerSchema, .wrongMasterKey, .unsafeConnection, .constraint, .statement:
            false
        }
    }
}
