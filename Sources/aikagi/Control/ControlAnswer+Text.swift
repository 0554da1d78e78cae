internal import Foundation

extension ControlAnswer {
    /// Prints the answer for people, or as JSON for scripts.
    ///
    /// Names and browsers that strangers chose are stripped of what could steer the terminal.
    func print(asJSON: Bool) throws {
        if asJSON {
            Swift.print(try payload.asJSON(onOneLine: false))
        } else {
            for line in lines { Swift.print(line.safeForTerminal) }
        }
        if case .setUpFinished = self { throw CommandStatus.negative }
    }

    private var payload: any Encodable {
        switch self {
        case .link(let link): link
        case .setUpFinished: ["setUpIsFinished": true]
        case .accounts(let accounts): accounts
        case .account(let account): account
        case .readiness(let found): found
        case .messages(let messages): messages
        case .auditState(let state): state
        case .auditRows(let rows): rows
        case .refusal(let refusal): refusal
        case .status(let status): status
        case .application(let application): application
        case .applications(let applications): applications
        case .done(let text), .refused(let text): ["message": text]
        }
    }

    private var lines: [String] {
        switch self {
        case .link(let link): [link.url]
        case .setUpFinished: ["There has been a first account: set-up is finished, and there is no link any more."]
        case .accounts(let accounts): Self.table(of: accounts)
        case .account(let account): account.lines
        case .readiness(let found): found.flatMap(\.lines)
        case .messages(let messages):
            messages.isEmpty ? ["The outbox is empty."] : messages.flatMap(\.lines)
        case .auditState(let state): [state.line]
        case .auditRows(let rows): rows.map { "\($0.sequence) \($0.time) \($0.event)" }
        case .refusal(let refusal): refusal.lines
        case .status(let status): ["Aikagi \(status.version), \(status.accounts) accounts"]
        case .application(let application): application.lines
        case .applications(let applications):
            applications.isEmpty
                ? ["There are no applications yet: see 'aikagi app add --help'."]
                : applications.map { "\($0.clientID)  \($0.name)" }
        case .done(let text), .refused(let text): [text]
        }
    }

    private static func table(of accounts: [Account]) -> [String] {
        guard !accounts.isEmpty else { return ["There are no accounts yet."] }
        let rows = accounts.map { account in
            [
                account.state, account.role, account.devices == 1 ? "1 device" : "\(account.devices) devices",
                account.name, account.identifiers.joined(separator: " "),
            ]
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return (cells + [row[4]]).joined(separator: "  ")
        }
    }
}

extension ControlAnswer.Account {
    fileprivate var lines: [String] {
        [
            "name         \(name)", "id           \(id)", "state        \(state)", "role         \(role)",
            "language     \(language)", "created      \(created)",
        ] + identifiers.map { "address      \($0)" } + (waysIn ?? []).map { "proves with  \($0)" }
            + (sessions.map { ["sessions     \($0)"] } ?? [])
            + (networks ?? []).map { "network      \($0)\(isLimitedToNetworks == true ? "" : " (not in force)")" }
    }
}

extension ControlAnswer.Application {
    fileprivate var lines: [String] {
        ["name           \(name)", "client ID      \(clientID)"]
            + (secret.map { ["client secret  \($0)", "               shown this once: keep it with the application"] }
                ?? [])
            + ["issuer         \(issuer)", "proves itself  \(authentication)", "signed with    \(algorithm)"]
            + redirects.map { "answers to     \($0)" } + logoutRedirects.map { "signed out to  \($0)" }
            + (isTrusted ? ["consent        not asked: an application of the house"] : [])
            + (require == "sfa" ? [] : ["at least       \(require)"]) + terms.map { "also           \($0)" }
    }
}

extension ControlAnswer.Message {
    fileprivate var lines: [String] {
        var lines = ["\(created)  \(state)  to \(recipient)"]
        if let failure { lines.append("not sent after \(tries) tries: \(failure)") }
        lines.append("")
        lines.append("  " + (subject ?? "(\(kind); its text is gone)"))
        if let text {
            lines.append("")
            lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
        }
        lines.append(String(repeating: "-", count: 72))
        return lines
    }
}

extension ControlAnswer.AuditState {
    fileprivate var line: String {
        if intact { return "The audit log is intact: \(rows ?? 0) rows." }
        guard let firstBrokenRow else { return "The audit log is not intact: \(reason ?? "")." }
        return "The audit log is not intact: row \(firstBrokenRow) is \(reason ?? "wrong")."
    }
}

extension ControlAnswer.Refusal {
    fileprivate var lines: [String] {
        ["help code  \(helpCode)", "time       \(time)"]
            + facts.map { $0.name + String(repeating: " ", count: max(1, 11 - $0.name.count)) + $0.value }
    }
}

extension Encodable {
    func asJSON(onOneLine: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            onOneLine
            ? [.sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension String {
    /// The text without characters that a terminal would obey or that turn the direction of reading.
    var safeForTerminal: String {
        let kept = unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        return String(String.UnicodeScalarView(kept))
    }
}
