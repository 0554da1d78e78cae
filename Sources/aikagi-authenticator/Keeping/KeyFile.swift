internal import AuthenticatorCore
internal import Foundation
internal import Glibc

/// The file with this machine's installations: made for its owner alone, replaced in one piece.
///
/// Several runs of the app may be at work at once, such as one that watches. So a change is made to what the file says
/// now and never to what was read a while ago, while no other run may change it.
struct KeyFile: Sendable {
    /// Why the file can't be used.
    enum Fault: Error {
        /// Somebody else can read or write it.
        case open(path: String)
        case damaged
        case unwritable(path: String)
    }

    private let folder: URL

    init(folder: String?, environment: [String: String] = ProcessInfo.processInfo.environment) {
        // `HOME` first, as every other command has it.
        let home = environment["HOME"].map { URL(filePath: $0) } ?? FileManager.default.homeDirectoryForCurrentUser
        self.folder = folder.map { URL(filePath: $0) } ?? home.appending(path: ".local/share/aikagi-authenticator")
    }

    private var file: URL { folder.appending(path: "installations.json") }

    /// What is kept; nothing if there is no file.
    func installations() throws(Fault) -> [SavedInstallation] {
        var status = stat()
        guard stat(file.path, &status) == 0 else { return [] }
        guard status.st_mode & 0o077 == 0 else { throw .open(path: file.path) }
        do {
            return try JSONDecoder().decode([SavedInstallation].self, from: Data(contentsOf: file))
        } catch {
            throw .damaged
        }
    }

    /// Keeps a new installation.
    func add(_ installation: SavedInstallation) throws {
        try alone { try write(try installations() + [installation]) }
    }

    /// Changes what is kept of an installation.
    ///
    /// - Returns: What is kept now; nil if it was forgotten meanwhile.
    func change(
        _ installation: SavedInstallation, _ change: (inout SavedInstallation) throws -> Void
    ) throws -> SavedInstallation? {
        try alone {
            var all = try installations()
            guard let place = all.firstIndex(where: installation.isSame) else { return nil }
            try change(&all[place])
            try write(all)
            return all[place]
        }
    }

    /// Forgets an installation, with its keys.
    func forget(_ installation: SavedInstallation) throws {
        try alone { try write(try installations().filter { !installation.isSame(as: $0) }) }
    }

    /// Does something while no other run of the app changes the file.
    private func alone<Value>(_ body: () throws -> Value) throws -> Value {
        let lock = folder.appending(path: "lock").path
        guard (try? makeFolder()) != nil else { throw Fault.unwritable(path: folder.path) }
        let descriptor = open(lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault.unwritable(path: lock) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw Fault.unwritable(path: lock) }
        return try body()
    }

    private func makeFolder() throws {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Writes beside the file and renames: a crash leaves the old one or the new one.
    private func write(_ all: [SavedInstallation]) throws(Fault) {
        do {
            let bytes = try JSONEncoder().encode(all)
            let new = file.path + ".new"
            unlink(new)
            let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Fault.unwritable(path: file.path) }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try handle.write(contentsOf: bytes)
            try handle.synchronize()
            guard rename(new, file.path) == 0 else { throw Fault.unwritable(path: file.path) }
        } catch {
            throw .unwritable(path: file.path)
        }
    }
}

extension SavedInstallation {
    /// Ids are the servers', so that one of them could say another's.
    fileprivate func isSame(as other: SavedInstallation) -> Bool { id == other.id && origin == other.origin }
}
