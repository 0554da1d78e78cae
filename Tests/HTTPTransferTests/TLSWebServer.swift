import Foundation

/// `openssl s_server -www`: answers any request over TLS with a page about the connection, under a certificate that it
/// signs itself.
final class TLSWebServer {
    let port: Int
    /// The file to trust for a client that shall accept the certificate.
    let certificate: String
    private let process = Process()
    private let folder: URL

    /// - Parameter name: The host that the certificate is for.
    init(certificateFor name: String) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("aikagi-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appendingPathComponent("certificate.pem").path
        let key = folder.appendingPathComponent("key.pem").path
        let maker = try Self.start(
            Process(),
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out", certificate,
            ])
        _ = try? maker.readToEnd()
        let output = try Self.start(
            process, ["s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate, "-key", key])
        port = Self.port(announcedOn: output)
    }

    deinit {
        process.terminate()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func start(_ process: Process, _ arguments: [String]) throws -> FileHandle {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return output.fileHandleForReading
    }

    /// Reads `ACCEPT 127.0.0.1:43210`, which says that the server listens. 0 if it never does.
    private static func port(announcedOn output: FileHandle) -> Int {
        var text = ""
        while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
            let chunk = output.availableData
            if chunk.isEmpty { return 0 }
            text += String(decoding: chunk, as: UTF8.self)
        }
        return text.split(separator: ":").last.flatMap { Int($0.prefix(while: \.isNumber)) } ?? 0
    }
}
