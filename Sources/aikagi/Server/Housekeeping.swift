internal import Identity
internal import Logging
internal import ServiceLifecycle
internal import Store

/// Deletes what has expired, in small batches between which others get their turn.
struct Housekeeping: Service {
    let store: Store
    let time: any TimeSource
    let logger: Logger

    private static let pause = Duration.seconds(60)
    private static let batch = 500

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await purge()
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func purge() async {
        do {
            let now = time.now()
            var purged = Self.batch
            while purged >= Self.batch, !Task.isCancelled {
                purged = try await store.write { try $0.purgeExpired(at: now, limit: Self.batch) }
            }
        } catch {
            logger.warning("can't delete what has expired", metadata: ["error": "\(error)"])
        }
    }
}
