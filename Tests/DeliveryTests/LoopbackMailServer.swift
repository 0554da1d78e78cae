internal import Foundation
internal import Glibc

/// A mail server on a free loopback port, without encryption. Stops listening when it goes.
final class LoopbackMailServer: Sendable {
    let port: Int
    let log = MailLog()
    private let listener: Int32

    init(_ behaviour: MailConversation.Behaviour = .init()) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        let conversation = MailConversation(behaviour: behaviour, log: log)
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else {
                    // Only the thread that accepts may close: a number closed elsewhere could be another socket by now.
                    close(listener)
                    return
                }
                Thread.detachNewThread {
                    let handle = FileHandle(fileDescriptor: client, closeOnDealloc: true)
                    conversation.run(reading: handle, writing: handle)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }
}
