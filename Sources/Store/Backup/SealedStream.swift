import Crypto
import Foundation

/// A file that only the master key opens, written and read in pieces of 64 KiB.
///
/// Each piece is sealed with AES-256-GCM under a key of this file (HKDF of the master key, random salt). The nonce
/// counts the pieces and marks the last one, so that pieces can't be changed, reordered, dropped or cut off at the end
/// unnoticed (the STREAM construction, Hoang, Reyhanitabar, Rogaway and Vizár 2015).
enum SealedStream {
    static let magic = Array("aikagi backup 1\n".utf8)
    static let saltSize = 32
    static let pieceSize = 65_536

    static func key(of salt: [UInt8], _ masterKey: MasterKey) -> SymmetricKey {
        masterKey.derived("backup/" + salt.map { String($0, radix: 16) }.joined(separator: "."))
    }

    static func nonce(piece: UInt64, isLast: Bool) throws -> AES.GCM.Nonce {
        let counter = withUnsafeBytes(of: piece.bigEndian) { Array($0) }
        return try AES.GCM.Nonce(data: [0, 0, 0] + counter + [isLast ? 1 : 0])
    }
}

/// Writes a sealed file. It has its name only once it is complete and on the disk.
final class SealedStreamWriter {
    private let file: FileHandle
    private let draft: String
    private let path: String
    private let key: SymmetricKey
    private var piece: UInt64 = 0
    private var buffer: [UInt8] = []

    /// - Throws: ``BackupFault/exists(path:)`` rather than writing over something.
    init(path: String, masterKey: MasterKey) throws {
        self.path = path
        draft = path + ".partial"
        guard !FileManager.default.fileExists(atPath: path) else { throw BackupFault.exists(path: path) }
        let made = FileManager.default.createFile(
            atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600])
        guard made, let file = FileHandle(forWritingAtPath: draft) else {
            throw BackupFault.notWritable(path: path)
        }
        self.file = file
        let salt = Secret32.random().bytes
        key = SealedStream.key(of: salt, masterKey)
        try file.write(contentsOf: SealedStream.magic + salt)
    }

    func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        while buffer.count > SealedStream.pieceSize {
            try seal(Array(buffer.prefix(SealedStream.pieceSize)), isLast: false)
            buffer.removeFirst(SealedStream.pieceSize)
        }
    }

    /// Completes the file and gives it its name.
    func finish() throws {
        try seal(buffer, isLast: true)
        try file.synchronize()
        try file.close()
        guard link(draft, path) == 0 else { throw BackupFault.exists(path: path) }
        unlink(draft)
    }

    /// Removes what was written so far.
    func abandon() {
        try? file.close()
        unlink(draft)
    }

    private func seal(_ bytes: [UInt8], isLast: Bool) throws {
        let nonce = try SealedStream.nonce(piece: piece, isLast: isLast)
        let box = try AES.GCM.seal(bytes, using: key, nonce: nonce, authenticating: SealedStream.magic)
        try file.write(contentsOf: box.ciphertext + box.tag)
        piece += 1
    }
}

/// Reads a sealed file from its beginning to its end.
final class SealedStreamReader {
    private let file: FileHandle
    private let path: String
    private let key: SymmetricKey
    private var piece: UInt64 = 0
    private var buffer: ArraySlice<UInt8> = []
    private var isAtEnd = false

    init(path: String, masterKey: MasterKey) throws {
        self.path = path
        guard let file = FileHandle(forReadingAtPath: path) else { throw BackupFault.missing(path: path) }
        self.file = file
        let start = try file.read(upToCount: SealedStream.magic.count + SealedStream.saltSize).map(Array.init) ?? []
        guard start.count == SealedStream.magic.count + SealedStream.saltSize, start.starts(with: SealedStream.magic)
        else { throw BackupFault.notABackup(path: path) }
        key = SealedStream.key(of: Array(start.suffix(SealedStream.saltSize)), masterKey)
    }

    /// The next bytes, exactly as many as asked for.
    func read(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard !isAtEnd else { throw BackupFault.damaged(path: path) }
            buffer += try nextPiece()
        }
        let bytes = Array(buffer.prefix(count))
        buffer = buffer.dropFirst(count)
        return bytes
    }

    /// Whether everything has been read; there is nothing behind the last piece.
    func isFinished() throws -> Bool {
        try buffer.isEmpty && isAtEnd && (file.read(upToCount: 1) ?? Data()).isEmpty
    }

    private func nextPiece() throws -> [UInt8] {
        let sealed = try file.read(upToCount: SealedStream.pieceSize + 16).map(Array.init) ?? []
        guard sealed.count >= 16 else { throw BackupFault.damaged(path: path) }
        // A full piece may be the last one too; only the seal knows.
        for isLast in [false, true] {
            let box = try AES.GCM.SealedBox(
                nonce: SealedStream.nonce(piece: piece, isLast: isLast), ciphertext: sealed.dropLast(16),
                tag: sealed.suffix(16))
            guard let opened = try? AES.GCM.open(box, using: key, authenticating: SealedStream.magic) else { continue }
            isAtEnd = isLast
            piece += 1
            return Array(opened)
        }
        throw piece == 0 ? BackupFault.wrongKeyOrDamaged(path: path) : BackupFault.damaged(path: path)
    }
}
