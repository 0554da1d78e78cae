internal import Foundation
internal import Identity
internal import OpenIDConnect
internal import SignInPolicy
internal import Store

/// How a person had signed in when they let an application in: what its tokens say for as long as they are refreshed.
struct GrantedSignIn: Codable, Sendable, Hashable {
    let authenticatedAt: Moment
    let context: AuthenticationContext
    let methods: [String]
    /// Claims that the application wants in the ID token itself.
    let identityClaims: [String]

    /// - Parameter wanted: what was asked for; said in those words where it was reached.
    init(_ session: LiveSession, answering request: AuthorizationRequest) {
        authenticatedAt = session.authenticatedAt
        context =
            request.contexts.first { session.assurance.meets($0.requirement) }
            ?? AuthenticationContext(session.assurance)
        methods = AuthenticationMethods.references(
            of: session.authentication.methods + [session.laterProof?.method].compactMap(\.self), session.assurance)
        identityClaims = request.identityClaims
    }

    /// What is true of a session that nothing particular was asked of.
    init(_ session: LiveSession) {
        authenticatedAt = session.authenticatedAt
        context = AuthenticationContext(session.assurance)
        methods = AuthenticationMethods.references(
            of: session.authentication.methods + [session.laterProof?.method].compactMap(\.self), session.assurance)
        identityClaims = []
    }

    init(stored bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    }

    func stored() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }
}

/// What a code is tied to (RFC 6749 §4.1.3, RFC 7636).
struct CodeTies: Codable, Sendable, Hashable {
    let redirectURI: String
    let challenge: CodeChallenge?
    let nonce: String?

    init(_ request: AuthorizationRequest) {
        redirectURI = request.redirectURI
        challenge = request.challenge
        nonce = request.nonce
    }

    init(stored bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    }

    func stored() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }

    /// Whether whoever brings the code is who asked for it.
    func fit(redirectURI: String, verifier: String?) -> Bool {
        guard redirectURI == self.redirectURI else { return false }
        switch (challenge, verifier) {
        case (.some(let challenge), .some(let verifier)): return challenge.isMet(by: verifier)
        case (nil, nil): return true
        // One without the other is somebody's attempt to go round it (RFC 9700 §4.8).
        case (.some, nil), (nil, .some): return false
        }
    }
}

extension LiveSession {
    /// When the person last showed who they are: `auth_time`.
    var authenticatedAt: Moment { max(authentication.at, provenAt) }

    /// What is known of the person altogether.
    var assurance: Assurance { .altogether(authentication.assurance, by: authentication.methods, and: laterProof) }
}
