import Identity
import OneTimeCodes

/// An authenticator app that has read the page of a new secret, as any app on a phone does.
struct ForeignApp: Sendable {
    let link: String
    private let totp: TOTP

    struct NoLink: Error {}

    init(reading page: Answer) throws {
        guard let link = page.between("href=\"otpauth:", "\"") else { throw NoLink() }
        self.link = "otpauth:" + link.unescaped
        totp = try OTPAuthURI(parsing: self.link).totp
    }

    var secretBytes: Int { totp.secret.bytes.count }
    var secret: String { totp.secret.base32 }

    func code(at moment: Moment) -> String {
        totp.code(atStep: totp.step(at: moment.secondsSinceEpoch))?.text ?? ""
    }
}

extension Answer {
    /// The codes on the page that shows a new sheet, twenty digits each.
    var shownCodes: [String] {
        text.components(between: "<span class=\"digits\">", and: "</li>").map { $0.filter(\.isNumber) }
    }

    /// The digits of the group that proves a code, the third.
    static func thirdGroup(of code: String) -> String { String(code.dropFirst(10).prefix(5)) }
}
