/// The configuration file to begin with: every setting with what it does, its default, and nothing switched on.
enum SettingTemplate {
    static var text: String {
        var lines = [
            "# Configuration of Aikagi. Every line is a comment with the default: take away the # of what you change.",
            "# Environment variables win over this file: AIKAGI_ORIGIN, AIKAGI_SMTP__HOST (two underscores nest).",
            "# A secret can be read from a file: AIKAGI_SMTP__PASSWORD_FILE=/run/secrets/smtp.",
        ]
        var section: Substring?
        for setting in Setting.all {
            let parts = setting.key.split(separator: ".")
            let indent = parts.count > 1 ? "  " : ""
            lines.append("")
            if parts.count > 1, parts.first != section {
                section = parts.first
                lines.append("\(parts[0]):")
            }
            lines += wrapped(setting.about, width: 110 - indent.count).map { "\(indent)# \($0)" }
            lines.append("\(indent)#\(parts.last ?? ""): \(value(of: setting))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func value(of setting: Setting) -> String {
        switch setting.kind {
        case .list: "[]"
        case .text, .number, .flag, .choice: setting.standard ?? ""
        }
    }

    private static func wrapped(_ text: String, width: Int) -> [String] {
        text.split(separator: " ").reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + word.count < width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }
}
