package import Crypto
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The one secret that is kept outside the database: every other key is derived from it.
///
/// It lives in a file of 64 hexadecimal digits that only the server's user can read. Without it a copy of the database
/// gives no authenticator code, no message and no usable one-time code.
package struct MasterKey: Sendable, CustomStringConvertible {
    private let key: SymmetricKey

    /// Why a key file can't be used. Each case says what the operator must do.
    package enum Fault: Error, Sendable, Equatable, CustomStringConvertible {
        case missing(path: String)
        case unreadable(path: String, reason: String)
        /// Others than the owner may read or write the file.
        case openToOthers(path: String, mode: UInt32)
        case malformed(path: String)

        package var description: String {
            switch self {
            case .missing(let path): "There is no master key at \(path)."
            case .unreadable(let path, let reason): "The master key at \(path) can't be used: \(reason)."
            case .openToOthers(let path, let mode):
                "The master key at \(path) has mode \(String(mode, radix: 8)): others can read or change it. "
                    + "Make it private with: chmod 600 \(path)"
            case .malformed(let path): "\(path) is not a master key: it must hold 64 hexadecimal digits."
            }
        }
    }

    /// - Parameter bytes: 32 bytes that nobody can guess.
    package init(bytes: Secret32) {
        key = SymmetricKey(data: bytes.bytes)
    }

    /// A key of its own for one use, by HKDF-SHA-256 (RFC 5869) with the label as info.
    package func derived(_ label: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array("aikagi/\(label)".utf8), outputByteCount: 32)
    }

    package var description: String { "‹master key›" }

    /// Reads the key file.
    package static func load(from path: String) throws(Fault) -> MasterKey {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT
                ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "it is not a file")
        }
        guard status.st_mode & 0o077 == 0 else { throw .openToOthers(path: path, mode: status.st_mode & 0o777) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        let text = String(decoding: buffer.prefix(count), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Secret32(hexadecimal: text) else { throw .malformed(path: path) }
        return MasterKey(bytes: bytes)
    }

    /// Reads the key file, or makes one with a fresh key if there is none. A half-written key can't be left behind.
    package static func loadOrMake(at path: String) throws(Fault) -> MasterKey {
        do {
            return try load(from: path)
        } catch .missing {
            try make(at: path)
            return try load(from: path)
        }
    }

    private static func make(at path: String) throws(Fault) {
        let draft = "\(path).\(UInt64.random(in: 0 ... .max))"
        func failure() -> Fault { .unreadable(path: path, reason: String(cString: strerror(errno))) }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure() }
        defer {
            close(descriptor)
            unlink(draft)
        }
        let line = Array((Secret32.random().hexadecimal + "\n").utf8)
        guard write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0 else { throw failure() }
        // `link` refuses to replace a key that another process made meanwhile; that one is then the key.
        guard link(draft, path) == 0 || errno == EEXIST else { throw failure() }
    }
}

/// 32 secret bytes on their way into a key.
package struct Secret32: Sendable {
    let bytes: [UInt8]

    /// Fresh bytes from the system's random source.
    package static func random() -> Secret32 {
        Secret32(checked: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    /// - Returns: `nil` unless the text is exactly 64 hexadecimal digits.
    package init?(hexadecimal text: String) {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 64, !digits.contains(nil) else { return nil }
        let values = digits.compactMap { $0 }
        bytes = (0..<32).map { UInt8(values[2 * $0] << 4 | values[2 * $0 + 1]) }
    }

    private init(checked bytes: [UInt8]) { self.bytes = bytes }

    var hexadecimal: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
