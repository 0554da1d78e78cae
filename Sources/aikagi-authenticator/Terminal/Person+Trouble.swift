internal import ArgumentParser
internal import AuthenticatorCore
internal import HTTPTransfer

extension Person {
    /// Does something, and says in plain words what went wrong. This file is the only one that says it.
    func reporting<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw told(error) }
    }

    /// The same for what waits.
    func reporting<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch { throw told(error) }
    }

    private func told(_ error: any Error) -> any Error {
        switch error {
        case let trouble as Trouble: trouble.status.code
        case is ExitCode, is CancellationError: error
        case let refusal as ServerRefusal: said(words.text(for: refusal), Self.status(of: refusal))
        case is UnreadableAnswer: said(words.strangeAnswer, .unavailable)
        case let fault as TransferFault: said(words.unreachable + " (\(fault))", .unavailable)
        case is SavedInstallation.CannotOpen: said(words.brokenFile, .notReady)
        case is VaultStanding.WrongPassphrase: said(words.passphraseWrong, .denied)
        case is VaultClosed: said(words.vaultIsClosed, .notReady)
        case let unreadable as VaultUnreadable: said(words.vaultUnreadable(unreadable), .notReady)
        case is Installation.OtherServer: said(words.otherServer, .unusable)
        case let refusal as UnlockedPIN.Refusal: said(words.refused(refusal), .unusable)
        case KeyFile.Fault.open(let path): said(words.openFile(path), .notReady)
        case KeyFile.Fault.damaged: said(words.brokenFile, .notReady)
        case KeyFile.Fault.unwritable(let path): said(words.unwritable(path), .notReady)
        default: said("\(error)", .negative)
        }
    }

    private func said(_ line: String, _ status: Trouble.Status) -> any Error {
        warn(line)
        return status.code
    }

    private static func status(of refusal: ServerRefusal) -> Trouble.Status {
        switch refusal {
        case .gone, .unknownInstallation, .pinWrong, .pinDestroyed, .notAllowed, .tooManyDevices, .badRequest,
            .passphraseWrong, .vaultKeyChanged:
            .denied
        case .notFound, .wrongNumber: .negative
        case .linkGone: .unusable
        case .clockOff, .versionUnsupported, .slowDown, .unavailable, .vaultChanged: .unavailable
        }
    }
}

extension Words {
    fileprivate func text(for refusal: ServerRefusal) -> String {
        switch refusal {
        case .gone, .unknownInstallation: enrolAgain
        case .clockOff: clockMoves
        case .versionUnsupported: versions
        case .notFound: expired
        case .wrongNumber(let left): wrongNumber(left)
        case .pinWrong(let left): pinWrong(left)
        case .pinDestroyed: pinDestroyed
        case .passphraseWrong: passphraseWrong
        case .vaultChanged: vaultChanged
        case .vaultKeyChanged: vaultKeyChanged
        case .tooManyDevices: tooManyDevices
        case .linkGone: linkGone
        case .notAllowed: notAllowed
        case .slowDown(let seconds): slowDown(seconds)
        case .unavailable: unavailable
        case .badRequest(let detail): badRequest(detail)
        }
    }

    /// Why a text is no PIN.
    func refused(_ refusal: UnlockedPIN.Refusal) -> String {
        switch refusal {
        case .tooShort: pinTooShort
        case .tooLong: pinTooLong
        case .notDigits: pinNotDigits
        case .tooSimple: pinTooSimple
        }
    }
}
