import Foundation
import Glibc
import Testing

@testable import aikagi

@Suite struct `The server as a process` {
    @Test func `REL-05: answers what is under way after SIGTERM, accepts nothing new, and ends with 0`() throws {
        let server = try RunningServer()
        let request = try RawConnection(port: server.port)
        request.send(RunningServer.halfARequest)
        server.expectAnswer(on: "/livez")
        server.signal(SIGTERM)
        while RawConnection.canConnect(port: server.port) {}
        #expect(server.isRunning)
        request.send(RunningServer.otherHalf)
        #expect(request.readAll().hasPrefix("HTTP/1.1 "))
        #expect(server.waitForEnd() == 0)
    }

    @Test func `REL-05: ends at once at the second signal`() throws {
        let server = try RunningServer()
        let request = try RawConnection(port: server.port)
        request.send(RunningServer.halfARequest)
        server.expectAnswer(on: "/livez")
        server.signal(SIGTERM)
        while RawConnection.canConnect(port: server.port) {}
        // The first moment counts as the same signal, which some supervisors send twice.
        while server.isRunning { server.signal(SIGINT) }
        #expect(server.waitForEnd() == 1)
    }

    @Test func `REL-07: starts beside what a killed server left, and refuses beside a living one`() throws {
        let folder = try RunningServer.makeFolder()
        let socket = folder.appending(path: "var/control.sock").path
        let first = try RunningServer(in: folder)
        while first.isRunning, !FileManager.default.fileExists(atPath: socket) {}
        first.signal(SIGKILL)
        _ = first.waitForEnd()
        #expect(FileManager.default.fileExists(atPath: socket))

        let second = try RunningServer(in: folder)
        let third = try RunningServer.launch(in: folder)
        #expect(third.waitForExitAlone() == 69)
        second.expectAnswer(on: "/readyz")
        second.signal(SIGTERM)
        #expect(second.waitForEnd() == 0)
    }

    @Test func `HTTP-16: shows metrics on loopback only, and nothing of them where the pages are`() throws {
        let server = try RunningServer()
        let answer = server.get("/metrics")
        #expect(answer.contains(" 404 "))
        #expect(throws: SettingProblems.self) {
            try Settings(SettingSources(file: nil, flags: ["metrics.listen=192.0.2.1:9464"], environment: [:]))
        }
    }
}

/// `aikagi serve` in a folder of its own, killed when the test is over.
private final class RunningServer {
    let port: Int
    private let process: Process
    private let folder: URL

    /// A form whose body is announced and not there yet.
    static let halfARequest =
        "POST /sign-in HTTP/1.1\r\nHost: localhost:8080\r\nOrigin: http://localhost:8080\r\nConnection: close\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 15\r\n\r\nidenti"
    static let otherHalf = "fier=abc1"

    init(in folder: URL? = nil) throws {
        let folder = try folder ?? Self.makeFolder()
        self.folder = folder
        let log = Pipe()
        process = try Self.launch(in: folder, loggingTo: log.fileHandleForWriting)
        try log.fileHandleForWriting.close()
        port = try Self.port(announcedIn: log.fileHandleForReading)
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    static func makeFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "aikagi-life-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let settings = "listen: 127.0.0.1:0\norigin: http://localhost:8080\nmetrics:\n  listen: off\n"
        try settings.write(to: folder.appending(path: "aikagi.yaml"), atomically: true, encoding: .utf8)
        return folder
    }

    static func launch(in folder: URL, loggingTo log: FileHandle = .nullDevice) throws -> Process {
        let process = Process()
        process.executableURL = try Terminal.folderOfBinary().appending(path: "aikagi")
        process.arguments = ["serve"]
        process.currentDirectoryURL = folder
        process.environment = ["PATH": "/usr/bin:/bin"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = log
        try process.runHearingSignals()
        return process
    }

    /// Reads the log until it says where the server listens; the rest is read by nobody, but read.
    private static func port(announcedIn log: FileHandle) throws -> Int {
        var text = ""
        while true {
            let chunk = log.availableData
            guard !chunk.isEmpty else { throw POSIXError(.ECHILD) }
            text += String(decoding: chunk, as: UTF8.self)
            if let match = text.firstMatch(of: /listening on 127\.0\.0\.1:(\d+)/), let port = Int(match.1) {
                Thread.detachNewThread { _ = try? log.readToEnd() }
                return port
            }
        }
    }

    var isRunning: Bool { process.isRunning }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    func waitForEnd() -> Int32 {
        process.waitForExitAlone()
    }

    func get(_ path: String) -> String {
        guard let connection = try? RawConnection(port: port) else { return "" }
        connection.send("GET \(path) HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n")
        return connection.readAll()
    }

    func expectAnswer(on path: String) {
        #expect(get(path).hasPrefix("HTTP/1.1 200"))
    }
}

/// One TCP connection on loopback, closed with it.
private final class RawConnection {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
        let descriptor = descriptor
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit { close(descriptor) }

    static func canConnect(port: Int) -> Bool { (try? RawConnection(port: port)) != nil }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func readAll() -> String {
        var bytes = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }
}
