/// A form in which a passphrase is typed, for `app/pages/passphrase.js` to bring to life.
///
/// The fields have no names, so that no browser can send them. What the script derives goes into hidden ones.
struct PassphraseForm {
    /// What the script makes of what was typed.
    enum Kind: String {
        case prove, set, change
    }

    let kind: Kind
    let destination: Destination
    /// Name and label of the button, in the catalogue.
    let submit: String
    var keys: PassphraseKeys?
    /// What a new vault key is wrapped for.
    var account = ""
    /// The number that a new passphrase's vault key has.
    var keyNumber: Int64 = 0
    /// What an attacker would try first: the person's address, the name of this server.
    var known: [String] = []
    /// Hidden fields besides those of the script.
    var others: [(name: String, value: String)] = []

    func fields(in wording: Wording, problems: [Problem]) -> Fields {
        [
            "formLink": wording.link(destination), "kind": kind.rawValue, "account": account,
            "salt": keys?.salt ?? "", "rounds": String(keys?.rounds ?? 0), "wrappedKey": keys?.wrappedKey ?? "",
            "known": known.joined(separator: "\n"), "submit": wording.text(submit),
            "hidden": hidden.map { ["name": $0.name, "value": $0.value] as Fields },
            "fields": typed(in: wording, problems: problems),
        ]
    }

    private var hidden: [(name: String, value: String)] {
        let made: [FormField] =
            switch kind {
            case .prove: [.authenticationKey]
            case .set: [.salt, .rounds, .authenticationKey, .wrappedKey]
            case .change: [.salt, .rounds, .authenticationKey, .wrappedKey, .oldAuthenticationKey]
            }
        let number = kind == .prove ? [] : [(name: FormField.keyNumber.rawValue, value: String(keyNumber))]
        return made.map { (name: $0.rawValue, value: "") } + number + others
    }

    private func typed(in wording: Wording, problems: [Problem]) -> [Fields] {
        let error = problems.first { $0.field == .passphrase }?.text(in: wording)
        func field(_ id: String, _ label: String, isLast: Bool) -> Fields {
            ["id": id, "label": wording.text(label), "enter": isLast ? "go" : "next"]
        }
        var present = field(
            FormField.passphrase.rawValue, kind == .change ? "passphrase.present" : "passphrase.field",
            isLast: kind == .prove)
        present["error"] = error
        present["isFirst"] = problems.isEmpty
        var new = field("newPassphrase", "passphrase.new", isLast: false)
        new["hint"] = wording.text("passphrase.new.hint")
        new["strength"] = true
        new["isFirst"] = kind == .set && problems.isEmpty
        let again = field("repeated", "passphrase.again", isLast: true)
        return switch kind {
        case .prove: [present]
        case .set: [new, again]
        case .change: [present, new, again]
        }
    }
}

/// What a browser derives the keys of a passphrase with, as it stands in a page.
package struct PassphraseKeys: Sendable, Equatable {
    /// This and the wrapped key are base64url.
    package let salt: String
    package let rounds: Int
    /// Only on the page that changes a passphrase.
    package let wrappedKey: String

    package init(salt: String, rounds: Int, wrappedKey: String = "") {
        self.salt = salt
        self.rounds = rounds
        self.wrappedKey = wrappedKey
    }
}
