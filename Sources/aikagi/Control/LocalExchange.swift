internal import Foundation
internal import Glibc

/// The client's end of the control socket, and of the server's own health page: one short HTTP exchange over a local
/// connection, blocking, for commands only.
enum LocalExchange {
    enum Place {
        case socket(path: String)
        case loopback(ListenAddress)
    }

    struct Reply {
        let status: Int
        let body: [UInt8]
    }

    /// Why there was no exchange.
    enum Fault: Error {
        /// Nobody listens there.
        case nobody
        /// Somebody listens and doesn't answer as expected, or not in time.
        case noReply
    }

    static func send(
        _ method: String, _ path: String, body: [UInt8] = [], to place: Place, patience: Duration = .seconds(60)
    ) throws(Fault) -> Reply {
        let descriptor = connect(to: place)
        guard descriptor >= 0 else { throw .nobody }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: Int(patience.components.seconds), tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        guard write(Array(head.utf8) + body, to: descriptor) else { throw .noReply }
        return try parse(readAll(from: descriptor))
    }

    private static func connect(to place: Place) -> Int32 {
        switch place {
        case .socket(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let fits = withUnsafeMutableBytes(of: &address.sun_path) { buffer in
                guard path.utf8.count < buffer.count else { return false }
                buffer.copyBytes(from: path.utf8)
                return true
            }
            return fits ? open(AF_UNIX, &address, MemoryLayout<sockaddr_un>.size) : -1
        case .loopback(let listen) where listen.host == "::1":
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_addr = in6addr_loopback
            address.sin6_port = in_port_t(UInt16(clamping: listen.port)).bigEndian
            return open(AF_INET6, &address, MemoryLayout<sockaddr_in6>.size)
        case .loopback(let listen):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
            address.sin_port = in_port_t(UInt16(clamping: listen.port)).bigEndian
            return open(AF_INET, &address, MemoryLayout<sockaddr_in>.size)
        }
    }

    private static func open<Address>(_ family: Int32, _ address: inout Address, _ size: Int) -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return -1 }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(size))
            }
        }
        if result == 0 { return descriptor }
        close(descriptor)
        return -1
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func readAll(from descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }

    /// Our own servers answer with a length and without chunks, so the body is what follows the empty line.
    private static func parse(_ bytes: [UInt8]) throws(Fault) -> Reply {
        let data = Data(bytes)
        guard let end = data.range(of: Data("\r\n\r\n".utf8)) else { throw .noReply }
        let firstLine = String(decoding: data[..<end.lowerBound].prefix { $0 != 0x0D }, as: UTF8.self)
        guard let status = firstLine.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw .noReply
        }
        return Reply(status: status, body: Array(data[end.upperBound...]))
    }
}
