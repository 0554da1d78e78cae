internal import AuthenticatorCore
internal import Foundation
internal import Glibc

/// The file with this machine's installations: made for its owner alone, replaced in one piece.
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

    /// Keeps an installation, in the place of what was kept of it.
    func keep(_ installation: SavedInstallation) throws(Fault) {
        var all = try installations()
        all.removeAll { $0.id == installation.id }
        try write(all + [installation])
    }

    /// Forgets an installation, with its keys.
    func forget(_ installation: SavedInstallation) throws(Fault) {
        try write(try installations().filter { $0.id != installation.id })
    }

    /// Writes beside the file and renames: a crash leaves the old one or the new one.
    private func write(_ all: [SavedInstallation]) throws(Fault) {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
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
