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
        case is Trouble, is ExitCode, is CancellationError: break
        case let refusal as ServerRefusal: tell(refusal)
        case is UnreadableAnswer: warn(words.strangeAnswer)
        case let fault as TransferFault: warn(words.unreachable + " (\(fault))")
        case is SavedInstallation.CannotOpen: warn(words.brokenFile)
        case is Installation.OtherServer: warn(words.otherServer)
        case KeyFile.Fault.open(let path): warn(words.openFile(path))
        case KeyFile.Fault.damaged: warn(words.brokenFile)
        default: warn("\(error)")
        }
        return Trouble.status
    }

    private func tell(_ refusal: ServerRefusal) {
        switch refusal {
        case .gone, .unknownInstallation: warn(words.enrolAgain)
        case .clockOff: warn(words.clockOff(60))
        case .versionUnsupported: warn(words.versions)
        case .notFound: warn(words.expired)
        case .wrongNumber(let left): warn(words.wrongNumber(left))
        case .pinWrong(let left): warn(words.pinWrong(left))
        case .pinDestroyed: warn(words.pinDestroyed)
        case .tooManyDevices: warn(words.tooManyDevices)
        case .linkGone: warn(words.linkGone)
        case .notAllowed: warn(words.notAllowed)
        case .slowDown(let seconds): warn(words.slowDown(seconds))
        case .unavailable: warn(words.unavailable)
        case .badRequest(let detail): warn(words.badRequest(detail))
        }
    }
}
