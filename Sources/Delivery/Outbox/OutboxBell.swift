internal import Foundation
internal import Store

/// Wakes the workers: one waiter for each road, any number of ringers. Rings before a waiter listens are remembered as
/// one.
package struct OutboxBell: Sendable {
    private let mail = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let texts = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    package init() {}

    /// What the one worker of a road listens to.
    func rings(for road: OutboxMessage.Road) -> AsyncStream<Void> {
        switch road {
        case .mail: mail.stream
        case .text: texts.stream
        }
    }

    /// Never blocks; may be called from anywhere.
    package func ring() {
        mail.continuation.yield()
        texts.continuation.yield()
    }
}
