internal import Identity
package import SignInPolicy

/// The loss table and the theft table of an account, in words, as commands and docs/recovery.md show them.
package struct ReadinessTables: Sendable, Hashable {
    /// What is lost, and which ways remain.
    package let losses: [[String]]
    /// What is stolen, and what a thief can do with that alone.
    package let thefts: [[String]]

    package init(of readiness: Readiness, for shape: AccountShape) {
        losses = readiness.losses.map { row in [shape.words(for: row.loss), RoadWords(row.roads).text] }
        thefts = readiness.thefts.map { row in [shape.words(for: .holding(row.holding)), row.theft.words] }
    }

    /// Both as Markdown.
    package var markdown: [String] {
        Self.markdown(["lost", "what remains"], losses) + [""]
            + Self.markdown(["stolen alone", "what a thief can do"], thefts)
    }

    /// The tables of three typical accounts under `rules`, each with its title.
    package static func markdown(under rules: SignInRules) -> [String] {
        TypicalAccount.all.flatMap { account -> [String] in
            let readiness = Readiness(of: account.shape, under: rules)
            return ["### " + account.title, ""] + ReadinessTables(of: readiness, for: account.shape).markdown + [""]
        }
    }

    private static func markdown(_ head: [String], _ rows: [[String]]) -> [String] {
        ([head, head.map { _ in "---" }] + rows).map { row in
            "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
    }
}

extension AccountShape {
    /// What can happen, as a person would say it.
    package func words(for loss: FloorRule.Loss) -> String {
        switch loss {
        case .reinstalled(let id): "the app on \(name(of: id) ?? "a device") is re-installed"
        case .holding(.device(let device)): words(for: device)
        case .holding(.number(let number)): "the number \(number.shown)"
        case .holding(.mailbox(let address)): "the mailbox \(address.shown)"
        case .holding(.key(let id)): name(of: id) ?? "a key"
        case .holding(.sheet): "the sheet of backup codes"
        case .holding(.memory(let id)):
            if case .passphrase = authenticator(id)?.kind { "the passphrase" } else { "the password" }
        case .holding(.upstream(let provider)): "the sign-in of \(provider.rawValue)"
        }
    }

    private func words(for device: DeviceID) -> String {
        let holding = Holding.device(device)
        let things = authenticators.filter { holdings(of: $0).contains(holding) }
        let apps = things.compactMap { authenticator -> String? in
            if case .installation = authenticator.kind { authenticator.name } else { nil }
        }
        let others = things.count - apps.count
        let name = apps.first ?? "the phone"
        return others == 0 ? name : "\(name), with what else is on it"
    }

    private func name(of id: AuthenticatorID) -> String? {
        authenticator(id).flatMap { $0.name.isEmpty ? nil : $0.name }
    }
}

/// Many roads in few words: by what they begin with, and by what may follow.
private struct RoadWords {
    private var alone: [String] = []
    private var pairs: [(first: String, seconds: [String])] = []

    init(_ roads: [WaysIn.Road]) {
        for road in roads {
            switch road {
            case .signIn(let way): add(way.methods.map(\.words))
            case .enrolment: add(["password with an e-mail code", "a new second factor"])
            case .reset(let way, then: _): add(["a new password by e-mail code"] + way.methods.dropFirst().map(\.words))
            }
        }
    }

    private mutating func add(_ steps: [String]) {
        guard let first = steps.first else { return }
        guard let second = steps.dropFirst().first else {
            if !alone.contains(first) { alone.append(first) }
            return
        }
        if let index = pairs.firstIndex(where: { $0.first == first }) {
            if !pairs[index].seconds.contains(second) { pairs[index].seconds.append(second) }
        } else {
            pairs.append((first, [second]))
        }
    }

    var text: String {
        let all = alone + pairs.map { "\($0.first), then \($0.seconds.joined(separator: " or "))" }
        return all.isEmpty ? "**nothing: locked out**" : all.joined(separator: "; ")
    }
}

extension Readiness.Theft {
    /// What a thief can do, as a person would say it.
    package var words: String {
        switch self {
        case .wayIn: "**sign in**"
        case .firstStep(let methods): "get past the first step (\(methods.words)), and no further"
        case .secondStep(let methods): "give the second step (\(methods.words)), and never the first"
        case .nothing: "nothing"
        }
    }
}

extension [Method] {
    fileprivate var words: String {
        reduce(into: [String]()) { words, method in
            if !words.contains(method.words) { words.append(method.words) }
        }.joined(separator: " or ")
    }
}

extension Method {
    fileprivate var words: String {
        switch self {
        case .password: "password"
        case .emailCode: "e-mail code"
        case .smsCode: "SMS code"
        case .approval, .appCode, .appScan: "the app"
        case .passkey: "passkey"
        case .securityKey: "security key"
        case .totp: "authenticator app"
        case .backupCode: "backup code"
        case .passphrase: "passphrase"
        case .upstream: "the organisation's sign-in"
        }
    }
}
