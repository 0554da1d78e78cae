package import Identity

/// Why the app is refused something, in words that it can show to its person.
package enum AppProblem: Sendable, Hashable, CaseIterable {
    case badSignature, clockOff, versionUnsupported, gone, notFound, wrongNumber, pinWrong, pinDestroyed, tooMany
    case linkGone, badInput, notAllowed, slowDown, unavailable, passphraseWrong, vaultChanged

    fileprivate var key: String {
        switch self {
        case .badSignature: "app-problem.bad-signature"
        case .clockOff: "app-problem.clock-off"
        case .versionUnsupported: "app-problem.version"
        case .gone: "app-problem.gone"
        case .notFound: "app-problem.not-found"
        case .wrongNumber: "app-problem.wrong-number"
        case .pinWrong: "app-problem.pin-wrong"
        case .pinDestroyed: "app-problem.pin-destroyed"
        case .tooMany: "app-problem.too-many"
        case .linkGone: "app-problem.link-gone"
        case .badInput: "app-problem.bad-input"
        case .notAllowed: "app-problem.not-allowed"
        case .slowDown: "app-problem.slow-down"
        case .unavailable: "app-problem.unavailable"
        case .passphraseWrong: "app-problem.passphrase-wrong"
        case .vaultChanged: "app-problem.vault-changed"
        }
    }
}

extension PageLibrary {
    /// One sentence or two about a refusal.
    package func detail(of problem: AppProblem, in language: Language) -> String {
        text(problem.key, in: language)
    }
}
