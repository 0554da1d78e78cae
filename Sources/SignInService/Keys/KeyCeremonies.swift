internal import Bytes
internal import Foundation
package import Identity
internal import PublicKeyCredentials
internal import SignInPolicy
internal import Store

/// What a page hands to the browser to ask an authenticator with.
package struct KeyQuestion: Sendable, Hashable {
    /// Comes back with the answer.
    package let ceremony: KeyCeremonyID
    /// The options of WebAuthn L3 §5.1.8 or §5.1.9, in JSON.
    package let options: String
}

/// What a browser's authenticator has answered, read but not believed.
package struct KeyAnswer: Sendable {
    let ceremony: KeyCeremonyID
    /// `nil` for a text that is no answer of a browser.
    let response: AuthenticationResponse?

    /// - Parameter credential: `PublicKeyCredential.toJSON()`, as text.
    package init(ceremony: String, credential: String) {
        self.ceremony = KeyCeremonyID(ceremony)
        response = try? AuthenticationResponse(json: Array(credential.utf8))
    }
}

/// What was wrong with the answer of a key, as far as the person may know.
package enum KeyProblem: Sendable, Hashable {
    /// It belongs to no account, or not to this one, or nothing about it was right.
    case notRecognised
    /// It has not checked its user: no PIN, no finger, no face.
    case notVerified
    /// Nobody has touched it.
    case notTouched
    /// The page that asked was not one of ours.
    case wrongPage
    /// It answered too late, or twice.
    case overdue
    /// Its counter went back: there may be two of it.
    case copied
}

/// Challenges: each is given to one browser, for one purpose, for a short time, and judged once.
struct KeyCeremonies: Sendable {
    let environment: Environment

    /// What an answer is good for.
    enum Purpose: Sendable {
        /// Naming the account and signing in to it.
        case discovery
        /// A step of a conversation, or fresh proof in a session.
        case proof
        /// A new credential, for the account as it was when the question was put.
        case registration(generation: Int64)

        var name: String {
            switch self {
            case .discovery: "discovery"
            case .proof: "proof"
            case .registration(let generation): "registration \(generation)"
            }
        }
    }

    func begin(
        _ purpose: Purpose, ownedBy owner: String, in transaction: any WriteTransaction, at now: Moment
    ) throws -> KeyCeremonyRecord {
        let ceremony = KeyCeremonyRecord(
            id: environment.tokens.id(), owner: owner, purpose: purpose.name,
            challenge: environment.tokens.random(Limits.challengeBytes), createdAt: now,
            expiresAt: now + Limits.challengeLife)
        try transaction.begin(ceremony, keeping: Limits.keyCeremonies)
        return ceremony
    }

    /// The question for a signature.
    ///
    /// - Parameter allowed: the account's credentials; empty where the authenticator is to find one by itself.
    func question(
        _ ceremony: KeyCeremonyRecord, allowing allowed: [CredentialRecord], demandsUserVerification: Bool
    ) throws -> KeyQuestion {
        let assertion = Assertion(
            party: environment.settings.keys.party, challenge: ceremony.challenge,
            demandsUserVerification: demandsUserVerification, allowed: Set(allowed.map(\.credentialID)),
            userHandle: nil)
        let transports = Dictionary(allowed.map { ($0.credentialID, $0.transports) }) { $1 }
        return KeyQuestion(
            ceremony: ceremony.id, options: try Self.json(RequestOptions(assertion, transports: transports)))
    }

    static func json(_ options: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(options), as: UTF8.self)
    }
}

extension Client {
    /// The browser as the owner of a question that was put before anybody was named; `nil` for one without a mark.
    var keyOwner: String? { mark.map { "browser \(Hexadecimal.encode(TokenHash($0).bytes))" } }
}
