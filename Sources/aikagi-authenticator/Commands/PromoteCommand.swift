internal import ArgumentParser
internal import AuthenticatorCore

struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: helpText(
            "Make a device the primary one, which is asked first.", "デバイスをメイン(最初に通知される端末)にする。"),
        discussion: helpText(
            "While the primary device of now answers, this takes a day: the account's devices are told, and each can object.",
            "今のメインのデバイスが応答している間は1日かかります。その間、他のデバイスに通知され、異議を唱えられます。"))

    @OptionGroup var options: CommonOptions

    @Argument(help: help("The device, as 'devices' lists it.", "「devices」に表示されるデバイス名"))
    var device: String

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting { try await promote(session) }
    }

    private func promote(_ session: Session) async throws {
        let chosen = try await session.device(named: device)
        let key = try await session.approvalKey()
        do {
            let until = try await session.ask { installation, now in
                try installation.makePrimary(device: chosen.id, approvalKey: key, at: now)
            }
            let words = session.words
            session.person.tell(
                until.map { words.promotionWaits(chosen.name, Questioning.time($0)) } ?? words.promoted(chosen.name))
        } catch ServerRefusal.notAllowed {
            session.person.warn(session.words.anotherPromotion)
            throw Trouble(.denied)
        }
    }
}

struct ObjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "object",
        abstract: helpText(
            "Say no to another device's becoming the primary one.", "別のデバイスがメインになるのを取りやめる。"))

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            do {
                try await session.ask { installation, now in try installation.objectToPromotion(at: now) }
            } catch ServerRefusal.notFound {
                session.person.tell(session.words.nothingToObjectTo)
                throw Trouble()
            }
            session.person.tell(session.words.objected)
        }
    }
}
