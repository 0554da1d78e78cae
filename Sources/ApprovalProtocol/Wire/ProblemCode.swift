/// Why a request was refused, as `code` of a problem document (RFC 9457) says it to the app.
package enum ProblemCode: String, Sendable, Hashable, Codable, CaseIterable {
    /// The signature, its fields or the body's digest are not what they have to be.
    case badSignature
    /// The app's clock is more than a minute off; `serverTime` says by how much.
    case clockOff
    /// The nonce was used before.
    case replayed
    /// `supported` says which versions the server speaks.
    case versionUnsupported
    /// No such installation, or not by this key.
    case unknownInstallation
    /// The installation has ended; `reason` says why.
    case gone
    /// No such thing, not yours, or over: never said which (PUSH-20).
    case notFound
    /// The number is not the one on the page; `triesLeft` says how often it can still be typed.
    case wrongNumber
    case pinWrong
    /// The server has destroyed its share after ten wrong PINs: the installation enrols anew.
    case pinDestroyed
    /// The passphrase that was proven is not the account's.
    case passphraseWrong
    /// The vault is newer than what the content was made from; `version` says how new.
    case vaultChanged
    /// The vault has another key by now; `keyNumber` says which.
    case vaultKeyChanged
    /// As many installations as an account may have.
    case tooMany
    /// The link was used, has expired, or never was one.
    case linkGone
    /// The body is not what this route takes.
    case badInput
    /// Not allowed for this installation now, such as a change while it is pending.
    case notAllowed
    /// Too many requests; `retryAfter` says how many seconds to wait.
    case slowDown
    /// The server can't answer now.
    case unavailable

    /// The status of the answer.
    package var status: Int {
        switch self {
        case .badSignature, .clockOff, .replayed, .unknownInstallation, .gone: 401
        case .versionUnsupported: 426
        case .notFound: 404
        case .wrongNumber, .pinWrong, .passphraseWrong, .badInput: 422
        case .pinDestroyed, .linkGone: 410
        case .tooMany, .vaultChanged, .vaultKeyChanged: 409
        case .notAllowed: 403
        case .slowDown: 429
        case .unavailable: 503
        }
    }
}

/// Why an installation has ended, as `reason` of a `gone` problem or event says it.
package enum GoneReason: String, Sendable, Hashable, Codable, CaseIterable {
    case signedOut
    case reportedLost
    case replaced
    case revoked
    /// The push service says that it no longer exists, or it stayed away too long.
    case notAnswering
    /// Two copies of its keys were used (DEV-09).
    case copied
}

/// A problem document (RFC 9457), as this protocol uses it.
package struct Problem: Sendable, Hashable, Codable {
    package var type = "about:blank"
    package var title: String
    package var status: Int
    package var code: ProblemCode
    /// In the language of the request.
    package var detail: String
    /// Milliseconds since 1970.
    package var serverTime: Int64?
    package var triesLeft: Int?
    package var supported: [Int]?
    package var reason: GoneReason?
    /// Seconds.
    package var retryAfter: Int?
    /// Of the vault.
    package var version: Int64?
    /// Of the vault's key.
    package var keyNumber: Int64?

    package init(_ code: ProblemCode, title: String, detail: String) {
        self.code = code
        self.title = title
        self.detail = detail
        status = code.status
    }

    /// The type of the answer's body.
    package static let contentType = "application/problem+json"
}
