internal import ArgumentParser
internal import AuthenticatorCore
internal import CImageScan
internal import Foundation

struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Read the QR code in a picture: sign in on the page that shows it, or keep another service's codes.")

    @OptionGroup var options: CommonOptions

    @Argument(help: "A PNG, JPEG or GIF file.", completion: .file())
    var file: String

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting { try await scan(session) }
    }

    private func scan(_ session: Session) async throws {
        let text = try text(session)
        if text.lowercased().hasPrefix("otpauth://") { return try await keep(text, session) }
        guard let link = try? AppLink(parsing: text) else {
            session.person.warn(session.words.unknownCode)
            throw Trouble()
        }
        guard case .signIn = link else {
            session.person.warn(session.words.enrolInstead)
            throw Trouble()
        }
        let question = try await session.ask { installation, now in try installation.takeOn(link, at: now) }
        try await Questioning(session: session).handle(question)
    }

    /// Keeps the codes of another service.
    private func keep(_ link: String, _ session: Session) async throws {
        let (kept, pin) = try await session.codes()
        var codes = kept
        do throws(CodeKeeper.Refusal) {
            try codes.add(link)
        } catch {
            session.person.warn(error == .unsupported ? session.words.codesUnsupported : session.words.unknownCode)
            throw Trouble()
        }
        try await session.keep(codes, pin: pin)
        let added = codes.entries.last
        session.person.tell(session.words.codesKept(added.map { $0.issuer.isEmpty ? $0.account : $0.issuer } ?? ""))
    }

    private func text(_ session: Session) throws -> String {
        let words = session.words
        let handle = try FileHandle(forReadingFrom: URL(filePath: file))
        defer { try? handle.close() }
        let bytes = try handle.read(upToCount: Self.longestFile + 1) ?? Data()
        let outcome: Result<String, PictureCode.Refusal> =
            bytes.count > Self.longestFile ? .failure(.tooLarge) : PictureCode.read(Array(bytes))
        switch outcome {
        case .success(let text): return text
        case .failure(let refusal):
            switch refusal {
            case .noPicture: session.person.warn(words.noPicture)
            case .tooLarge: session.person.warn(words.pictureTooLarge)
            case .noCode: session.person.warn(words.noCode)
            case .severalCodes: session.person.warn(words.severalCodes)
            case .unreadable: session.person.warn(words.unknownCode)
            }
            throw Trouble()
        }
    }

    private static let longestFile = 16 * 1_024 * 1_024
}

/// The QR code in a picture.
enum PictureCode {
    /// Why there is none to read.
    enum Refusal: Error {
        case noPicture, tooLarge, noCode, severalCodes
        /// It holds something that is no text, or too much of it.
        case unreadable
    }

    /// More than any QR code holds.
    private static let longestText = 4_096

    /// What the one QR code in a picture says.
    static func read(_ bytes: [UInt8]) -> Result<String, Refusal> {
        var text = [CChar](repeating: 0, count: longestText)
        let length = Int(aikagi_scan(bytes, bytes.count, &text, longestText))
        switch length {
        case 0...:
            let content = text.prefix(length).map { UInt8(bitPattern: $0) }
            guard let text = String(validating: content, as: UTF8.self) else { return .failure(.unreadable) }
            return .success(text)
        case Int(AIKAGI_SCAN_TOO_LARGE), Int(AIKAGI_SCAN_NO_MEMORY): return .failure(.tooLarge)
        case Int(AIKAGI_SCAN_NO_CODE): return .failure(.noCode)
        case Int(AIKAGI_SCAN_SEVERAL_CODES): return .failure(.severalCodes)
        case Int(AIKAGI_SCAN_TOO_LONG): return .failure(.unreadable)
        default: return .failure(.noPicture)
        }
    }
}
