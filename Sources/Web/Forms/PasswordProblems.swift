internal import Pages
internal import SignInPolicy

extension PasswordRule.Verdict {
    /// The words beside the field of a new password; `nil` for one that may be had.
    var problem: Problem? {
        switch self {
        case .accepted: nil
        case .tooShort(let minimum): .newPasswordTooShort(minimum: minimum)
        case .tooLong: .newPasswordTooLong
        case .listed(.common): .newPasswordCommon
        case .listed(.serviceName), .listed(.ownName): .newPasswordGuessable
        }
    }
}
