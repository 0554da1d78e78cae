import Foundation
import Glibc
import Synchronization

/// An HTTP server on a free loopback port that does as it is told, and remembers what it was asked.
///
/// Stops listening when it goes. It reads requests as our own client writes them, and no others.
package final class LoopbackWebServer: Sendable {
    /// A request as it came.
    package struct Received: Sendable {
        package let line: String
        package let fields: [String: String]
        package let body: [UInt8]

        package var method: String { line.split(separator: " ").first.map(String.init) ?? "" }
        package var target: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    }

    /// What the server does with a connection after it has read a request: writes, waits for its turn, hangs up.
    package struct Caller: Sendable {
        private let handle: Int32

        fileprivate init(_ handle: Int32) { self.handle = handle }

        /// Writes bytes as they are. Whether the caller was still there.
        @discardableResult
        package func write(_ text: String) -> Bool {
            let bytes = Array(text.utf8)
            return send(handle, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        }

        /// Answers with a status, fields, and a body of the right length.
        package func answer(_ status: Int, _ fields: [String: String] = [:], _ body: String = "") {
            let lines = fields.map { "\($0.key): \($0.value)\r\n" }.joined()
            write("HTTP/1.1 \(status) Whatever\r\nContent-Length: \(body.utf8.count)\r\n\(lines)\r\n\(body)")
        }

        /// Blocks until the caller has hung up.
        package func waitUntilGone() {
            var byte: UInt8 = 0
            while recv(handle, &byte, 1, 0) > 0 {}
        }
    }

    package let port: Int
    private let listener: Int32
    private let log: Log

    private final class Log: Sendable {
        let requests = Mutex<[Received]>([])
        let connections = Mutex(0)
    }

    /// Whatever was asked so far, in order.
    package var requests: [Received] { log.requests.withLock { $0 } }
    /// How many connections were made.
    package var connections: Int { log.connections.withLock { $0 } }

    /// `http://127.0.0.1:<port>`, without a slash at its end.
    package var origin: String { "http://127.0.0.1:\(port)" }

    /// - Parameter answer: Called for each request on a thread of its own connection; the connection stays open
    ///   afterwards when the function returns `true`.
    package init(_ answer: @escaping @Sendable (Received, Caller) -> Bool) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        let log = Log()
        self.log = log
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                // Only the thread that accepts may close: a number closed elsewhere could be another socket by now.
                guard client >= 0 else { break }
                log.connections.withLock { $0 += 1 }
                Thread.detachNewThread {
                    while let request = Self.read(client) {
                        log.requests.withLock { $0.append(request) }
                        guard answer(request, Caller(client)) else { break }
                    }
                    close(client)
                }
            }
            close(listener)
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func read(_ client: Int32) -> Received? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard recv(client, &byte, 1, 0) == 1 else { return nil }
            bytes.append(byte)
        }
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            fields[line[..<colon].lowercased()] = value
        }
        var body: [UInt8] = []
        let length = fields["content-length"].flatMap { Int($0) } ?? 0
        while body.count < length {
            guard recv(client, &byte, 1, 0) == 1 else { return nil }
            body.append(byte)
        }
        return Received(line: lines.first ?? "", fields: fields, body: body)
    }
}
