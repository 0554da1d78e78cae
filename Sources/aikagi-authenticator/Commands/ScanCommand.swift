internal import ArgumentParser
internal import AuthenticatorCore
internal import Foundation

struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: helpText(
            "Read the QR code in a picture: sign in on the page that shows it, or keep another service's codes.",
            "画像のQRコードを読み取り、表示しているページでサインイン、または他のサービスのコードを保存。"))

    @OptionGroup var options: CommonOptions

    @Argument(help: help("A PNG, JPEG or GIF file.", "PNG・JPEG・GIFファイル"), completion: .file())
    var file: String

    func run() async throws {
        let person = Person(options)
        try await person.reporting { try await scan(person) }
    }

    private func scan(_ person: Person) async throws {
        let text = try text(person)
        if text.lowercased().hasPrefix("otpauth:") {
            let session = try Session(options)
            let pin = try await session.codes().pin
            try await session.keepCodes(pin: pin) { try $0.add(text, at: Session.now) }
            return await session.share(pin: pin)
        }
        switch try? AppLink(parsing: text) {
        case .signIn(let origin, _)?:
            // Only an installation of that very server is asked for (QR-03).
            let session = try Session(options, at: origin)
            let link = try AppLink(parsing: text)
            let question = try await session.ask { installation, now in try installation.takeOn(link, at: now) }
            try await Questioning(session: session).handle(question)
        case .enrol?: throw trouble(person.words.enrolInstead, person)
        case nil: throw trouble(person.words.unknownCode, person)
        }
    }

    private func text(_ person: Person) throws -> String {
        let words = person.words
        guard let handle = try? FileHandle(forReadingFrom: URL(filePath: file)),
            let bytes = try? handle.read(upToCount: Self.longestFile + 1)
        else { throw trouble(words.noFile(file), person) }
        let outcome: Result<String, PictureCode.Refusal> =
            bytes.count > Self.longestFile ? .failure(.tooLarge) : PictureCode.read(Array(bytes))
        switch outcome {
        case .success(let text): return text
        case .failure(let refusal): throw trouble(words.text(for: refusal), person)
        }
    }

    private func trouble(_ line: String, _ person: Person) -> Trouble {
        person.warn(line)
        return Trouble(.unusable)
    }

    private static let longestFile = 16 * 1_024 * 1_024
}

extension Words {
    fileprivate func text(for refusal: PictureCode.Refusal) -> String {
        switch refusal {
        case .noPicture: noPicture
        case .tooLarge: pictureTooLarge
        case .noCode: noCode
        case .severalCodes: severalCodes
        case .unreadable: unknownCode
        }
    }
}
