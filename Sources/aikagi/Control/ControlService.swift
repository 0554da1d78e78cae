internal import Foundation
internal import Glibc
internal import Hummingbird
internal import Logging
internal import ServiceLifecycle

/// Answers the commands of this machine's administrator on a Unix domain socket in the data folder.
///
/// Who may open the socket is the file system's decision: only the user that the server runs as. A socket that can't
/// be made costs the commands, not the server.
struct ControlService: Service {
    let path: String
    let desk: ControlDesk
    let logger: Logger

    func run() async throws {
        do {
            guard (try? LocalExchange.send("GET", "/", to: .socket(path: path), patience: .seconds(2))) == nil else {
                throw SocketInUse()
            }
            try await application.runService(gracefulShutdownSignals: [])
            unlink(path)
        } catch {
            logger.warning(
                "commands can't reach this server: it has no control socket",
                metadata: ["path": "\(path)", "error": "\(error)"])
            try? await gracefulShutdown()
        }
    }

    private struct SocketInUse: Error, CustomStringConvertible {
        var description: String { "another server answers there" }
    }

    private var application: some ApplicationProtocol {
        let router = Router()
        router.post("/") { [desk] request, _ in
            let body = try await request.body.collect(upTo: 65_536)
            let question = try JSONDecoder().decode(ControlRequest.self, from: Data(body.readableBytesView))
            let answer = try JSONEncoder().encode(try await desk.answer(question))
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: answer)))
        }
        var quiet = logger
        quiet.logLevel = .warning
        return Application(
            router: router, configuration: .init(address: .unixDomainSocket(path: path), serverName: nil),
            onServerRunning: { [path] _ in _ = chmod(path, 0o600) }, logger: quiet)
    }
}
