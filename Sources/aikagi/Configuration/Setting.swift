internal import Configuration

/// One thing that can be configured: everything that is said about it anywhere is said here.
///
/// The template, the validation, the messages and the documentation of the configuration are made from ``all``.
struct Setting: Sendable {
    /// Its place in the file, such as `smtp.host`.
    let key: String
    let kind: Kind
    /// What holds without it; `nil` is "not set".
    let standard: String?
    /// What it does, for the template: whole sentences.
    let about: String
    /// Never shown, and readable from a file of its own.
    let isSecret: Bool

    enum Kind: Sendable, Equatable {
        case text
        case number(ClosedRange<Int>)
        case flag
        case list
        case choice([String])
    }

    init(_ key: String, _ kind: Kind, standard: String? = nil, isSecret: Bool = false, _ about: String) {
        self.key = key
        self.kind = kind
        self.standard = standard
        self.isSecret = isSecret
        self.about = about
    }

    /// `AIKAGI_SMTP__HOST` for `smtp.host`.
    var environmentName: String {
        "AIKAGI_" + key.split(separator: ".").joined(separator: "__").uppercased()
    }

    /// Reads one text, or the parts of a list; `nil` if it isn't of the setting's kind.
    func content(of texts: [String]) -> ConfigContent? {
        switch (kind, texts.count) {
        case (.list, _):
            return .stringArray(texts)
        case (.text, 1):
            return .string(texts[0])
        case (.number(let range), 1):
            return Int(texts[0]).flatMap { range.contains($0) ? .int($0) : nil }
        case (.flag, 1):
            let flags = ["true": true, "yes": true, "on": true, "false": false, "no": false, "off": false]
            return flags[texts[0].lowercased()].map { .bool($0) }
        case (.choice(let choices), 1):
            return choices.contains(texts[0]) ? .string(texts[0]) : nil
        case (.text, _), (.number, _), (.flag, _), (.choice, _):
            return nil
        }
    }

    /// What `content(of:)` accepts, for the message when it doesn't.
    var expectation: String {
        switch kind {
        case .text: "one text"
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .flag: "true or false"
        case .list: "a list of texts"
        case .choice(let choices): "one of " + choices.joined(separator: ", ")
        }
    }
}
