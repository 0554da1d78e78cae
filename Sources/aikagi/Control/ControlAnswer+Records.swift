internal import Delivery
internal import Identity
internal import SignInService
internal import Store

extension ControlAnswer.Link {
    init(_ link: Administration.HandedLink) {
        self.init(url: link.address.reveal(), expires: CivilTime(link.expiresAt).toTheMinute)
    }
}

extension CivilTime {
    /// `2026-11-22 13:54 UTC`.
    var toTheMinute: String { rfc3339.prefix(16).replacing("T", with: " ") + " UTC" }
}

extension ControlAnswer.Account {
    init(_ account: AccountRecord, in transaction: any ReadTransaction) throws {
        self.init(
            id: account.id.rawValue, name: account.displayName, state: account.state.rawValue,
            role: account.role.rawValue, language: account.language.rawValue,
            created: CivilTime(account.createdAt).rfc3339,
            identifiers: try transaction.identifiers(of: account.id).map(\.identifier.shown),
            devices: try transaction.installations(of: account.id).count { $0.activatedAt != nil })
    }
}

extension ReadTransaction {
    func allAccounts() throws -> [ControlAnswer.Account] {
        var found = [ControlAnswer.Account]()
        var last: AccountRecord?
        repeat {
            let page = try accounts(after: last, limit: 100)
            found += try page.map { try ControlAnswer.Account($0, in: self) }
            last = page.last
        } while last != nil
        return found
    }

    /// The account with this ID, or with this identifier however it was typed.
    func findAccount(_ text: String) throws -> AccountRecord? {
        try account(AccountID(text)) ?? account(withIdentifier: text.lowercased())
    }

    /// What the account can be proven with, a line each.
    func authenticatorLines(of account: AccountID, at now: Moment) throws -> [String] {
        var lines = [String]()
        if try password(of: account) != nil { lines.append("password") }
        lines += try installations(of: account).map { "device: \($0.line(at: now))" }
        lines += try codeApps(of: account).map { "authenticator app: \($0.name)" }
        lines += try credentials(of: account).map { key in
            "\(key.kind == .passkey ? "passkey" : "security key"): \(key.name)"
        }
        if try passphrase(of: account) != nil { lines.append("passphrase: set") }
        if let codes = try backupCodes(of: account) { lines.append("backup codes: \(codes.unspent.count) left") }
        return lines
    }
}

extension ControlAnswer.Message {
    init(_ message: OutboxMessage) {
        let letter = message.letter
        self.init(
            id: message.id, created: CivilTime(message.createdAt).rfc3339, recipient: message.recipient,
            kind: message.kind, state: message.state.rawValue, tries: message.tries, failure: message.lastFailure,
            subject: letter?.subject, text: letter?.text)
    }
}

extension ControlAnswer.AuditState {
    init(_ verification: AuditVerification) {
        switch verification {
        case .intact(let rows): self.init(intact: true, rows: rows, firstBrokenRow: nil, reason: nil)
        case .broken(let sequence, let fault):
            self.init(intact: false, rows: nil, firstBrokenRow: sequence, reason: fault.rawValue)
        case .endNotSealed:
            self.init(intact: false, rows: nil, firstBrokenRow: nil, reason: "the end of the log isn't sealed")
        }
    }
}

extension ControlAnswer.AuditRow {
    init(_ record: AuditRecord) {
        let entry = record.entry
        let digits = record.hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        self.init(
            sequence: record.sequence, time: CivilTime(entry.at).rfc3339, event: entry.event,
            result: entry.result.rawValue, account: entry.account?.rawValue, actor: entry.actor,
            subject: entry.subject, address: entry.source?.address, browser: entry.source?.browser.summary,
            method: entry.method, reason: entry.reason, detail: entry.detail, hash: digits)
    }
}

extension ControlAnswer.Refusal {
    init(_ refusal: ExplainedRefusal, under code: HelpCode) {
        let facts: [(String, String?)] = [
            ("road", refusal.road), ("step", refusal.step), ("refusal", refusal.refusal),
            ("account", refusal.account?.rawValue ?? "none"), ("address", refusal.address),
            ("browser", refusal.browser),
        ]
        let lists: [(name: String, lines: [String]?)] = [
            ("proven", refusal.proven.map { $0.isEmpty ? ["nothing"] : $0 }), ("way", refusal.ways),
            ("account", refusal.standing), ("device", refusal.installations),
        ]
        self.init(
            helpCode: code.text, time: CivilTime(refusal.at).rfc3339,
            facts: facts.compactMap { name, value in value.map { ControlAnswer.Fact(name: name, value: $0) } }
                + lists.flatMap { list in (list.lines ?? []).map { ControlAnswer.Fact(name: list.name, value: $0) } })
    }
}
