package import Identity
package import Store

/// Who is told what became of a push: the use cases, whose requests and installations it concerns.
///
/// Every call may come twice, and about things that have ended since.
package protocol PushWitness: Sendable {
    /// It won't come quickly, if at all: whoever waits for it needs another way at once.
    func held(up push: PushMessage) async throws
    /// The push service knows the subscription no more.
    ///
    /// - Parameters:
    ///   - subscription: the ID of the one that the push went to.
    ///   - sent: when.
    func gone(_ push: PushMessage, from subscription: String, sentAt sent: Moment) async throws
}
