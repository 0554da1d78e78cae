import Foundation

/// A program of the machine that a test uses as a second opinion. Tests are skipped where it is not installed.
package struct Program: Sendable {
    package static let oathtool = Program("/usr/bin/oathtool")
    package static let zbarimg = Program("/usr/bin/zbarimg")

    private let path: String

    package init(_ path: String) {
        self.path = path
    }

    package var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// What the program writes to its standard output, without white space at its ends.
    package func output(of arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Foundation.Data()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
