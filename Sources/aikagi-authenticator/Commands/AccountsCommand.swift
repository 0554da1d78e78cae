internal import ArgumentParser
internal import AuthenticatorCore

struct AccountsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: helpText(
            "List the accounts that this machine is in. Needs no network.", "この端末のアカウントを一覧表示(オフライン可)。"))

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let person = Person(options)
        let all = try person.reporting { try KeyFile(folder: options.folder).installations() }
        guard !all.isEmpty else {
            person.warn(person.words.notEnrolled)
            throw Trouble.Status.notReady.code
        }
        for saved in all { person.tell(person.words.line(for: saved)) }
    }
}

extension Words {
    fileprivate func line(for saved: SavedInstallation) -> String {
        var parts = [saved.fullName]
        if saved.accountName != saved.identifier { parts.append(saved.accountName) }
        parts.append(saved.hasPIN ? hasPIN : hasNoPIN)
        if saved.ending != nil { parts.append(hasEnded) }
        return parts.joined(separator: "  ")
    }
}
