internal import Hummingbird
internal import Logging
internal import ServiceLifecycle

/// Answers `GET /metrics` on a loopback port of its own, so that a proxy in front of the pages can't publish it
/// (HTTP-16). A port that is taken costs the metrics, not the server.
struct MetricsService: Service {
    let registry: MetricsRegistry
    let listen: ListenAddress
    let logger: Logger

    func run() async throws {
        do {
            try await application.runService(gracefulShutdownSignals: [])
        } catch {
            logger.warning(
                "there are no metrics: their address can't be used",
                metadata: ["address": "\(listen)", "error": "\(error)"])
            try? await gracefulShutdown()
        }
    }

    private var application: some ApplicationProtocol {
        let router = Router()
        router.get("/metrics") { [registry] _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: registry.exposition() + ProcessMetrics.exposition())))
        }
        var quiet = logger
        quiet.logLevel = .warning
        return Application(
            router: router, configuration: .init(address: .hostname(listen.host, port: listen.port), serverName: nil),
            logger: quiet)
    }
}
