import Bytes
import CBOR
import Crypto
import PublicKeyCredentials
import Testing

@Suite struct `An assertion` {
    private func verify(
        _ response: AuthenticationResponse, by known: Assertion.Known, demandsUserVerification: Bool = true,
        allowed: Set<[UInt8]> = [], userHandle: [UInt8]? = nil, challenge: [UInt8] = Array(0..<32)
    ) throws -> Assertion.Verified {
        try Assertion(
            party: SoftAuthenticator().party, challenge: challenge, demandsUserVerification: demandsUserVerification,
            allowed: allowed, userHandle: userHandle
        ).verify(response, by: known)
    }

    private func expect(
        _ refusal: Assertion.Refusal, location: SourceLocation = #_sourceLocation,
        change: (inout SoftAuthenticator) -> Void
    ) throws {
        var authenticator = SoftAuthenticator()
        change(&authenticator)
        let response = try authenticator.sign()
        let known = try SoftAuthenticator(key: authenticator.key).known
        #expect(throws: refusal, sourceLocation: location) { try verify(response, by: known) }
    }

    @Test func `shows who has signed, and how`() throws {
        var authenticator = SoftAuthenticator()
        authenticator.signCount = 7
        let verified = try verify(authenticator.sign(), by: authenticator.known)
        #expect(verified.signCount == 7)
        #expect(verified.isCounterPlausible && verified.isUserVerified && !verified.isBackedUp)
    }

    @Test func `WAA-01: by a credential that wasn't asked for is refused`() throws {
        let authenticator = SoftAuthenticator()
        let response = try authenticator.sign()
        let known = try authenticator.known
        #expect(throws: Assertion.Refusal.notAllowed) { try verify(response, by: known, allowed: [[1, 2, 3]]) }
        #expect(try verify(response, by: known, allowed: [authenticator.credential]).isUserVerified)
    }

