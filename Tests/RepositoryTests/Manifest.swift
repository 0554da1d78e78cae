/// What Package.swift says of each target, read as text: the manifest is laid out by one linter, and asking SwiftPM
/// for its description would resolve every package again.
struct Manifest {
    /// The targets that each target depends on, and the products of other packages, by name.
    private(set) var dependencies: [String: Set<String>] = [:]

    init(_ file: SwiftFile) {
        var products: [String: String] = [:]
        for statement in Manifest.statements(in: file.lines) {
            if let name = statement.code.firstMatch(of: /static let (\w+) = product\(/)?.output.1,
                let product = statement.literals.first
            {
                products[String(name)] = product
            }
        }
        for call in Manifest.calls(in: file.lines) {
            guard let name = call.literals.first else { continue }
            let list = call.code.firstMatch(of: /\[([^\]]*)\]/)?.output.1 ?? ""
            let targets = call.literals.dropFirst().prefix(list.count { $0 == "\"" } / 2)
            let named = list.matches(of: /\.(\w+)/).compactMap { products[String($0.output.1)] }
            dependencies[name] = Set(targets).union(named)
        }
    }

    private struct Text {
        var code = ""
        var literals: [String] = []
    }

    private static func statements(in lines: [SwiftFile.Line]) -> [Text] {
        lines.map { Text(code: $0.code, literals: $0.literals) }
    }

    /// The calls that declare a target, each with everything between its brackets.
    private static func calls(in lines: [SwiftFile.Line]) -> [Text] {
        var calls: [Text] = []
        var call: Text?
        var depth = 0
        for line in lines {
            let begins = #/^ +(library|tests|\.executableTarget|\.target|\.systemLibrary)\(/#
            if call == nil {
                guard line.code.contains(begins), !line.code.contains(" func ") else { continue }
                call = Text()
                depth = 0
            }
            call?.code += line.code + "\n"
            call?.literals += line.literals
            depth += line.code.count { $0 == "(" } - line.code.count { $0 == ")" }
            if depth == 0, let finished = call {
                calls.append(finished)
                call = nil
            }
        }
        return calls
    }
}
