internal import ApprovalProtocol
internal import Hummingbird
internal import Identity
internal import SignInService

/// The vault and the passphrase that opens it: the server keeps what it can't read.
struct VaultAPI: Sendable {
    let services: Services

    private var vaults: Vaults { services.vaults }

    func add(to active: RouterGroup<ActiveContext>) {
        active.on(.vault, use: show)
        active.on(.saveVault, use: save)
        active.on(.setPassphrase, use: setPassphrase)
        active.on(.checkPassphrase, use: checkPassphrase)
    }

    @Sendable private func show(_ request: Request, _ context: ActiveContext) async throws -> Response {
        .json(try await vaults.current(for: context.installation))
    }

    @Sendable private func save(_ request: Request, _ context: ActiveContext) async throws -> Response {
        let body = try context.inner.body(VaultBody.self)
        switch try await vaults.save(body, by: context.installation) {
        case .saved(let version): return .json(VaultSaved(version: version))
        case .changed(let version): throw APIProblem.vaultChanged(to: version)
        case .keyChanged(let number): throw APIProblem.vaultKeyChanged(to: number)
        case .tooLong: throw APIProblem(.badInput, because: "the size of the vault")
        case .gone: throw APIProblem.goneMeanwhile
        }
    }

    @Sendable private func setPassphrase(_ request: Request, _ context: ActiveContext) async throws -> Response {
        let body = try context.inner.body(PassphraseBody.self)
        switch try await vaults.setPassphrase(body, by: context.installation, from: context.client) {
        case .saved(let number, let version):
            return .json(PassphraseSaved(keyNumber: number, version: version))
        case .wrongOld: throw APIProblem(.passphraseWrong)
        case .wait(let until): throw held(until: until)
        case .keyChanged(let number): throw APIProblem.vaultKeyChanged(to: number)
        case .addAppFirst: throw APIProblem(.notAllowed, because: "nothing that a passphrase could stand in for")
        case .notAllowed(.noAppLock): throw APIProblem(.notAllowed, because: "no app lock")
        case .notAllowed(.badSignature): throw APIProblem(.badSignature, because: "new passphrase")
        case .notFound: throw APIProblem(.badInput, because: "passphrase")
        }
    }

    @Sendable private func checkPassphrase(_ request: Request, _ context: ActiveContext) async throws -> Response {
        let body = try context.inner.body(PassphraseCheckBody.self)
        switch try await vaults.check(body, by: context.installation, from: context.client) {
        case .right: return .noContent
        case .wrong: throw APIProblem(.passphraseWrong)
        case .wait(let until): throw held(until: until)
        case .notSet: throw APIProblem(.notFound)
        }
    }

    /// A passphrase that waiting no longer helps is reset, which the app offers with "wrong".
    private func held(until: Moment?) -> APIProblem {
        guard let until else { return APIProblem(.passphraseWrong, because: "disabled") }
        return .slowDown(until: until, at: services.environment.time.now())
    }
}

extension APIProblem {
    fileprivate static func vaultChanged(to version: Int64) -> APIProblem {
        var problem = APIProblem(.vaultChanged)
        problem.vaultVersion = version
        return problem
    }

    fileprivate static func vaultKeyChanged(to number: Int64) -> APIProblem {
        var problem = APIProblem(.vaultKeyChanged)
        problem.keyNumber = number
        return problem
    }
}
