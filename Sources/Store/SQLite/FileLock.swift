import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Keeps every other server away from one SQLite file, until it is released or goes.
///
/// The kernel holds the lock and drops it with the process, so a lock file that a crash leaves behind stops nobody.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// - Parameter path: the database; the lock is a file beside it, because SQLite itself locks the database.
    /// - Throws: ``StoreFault/inUse(path:process:)``, or ``StoreFault/readOnly(_:)`` if the lock file can't be made.
    init(beside path: String) throws(StoreFault) {
        descriptor = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .readOnly("\(path).lock") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.contents(of: descriptor)
            close(descriptor)
            throw .inUse(path: path, process: holder.isEmpty ? "unknown process" : "process \(holder)")
        }
        // Who holds it is for the message only; the lock doesn't depend on it.
        let line = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, line, line.count, 0)
    }

    deinit {
        close(descriptor)
    }

    /// Lets another server have the file; doing it twice is no mistake. The lock file stays: removing it would let two
    /// servers lock two files of one name.
    func release() {
        _ = flock(descriptor, LOCK_UN)
    }

    private static func contents(of descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = max(0, pread(descriptor, &buffer, buffer.count, 0))
        return String(decoding: buffer.prefix(count), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
