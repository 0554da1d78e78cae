/// Which conversation a second step belongs to: the same pages serve a sign-in and a password reset.
package enum SecondStep: Sendable, Equatable {
    case ofSignIn
    case ofPasswordReset

    var code: Destination { self == .ofSignIn ? .code : .passwordResetSecondStep }
    var backupCode: Destination { self == .ofSignIn ? .backupCode : .passwordResetBackupCode }
    var key: Destination { self == .ofSignIn ? .keyStep : .passwordResetKey }
    var passphrase: Destination { self == .ofSignIn ? .passphrase : .passwordResetPassphrase }
    var otherWays: Destination { self == .ofSignIn ? .otherWays : .passwordResetOtherWays }
    var textCode: Destination { self == .ofSignIn ? .textCode : .passwordResetTextCode }
    /// Where to begin anew.
    var start: Destination { self == .ofSignIn ? .signIn : .passwordReset }

    func fields(in wording: Wording) -> Fields {
        [
            "codeLink": wording.link(code), "backupCodeLink": wording.link(backupCode),
            "otherWaysLink": wording.link(otherWays), "startLink": wording.link(start),
            "isReset": self == .ofPasswordReset,
        ]
    }
}
