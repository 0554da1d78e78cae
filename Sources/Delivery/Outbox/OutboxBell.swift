internal import Foundation

/// Wakes the worker: one waiter, any number of ringers. Rings before the waiter listens are remembered as one.
package struct OutboxBell: Sendable {
    let rings: AsyncStream<Void>
    private let ringer: AsyncStream<Void>.Continuation

    package init() {
        (rings, ringer) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Never blocks; may be called from anywhere.
    package func ring() {
        ringer.yield()
    }
}
