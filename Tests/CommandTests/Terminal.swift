import Foundation

/// A shell in an empty folder of its own, in which `aikagi` is the binary that was built along with these tests.
///
/// Nothing of the surroundings leaks in: no settings, no home folder, no locale, no time zone. Commands are ended after
/// a minute.
struct Terminal: ~Copyable {
    private let folder: URL
    private let environment: [String: String]

    /// What a command left behind.
    struct Answer: Sendable {
        let lines: [String]
        let status: Int32
    }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "aikagi-terminal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        environment = [
            "PATH": "\(try Self.folderOfBinary().path):/usr/bin:/bin", "HOME": folder.path, "LANG": "C.UTF-8",
            "TZ": "UTC", "COLUMNS": "100",
        ]
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs one command line; both of its outputs go to one file, as they would go to one screen.
    func run(_ command: String) throws -> Answer {
        let screen = folder.appending(path: ".screen")
        _ = FileManager.default.createFile(atPath: screen.path, contents: nil)
        let output = try FileHandle(forWritingTo: screen)
        defer { try? output.close() }

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["60", "/bin/sh", "-c", command]
        process.currentDirectoryURL = folder
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.runHearingSignals()
        let status = process.waitForExitAlone()

        let text = try String(contentsOf: screen, encoding: .utf8)
            .replacingOccurrences(of: folder.path, with: "<folder>")
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return Answer(lines: lines, status: status)
    }

    /// The test bundle and the executable are built into the same folder.
    static func folderOfBinary() throws -> URL {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(filePath: bundle).deletingLastPathComponent()
        guard FileManager.default.isExecutableFile(atPath: folder.appending(path: "aikagi").path) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: folder.appending(path: "aikagi").path])
        }
        return folder
    }
}
