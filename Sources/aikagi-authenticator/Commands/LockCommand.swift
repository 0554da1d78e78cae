internal import ArgumentParser
internal import AuthenticatorCore
internal import HTTPTransfer

struct LockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: helpText("Set another PIN, or none.", "PINを変更または解除。"),
        discussion: helpText(
            "Asks for the PIN until now, and makes a new key for approving with the new one.",
            "今のPINを確認し、新しいPINで守られた承認用の鍵を作り直します。"))

    @OptionGroup var options: CommonOptions

    @Flag(
        help: help(
            "No PIN any more: whoever can read the file with the keys can approve.",
            "PINを解除(鍵のファイルを読める人が承認できるようになります)"))
    var noPin = false

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting { try await change(session) }
    }

    private func change(_ session: Session) async throws {
        let (person, words) = (session.person, session.words)
        let old = try await session.unlock()
        if noPin {
            guard await person.agrees(words.reallyNoPIN) else { throw Trouble() }
        }
        let pin = noPin ? nil : try await person.choosesPIN(words.chooseNewPIN)
        do {
            try await session.changeLock(to: pin, from: old)
        } catch let fault as TransferFault {
            person.warn(words.lockUnknown)
            throw fault
        }
        person.tell(noPin ? words.lockRemoved : words.lockChanged)
    }
}
