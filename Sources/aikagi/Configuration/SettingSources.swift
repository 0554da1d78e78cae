internal import Configuration
internal import Foundation

/// Where the configuration comes from, the strongest first: flags, environment, file, defaults.
struct SettingSources: Sendable {
    let layers: [SettingLayer]

    init(layers: [SettingLayer]) {
        self.layers = layers
    }

    /// - Parameters:
    ///   - file: from `--config`; without it `AIKAGI_CONFIG`, and then `aikagi.yaml` if there is one here.
    ///   - flags: pairs such as `listen=127.0.0.1:9000`.
    init(file: String?, flags: [String], environment: [String: String]) {
        let standardFile = "aikagi.yaml"
        let named = file ?? environment["AIKAGI_CONFIG"]
        let path = named ?? (FileManager.default.fileExists(atPath: standardFile) ? standardFile : nil)
        layers =
            [SettingLayer.flags(flags), .environment(environment)]
            + (path.map { [SettingLayer.file($0)] } ?? []) + [.standard]
    }

    /// Where the value of `key` was said; the key's name if nowhere.
    func place(of key: String) -> String {
        let value = layers.lazy.compactMap { $0.values[key] }.first
        return value.map { $0.place == "default" ? key : $0.place } ?? key
    }
}

extension SettingSources {
    /// Every setting with the value that holds and where it was said, secrets hidden.
    var redacted: [(key: String, value: String, place: String)] {
        Setting.all.map { setting in
            guard let value = layers.lazy.compactMap({ $0.values[setting.key] }).first else {
                return (setting.key, "", "not set")
            }
            return (setting.key, setting.isSecret ? "‹secret›" : yaml(value.content), value.place)
        }
    }
}

/// A value as YAML.
private func yaml(_ content: ConfigContent) -> String {
    switch content {
    case .stringArray(let texts): "[" + texts.map(quoted).joined(separator: ", ") + "]"
    case .string(let text): quoted(text)
    case .int(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    case .double, .bytes, .intArray, .doubleArray, .boolArray, .byteChunkArray: ""
    }
}

/// A text in double quotes, where it can't be taken for anything else.
private func quoted(_ text: String) -> String {
    let isPlain = text.first?.isLetter == true && text.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
    let isWord = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(text.lowercased())
    if isPlain, !isWord { return text }
    let escaped = text.unicodeScalars.map { scalar in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case let control where control.value < 0x20 || control.value == 0x7F: "\\u" + hexadecimal(control.value)
        default: String(scalar)
        }
    }
    return "\"" + escaped.joined() + "\""
}

/// Four digits.
private func hexadecimal(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
}
