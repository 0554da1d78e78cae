internal import Identity
internal import PasswordHashing
internal import SignInPolicy

/// A password that somebody wants to have from now on, held against the rule.
struct ChosenPassword: Sendable {
    let verdict: PasswordRule.Verdict
    /// What to hash; `nil` unless the rule has accepted it.
    let accepted: Password?

    /// What a password must not be equal to, besides the common ones (PWD-08).
    struct Context: Sendable {
        let serviceName: String
        /// The person's name, their addresses and the parts of those before the `@`.
        let ownWords: [String]

        init(serviceName: String, name: String, addresses: [EmailAddress]) {
            self.serviceName = serviceName
            let locals = addresses.compactMap { $0.shown.split(separator: "@").first.map(String.init) }
            ownWords = [name] + name.split(separator: " ").map(String.init) + addresses.map(\.shown) + locals
        }
    }

    init(_ typed: String, under rule: PasswordRule, in context: Context) {
        let password: Password
        do throws(Password.Refusal) {
            password = try Password(typed)
        } catch {
            switch error {
            case .empty: verdict = .tooShort(minimum: rule.minimumLength)
            case .tooLong: verdict = .tooLong(maximumBytes: Limits.passwordBytes)
            }
            accepted = nil
            return
        }
        verdict = rule.judge(
            PasswordRule.Candidate(
                codePoints: password.codePoints, bytes: password.text.utf8.count,
                listed: Self.listing(of: password, in: context)))
        if case .accepted = verdict { accepted = password } else { accepted = nil }
    }

    private static func listing(of password: Password, in context: Context) -> PasswordRule.Listing? {
        switch blocklist.reason(against: password, context: [context.serviceName] + context.ownWords) {
        case .common: .common
        case .contextWord(let word): word == context.serviceName ? .serviceName : .ownName
        case nil: nil
        }
    }

    private static let blocklist = PasswordBlocklist()
}
