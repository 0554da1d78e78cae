import Foundation
import Testing

@Suite struct `Imports` {
    @Test func `every target of Sources has a row in the table, and every row a target`() throws {
        let folders = Set(Repository.sources.map(\.target))
        #expect(folders == Set(ImportTable.allowed.keys).union(ImportTable.systemLibraries))
    }

    @Test func `no file imports what its target may not`() {
        let excess = Repository.swiftSources.flatMap { file in
            file.imports.filter { !ImportTable.permits($0.module, in: file.target) }
                .map { "\(file.place($0.line)): \(file.target) may not import \($0.module)" }
        }
        expectNone(excess)
    }

    @Test func `the manifest gives no target a dependency that the table does not`() {
        let manifest = Manifest(SwiftFile(Repository.file("Package.swift")))
        for (target, allowed) in ImportTable.allowed.sorted(by: { $0.key < $1.key }) {
            let dependencies = manifest.dependencies[target]
            #expect(dependencies != nil, "Package.swift has no target \(target)")
            let excess = dependencies?.subtracting(allowed).sorted() ?? []
            #expect(excess.isEmpty, "\(target) depends on \(excess)")
        }
    }

    @Test func `a target's import of another is in the manifest too`() {
        let manifest = Manifest(SwiftFile(Repository.file("Package.swift")))
        let ours = Set(ImportTable.allowed.keys).union(ImportTable.systemLibraries)
        let undeclared = Repository.swiftSources.flatMap { file in
            file.imports.filter { ours.contains($0.module) }
                .filter { !manifest.dependencies[file.target, default: []].contains($0.module) }
                .map { "\(file.place($0.line)): \(file.target) does not depend on \($0.module)" }
        }
        expectNone(undeclared)
    }

    @Test func `every Swift target has a folder of tests`() {
        let tested = Set(Repository.swiftTests.map(\.target))
        for target in ImportTable.allowed.keys.sorted() where !target.hasPrefix("aikagi") {
            #expect(tested.contains("\(target)Tests"), "no test for \(target)")
        }
        #expect(tested.contains("CommandTests"), "no test for the two executables")
    }
}

@Suite struct `The pure core` {
    /// What would make an answer of the core depend on anything but its arguments.
    static let impurities: [(name: String, pattern: String)] = [
        ("Foundation", #"\bFoundation\b"#),
        ("a clock", #"\b(ContinuousClock|SuspendingClock|Date|DispatchTime|gettimeofday|clock_gettime)\b"#),
        ("randomness", #"\brandom(Element)?\(|\bshuffled\(|\bshuffle\(|RandomNumberGenerator"#),
        ("concurrency", #"\b(async|await|actor|Task|Mutex|Atomic)\b"#),
        ("output", #"\b(print|debugPrint|dump|fputs|puts)\("#),
        ("the process's surroundings", #"\b(getenv|CommandLine|ProcessInfo|fopen)\b"#),
        ("global state", #"^\s*(package |public |private |fileprivate )?(static )?nonisolated\(unsafe\)"#),
    ]

    @Test(arguments: ["Identity", "SignInPolicy"])
    func `has no clock, randomness, concurrency, output or Foundation`(target: String) throws {
        let files = Repository.swiftSources.filter { $0.target == target }
        #expect(!files.isEmpty)
        for (name, pattern) in Self.impurities {
            let impurity = try Regex(pattern)
            expectNone(files.lines { $0.code.contains(impurity) }.map { "\(target) must not have \(name): \($0)" })
        }
    }
}
