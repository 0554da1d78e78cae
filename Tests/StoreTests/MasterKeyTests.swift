import Foundation
import Store
import TestSupport
import Testing

@Suite struct `The master key` {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/master.key" }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ text: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func `is made once, for its owner only, and is the same ever after`() throws {
        let made = try MasterKey.loadOrMake(at: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try MasterKey.loadOrMake(at: path).derived("test") == made.derived("test"))
        #expect(try MasterKey.load(from: path).derived("test") == made.derived("test"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["master.key"])
    }

    @Test func `is one key for twenty who make it at once`() async throws {
        let path = path
        let keys = try await withThrowingTaskGroup(of: MasterKey.self) { group in
            for _ in 0..<20 { group.addTask { try MasterKey.loadOrMake(at: path) } }
            return try await group.reduce(into: []) { $0.append($1.derived("test")) }
        }
        #expect(keys.count == 20)
        #expect(keys.allSatisfy { $0 == keys.first })
    }

    @Test func `is missing, not made anew, where it must exist`() {
        #expect(throws: MasterKey.Fault.missing(path: path)) { try MasterKey.load(from: path) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o602, 0o610, 0o777])
    func `is refused when others can read or change it`(mode: Int) throws {
        try write(String(repeating: "0f", count: 32), mode: mode)
        #expect(throws: MasterKey.Fault.openToOthers(path: path, mode: UInt32(mode))) {
            try MasterKey.loadOrMake(at: path)
        }
    }

    @Test(arguments: [
        "", "\n", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "g", count: 64), String(repeating: "０", count: 64), String(repeating: "0", count: 128),
    ])
    func `is refused unless it is 64 hexadecimal digits`(text: String) throws {
        try write(text)
        #expect(throws: MasterKey.Fault.malformed(path: path)) { try MasterKey.loadOrMake(at: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func `is read with white space around it, in either case`() throws {
        let digits = String(repeating: "aB", count: 32)
        try write(digits)
        let plain = try MasterKey.load(from: path)
        try write("  \(digits.uppercased())\r\n")
        #expect(try MasterKey.load(from: path).derived("test") == plain.derived("test"))
    }

    @Test func `a folder is no key, and says so`() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: MasterKey.Fault.unreadable(path: path, reason: "it is not a file")) {
            try MasterKey.loadOrMake(at: path)
        }
    }

    @Test func `prints as nothing that could be used`() {
        #expect("\(MasterKey(bytes: .random()))" == "‹master key›")
    }
}
