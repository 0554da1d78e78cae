internal import ArgumentParser
internal import AuthenticatorCore
internal import Foundation
internal import Glibc

struct VaultImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: helpText("Take in codes from a file of another app.", "ほかのアプリのファイルからコードを取り込む。"),
        discussion: helpText(
            """
            Exports of Aegis and 2FAS without a password, encrypted exports of Aikagi, and texts with otpauth:// or \
            otpauth-migration:// links, one a line. Each entry that can't be taken in is named with its reason.
            """,
            """
            パスワードなしのAegis・2FASのエクスポート、Aikagiの暗号化エクスポート、\
            otpauth:// または otpauth-migration:// のリンクを1行に1つ書いたテキスト。取り込めないものは理由とともに表示します。
            """))

    @OptionGroup var options: CommonOptions

    @Argument(help: help("The file.", "ファイル"), completion: .file())
    var file: String

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting { try await take(session) }
    }

    private func take(_ session: Session) async throws {
        let (person, words) = (session.person, session.words)
        guard let handle = try? FileHandle(forReadingFrom: URL(filePath: file)),
            let bytes = try? handle.read(upToCount: Self.longestFile + 1)
        else {
            person.warn(words.noFile(file))
            throw Trouble(.unusable)
        }
        let (codes, rejected, missing) = try await read(Array(bytes), person)
        let pin = try await session.codes().pin
        var intake = CodeKeeper.Intake()
        try await session.changeCodes(pin: pin) { intake = $0.add(codes, at: Session.now) }
        person.tell(words.imported(intake))
        for entry in rejected { person.warn(words.rejected(entry)) }
        if intake.leftOut > 0 { person.warn(words.leftOut(intake.leftOut)) }
        if !missing.isEmpty { person.warn(words.missingParts(missing.map(String.init).joined(separator: ", "))) }
        await session.share(pin: pin)
        // Whatever could be read is kept; that something could not is for scripts to see.
        if !rejected.isEmpty || intake.leftOut > 0 { throw Trouble(.unusable) }
    }

    private func read(
        _ bytes: [UInt8], _ person: Person
    ) async throws -> (codes: [ImportedCodes], rejected: [CodeImport.Rejected], missing: [Int64]) {
        if let export = VaultExport(bytes) {
            let codes = try await person.provesPassphrase(person.words.filePassphrase) {
                try? export.codes(with: $0)
            }
            return (codes, [], [])
        }
        do throws(CodeImport.Refusal) {
            let read = try CodeImport(bytes)
            return (read.codes, read.rejected, read.missingParts)
        } catch {
            person.warn(person.words.text(for: error))
            throw Trouble(.unusable)
        }
    }

    private static let longestFile = 4 * 1_024 * 1_024
}

struct VaultExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: helpText("Write the codes to a file, locked with a passphrase.", "コードをパスフレーズ付きのファイルに書き出す。"))

    @OptionGroup var options: CommonOptions

    @Flag(help: help("Without a lock, as otpauth:// links for another app.", "ロックなし(ほかのアプリ用のotpauth://リンク)"))
    var plain = false

    @Argument(help: help("The new file.", "新しいファイル"), completion: .file())
    var file: String

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting { try await write(session) }
    }

    private func write(_ session: Session) async throws {
        let (person, words) = (session.person, session.words)
        let codes = try await session.codes().codes
        guard !codes.others.isEmpty else {
            person.warn(words.nothingToExport)
            throw Trouble()
        }
        let bytes: [UInt8]
        if plain {
            guard await person.agrees(words.reallyPlain) else { throw Trouble() }
            bytes = codes.plainExport
        } else {
            bytes = try codes.encryptedExport(under: try await person.choosesPassphrase(words.choosePassphrase))
        }
        try make(bytes, person)
        person.tell(words.exported(codes.others.count, file))
    }

    /// Makes the file for its owner alone. One that is there is not written over.
    private func make(_ bytes: [UInt8], _ person: Person) throws {
        let descriptor = Glibc.open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            person.warn(errno == EEXIST ? person.words.exists(file) : person.words.unwritable(file))
            throw Trouble(.unusable)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(bytes))
        try handle.synchronize()
    }
}
