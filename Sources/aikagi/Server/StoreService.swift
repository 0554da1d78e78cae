internal import ServiceLifecycle
internal import Store

/// Keeps the database open until every other service has ended.
struct StoreService: Service {
    let store: Store

    func run() async throws {
        try? await gracefulShutdown()
        await store.close()
    }
}
