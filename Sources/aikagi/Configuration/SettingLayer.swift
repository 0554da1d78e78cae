internal import Configuration
internal import Foundation
internal import Yams

/// What one source of the configuration says, key by key, checked against the list of settings.
struct SettingLayer: Sendable {
    let name: String
    private(set) var values: [String: Value] = [:]
    private(set) var problems: [SettingProblem] = []

    struct Value: Sendable {
        let content: ConfigContent
        let place: String
    }

    init(name: String) {
        self.name = name
    }

    var provider: InMemoryProvider {
        let pairs = values.map { key, value in
            let isSecret = Setting.named(key)?.isSecret ?? true
            let components = key.split(separator: ".").map(String.init)
            return (AbsoluteConfigKey(components), ConfigValue(value.content, isSecret: isSecret))
        }
        return InMemoryProvider(name: name, values: Dictionary(uniqueKeysWithValues: pairs))
    }

    mutating func add(_ texts: [String], for key: String, at place: String) {
        guard let setting = Setting.named(key) else { return problems.append(.unknown(key, at: place)) }
        guard let content = setting.content(of: texts) else { return problems.append(.wrongKind(setting, at: place)) }
        values[key] = Value(content: content, place: place)
    }

    mutating func note(_ problem: SettingProblem) {
        problems.append(problem)
    }
}

extension SettingLayer {
    /// What holds when nobody says anything.
    static var standard: SettingLayer {
        var layer = SettingLayer(name: "default")
        for setting in Setting.all {
            if let standard = setting.standard { layer.add([standard], for: setting.key, at: "default") }
        }
        return layer
    }

    /// `--set listen=127.0.0.1:9000` and the flags that stand for such a pair.
    static func flags(_ pairs: [String]) -> SettingLayer {
        var layer = SettingLayer(name: "flags")
        for pair in pairs {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard halves.count == 2 else {
                layer.note(SettingProblem(place: "--set \(pair)", text: "Write it as --set key=value."))
                continue
            }
            layer.addText(halves[1], for: halves[0], at: "--set \(halves[0])")
        }
        return layer
    }

    /// Variables that begin with `AIKAGI_`; two underscores stand for the dot, and `…_FILE` names a file to read a
    /// secret from.
    static func environment(_ variables: [String: String]) -> SettingLayer {
        var layer = SettingLayer(name: "environment")
        let prefix = "AIKAGI_"
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) where name.hasPrefix(prefix) {
            guard !notSettings.contains(where: name.hasPrefix) else { continue }
            let key = name.dropFirst(prefix.count).lowercased().replacing("__", with: ".")
            let secret = key.hasSuffix("_file") ? Setting.named(String(key.dropLast(5))) : nil
            if let secret, secret.isSecret {
                layer.addSecret(secret, fromFile: value, at: name)
            } else {
                layer.addText(value, for: key, at: name)
            }
        }
        return layer
    }

    /// Variables that mean something to the program or to its build scripts, and aren't settings.
    private static let notSettings = [
        "AIKAGI_CONFIG", "AIKAGI_TEST_", "AIKAGI_SCRATCH", "AIKAGI_BINARY", "AIKAGI_SKIP_PACKAGES", "AIKAGI_CHROMIUM",
        "AIKAGI_PICTURES",
    ]

    /// In one line of text the parts of a list stand between commas.
    private mutating func addText(_ text: String, for key: String, at place: String) {
        guard Setting.named(key)?.kind == .list else { return add([text], for: key, at: place) }
        let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        add(parts.filter { !$0.isEmpty }, for: key, at: place)
    }

    private mutating func addSecret(_ setting: Setting, fromFile path: String, at place: String) {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            return note(SettingProblem(place: place, text: "The file \(path) can't be read."))
        }
        add([text.trimmingCharacters(in: .whitespacesAndNewlines)], for: setting.key, at: place)
    }
}

extension SettingLayer {
    /// The settings of a YAML file. Nothing is guessed: what isn't a known setting of the right kind is a problem.
    static func file(_ path: String) -> SettingLayer {
        var layer = SettingLayer(name: path)
        do {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                layer.note(SettingProblem(place: path, text: "The file can't be read."))
                return layer
            }
            guard let root = try Yams.compose(yaml: text) else { return layer }
            layer.add(root, under: [], of: path)
        } catch let error as YamlError {
            layer.note(SettingProblem(place: path, text: "It isn't valid YAML: \(error)"))
        } catch {
            layer.note(SettingProblem(place: path, text: "It isn't valid YAML."))
        }
        return layer
    }

    private mutating func add(_ node: Node, under keys: [String], of path: String) {
        let place = "\(path):\(node.mark?.line ?? 0)"
        let key = keys.joined(separator: ".")
        switch node {
        case .mapping(let mapping):
            guard keys.isEmpty || Setting.all.contains(where: { $0.key.hasPrefix(key + ".") }) else {
                return note(.unknown(key, at: place))
            }
            for (name, value) in mapping {
                add(value, under: keys + [name.string ?? "?"], of: path)
            }
        case .sequence(let sequence) where !keys.isEmpty:
            let texts = sequence.map { $0.scalar?.string }
            guard texts.allSatisfy({ $0 != nil }) else {
                return note(SettingProblem(place: place, text: "'\(key)' must be a list of texts."))
            }
            add(texts.compactMap { $0 }, for: key, at: place)
        case .scalar(let scalar) where !keys.isEmpty:
            // `smtp:` with nothing after it is a section whose lines are all comments.
            if scalar.string.isEmpty, node.tag == Tag(.null) || scalar.style == .plain { return }
            add([scalar.string], for: key, at: place)
        case .sequence, .scalar, .alias:
            note(SettingProblem(place: place, text: "Settings are written as 'key: value'."))
        }
    }
}