    @Test func `WAA-02: begun for one account and answered by another's credential is refused`() throws {
        let authenticator = SoftAuthenticator()
        let response = try authenticator.sign()
        let known = try authenticator.known
        #expect(throws: Assertion.Refusal.wrongUser) { try verify(response, by: known, userHandle: [1]) }
        #expect(throws: Assertion.Refusal.wrongCredential) {
            var other = authenticator
            other.credential = [9]
            _ = try verify(response, by: other.known)
        }
    }

    @Test func `WAA-03: where nobody is named, the authenticator names the credential's own account`() throws {
        try expect(.userMissing) { $0.userHandle = nil }
        try expect(.wrongUser) { $0.userHandle = [] }
        try expect(.wrongUser) { $0.userHandle = Array("somebody else".utf8) }
        // Where somebody is named, an authenticator may say nothing, and may not say another.
        var authenticator = SoftAuthenticator()
        let handle = try authenticator.known.userHandle
        authenticator.userHandle = nil
        #expect(try verify(authenticator.sign(), by: authenticator.known, userHandle: handle).isUserVerified)
        authenticator.userHandle = [1]
        #expect(throws: Assertion.Refusal.wrongUser) {
            _ = try verify(authenticator.sign(), by: authenticator.known, userHandle: handle)
        }
    }

    @Test func `WAA-05: what was made for a registration is refused`() throws {
        try expect(.clientData(.wrongType)) { $0.type = "webauthn.create" }
        try expect(.clientData(.wrongType)) { $0.type = "payment.get" }
    }

    @Test func `WAA-06: of another challenge is refused`() throws {
        try expect(.clientData(.wrongChallenge)) { $0.challenge = Array(1...32) }
    }

    @Test func `WAA-07: of another page, or in a frame, is refused`() throws {
        try expect(.clientData(.wrongOrigin)) { $0.origin = "https://example.org.evil.test" }
        try expect(.clientData(.crossOrigin)) { $0.more = #","crossOrigin":true"# }
        try expect(.clientData(.wrongTopOrigin)) { $0.more = #","topOrigin":"https://example.org""# }
    }

    @Test func `WAA-08: for another party is refused`() throws {
        try expect(.wrongRelyingParty) { $0.hashedID = "https://example.org" }
    }

    @Test func `WAA-09: untouched is refused, by nobody known only where that is demanded`() throws {
        try expect(.userNotPresent) { $0.flags.remove(.userPresent) }
        try expect(.userNotVerified) { $0.flags.remove(.userVerified) }
        var authenticator = SoftAuthenticator()
        authenticator.flags.remove(.userVerified)
        let response = try authenticator.sign()
        let verified = try verify(response, by: authenticator.known, demandsUserVerification: false)
        #expect(!verified.isUserVerified)
    }

    @Test func `WAA-10: whether it can be copied never changes, whether it was copied may`() throws {
        try expect(.contradictoryFlags) { $0.flags.insert(.backedUp) }
        try expect(.backupEligibilityChanged) { $0.flags.insert(.backupEligible) }
        var authenticator = SoftAuthenticator()
        authenticator.flags.formUnion([.backupEligible, .backedUp])
        let known = try authenticator.known
        let eligible = Assertion.Known(
            id: known.id, key: known.key, userHandle: known.userHandle, signCount: 0, isBackupEligible: true)
        #expect(try verify(authenticator.sign(), by: eligible).isBackedUp)
        authenticator.flags = [.userPresent, .userVerified]
        #expect(throws: Assertion.Refusal.backupEligibilityChanged) {
            _ = try verify(authenticator.sign(), by: eligible)
        }
    }

    @Test func `WAA-11: a signature that isn't in DER, or is of nobody's, is refused`() throws {
        let authenticator = SoftAuthenticator()
        let response = try authenticator.sign()
        let known = try authenticator.known
        let raw = try authenticator.key.signature(for: response.authenticatorData).rawRepresentation
        for signature in [[], Array(raw), response.signature + [0], Array(response.signature.dropLast())] {
            let other = response.with(signature: signature)
            #expect(throws: Assertion.Refusal.badSignature) { try verify(other, by: known) }
        }
        for bit in 0..<response.signature.count * 8 {
            var changed = response.signature
            changed[bit / 8] ^= 1 << (bit % 8)
            let other = response.with(signature: changed)
            #expect(throws: Assertion.Refusal.badSignature, "bit \(bit)") { try verify(other, by: known) }
        }
    }

    @Test func `WAA-12: what was changed after it was signed is refused`() throws {
        var authenticator = SoftAuthenticator()
        authenticator.flags.remove(.userVerified)
        let signed = try authenticator.sign()
        authenticator.flags.insert(.userVerified)
        let other = AuthenticationResponse(
            id: signed.id, clientDataJSON: signed.clientDataJSON,
            authenticatorData: authenticator.authenticatorData(), signature: signed.signature,
            userHandle: signed.userHandle)
        #expect(throws: Assertion.Refusal.badSignature) { _ = try verify(other, by: authenticator.known) }
    }

    @Test(
        arguments: [
            (before: 0, now: 0, isPlausible: true), (0, 1, true), (5, 6, true), (5, 5, false), (6, 5, false),
            (5, 0, false),
            (.max, .max, false), (.max - 1, .max, true),
        ] as [(UInt32, UInt32, Bool)])
    func `WAA-13: a counter that doesn't go on is said`(before: UInt32, now: UInt32, isPlausible: Bool) throws {
        var authenticator = SoftAuthenticator()
        authenticator.signCount = now
        let known = try authenticator.known
        let counted = Assertion.Known(
            id: known.id, key: known.key, userHandle: known.userHandle, signCount: before, isBackupEligible: false)
        let verified = try verify(authenticator.sign(), by: counted)
        #expect(verified.isCounterPlausible == isPlausible)
        #expect(verified.signCount == now)
    }

    @Test func `WAA-16: outputs of extensions are ignored`() throws {
        var authenticator = SoftAuthenticator()
        authenticator.flags.insert(.extensions)
        authenticator.trailing = CBORValue.map(CBORMap([.init(.text("hmac-secret"), .bytes([1, 2]))])).encoded
        #expect(try verify(authenticator.sign(), by: authenticator.known).isUserVerified)
    }
}

extension AuthenticationResponse {
    fileprivate func with(signature: [UInt8]) -> AuthenticationResponse {
        AuthenticationResponse(
            id: id, clientDataJSON: clientDataJSON, authenticatorData: authenticatorData, signature: signature,
            userHandle: userHandle)
    }
}
