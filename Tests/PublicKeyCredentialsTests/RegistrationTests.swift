import Bytes
import CBOR
import PublicKeyCredentials
import Testing

@Suite struct `A registration` {
    private func verify(
        _ response: RegistrationResponse, demandsUserVerification: Bool = true, challenge: [UInt8] = Array(0..<32),
        algorithms: [COSEAlgorithm] = COSEAlgorithm.inOrderOfPreference, isConditional: Bool = false
    ) throws -> NewCredential {
        try Registration(
            party: SoftAuthenticator().party, challenge: challenge, demandsUserVerification: demandsUserVerification,
            algorithms: algorithms, isConditional: isConditional
        ).verify(response)
    }

    private func expect(
        _ refusal: Registration.Refusal, _ comment: Comment? = nil, location: SourceLocation = #_sourceLocation,
        change: (inout SoftAuthenticator) -> Void
    ) {
        var authenticator = SoftAuthenticator()
        change(&authenticator)
        #expect(throws: refusal, comment, sourceLocation: location) { try verify(authenticator.register()) }
    }

    @Test func `gives the credential as the authenticator has it`() throws {
        var authenticator = SoftAuthenticator()
        authenticator.flags.formUnion([.backupEligible, .backedUp])
        authenticator.signCount = 41
        authenticator.model = Array(1...16)
        let credential = try verify(authenticator.register())
        #expect(credential.id == authenticator.credential)
        #expect(credential.key.encoded == authenticator.coseKey.encoded)
        #expect(credential.key.algorithm == .es256)
        #expect(credential.signCount == 41)
        #expect(credential.model == Array(1...16))
        #expect(credential.isUserVerified && credential.isBackupEligible && credential.isBackedUp)
        #expect(credential.transports == ["usb"])
        #expect(credential.attestation.type == .none)
    }

    @Test(arguments: ["webauthn.get", "WEBAUTHN.CREATE", "", "webauthn.create "])
    func `WAR-01: of another type is refused`(type: String) {
        expect(.clientData(.wrongType)) { $0.type = type }
    }

    @Test func `WAR-02: of another challenge is refused, however like ours it is`() throws {
        expect(.clientData(.wrongChallenge)) { $0.challenge = Array(1...32) }
        expect(.clientData(.wrongChallenge)) { $0.challenge = [] }
        expect(.clientData(.wrongChallenge)) { $0.challenge = Array(0..<31) }
        for text in [
            Base64.url.encode(0..<32) + "=", Base64.standard.encode([UInt8](repeating: 0xFF, count: 32)),
        ] {
            expect(.clientData(.wrongChallenge)) {
                $0.clientData = Array(
                    #"{"type":"webauthn.create","challenge":"\#(text)","origin":"https://example.org"}"#.utf8)
            }
        }
        #expect(throws: Registration.Refusal.clientData(.wrongChallenge), "a challenge of no bytes is none") {
            var authenticator = SoftAuthenticator()
            authenticator.challenge = []
            _ = try verify(authenticator.register(), challenge: [])
        }
    }

    @Test(arguments: [
        "http://example.org", "https://example.org:8443", "https://example.org:443", "https://a.example.org",
        "https://example.org.evil.test", "https://example.org.", "null", "https://EXAMPLE.org", "https://example.org/",
        "android:apk-key-hash:AAAA", "", "https://example.org@evil.test",
    ])
    func `WAR-03: of a page that is not exactly ours is refused`(origin: String) {
        expect(.clientData(.wrongOrigin)) { $0.origin = origin }
    }

    @Test func `WAR-04: in a frame is refused`() {
        expect(.clientData(.crossOrigin)) { $0.more = #","crossOrigin":true"# }
        expect(.clientData(.wrongTopOrigin)) { $0.more = #","topOrigin":"https://example.org""# }
        expect(.clientData(.memberMissing)) { $0.more = #","crossOrigin":"false""# }
        expect(.clientData(.memberMissing)) { $0.more = #","topOrigin":null"# }
    }

    @Test func `WAR-05: a byte order mark is stripped, and text of two readings is refused`() throws {
        let text = SoftAuthenticator().clientDataJSON("webauthn.create")
        var authenticator = SoftAuthenticator()
        authenticator.clientData = [0xEF, 0xBB, 0xBF] + text
        _ = try verify(authenticator.register())

        expect(.clientData(.notJSON), "not UTF-8") {
            $0.more = ""; $0.clientData = text.dropLast() + [0xFF, 0x7D]
        }
        expect(.clientData(.notJSON), "a name twice") { $0.more = #","origin":"https://example.org""# }
        expect(.clientData(.notJSON), "a name twice, escaped") { $0.more = #","\u006frigin":"https://evil.test""# }
        expect(.clientData(.notJSON), "something behind it") { $0.clientData = text + [0x7D] }
        expect(.clientData(.notJSON), "two marks") {
            $0.clientData = [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF] + text
        }
        expect(.clientData(.notJSON), "deep") {
            $0.more = ",\"x\":" + String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
        }
        expect(.clientData(.tooLong), "a megabyte") {
            $0.more = ",\"x\":\"" + String(repeating: "x", count: 1 << 20) + "\""
        }
        expect(.clientData(.memberMissing), "an array") { $0.clientData = [0x5B, 0x5D] }
    }

    @Test func `WAR-06: what nobody asked for is ignored`() throws {
        var authenticator = SoftAuthenticator()
        authenticator.more = #","crossOrigin":false,"tokenBinding":{"status":"supported"},"x":[1,null]"#
        authenticator.flags.insert(.extensions)
        authenticator.trailing = CBORValue.map(CBORMap([.init(.text("credProtect"), .unsigned(2))])).encoded
        // The extensions stand behind the credential.
        _ = try verify(authenticator.register())
    }

    @Test(arguments: ["a.example.org", "org", "example.com", ""])
    func `WAR-07: for another party is refused`(id: String) {
        expect(.wrongRelyingParty) { $0.hashedID = id }
    }

    @Test func `WAR-08: untouched is refused, but where nobody was asked`() throws {
        expect(.userNotPresent) { $0.flags.remove(.userPresent) }
        var authenticator = SoftAuthenticator()
        authenticator.flags.remove(.userPresent)
        _ = try verify(authenticator.register(), isConditional: true)
    }

    @Test func `WAR-09: by nobody known is refused where that is demanded, and said where it isn't`() throws {
        expect(.userNotVerified) { $0.flags.remove(.userVerified) }
        var authenticator = SoftAuthenticator()
        authenticator.flags.remove(.userVerified)
        let credential = try verify(authenticator.register(), demandsUserVerification: false)
        #expect(!credential.isUserVerified)
    }

    @Test func `WAR-10: copied but not to be copied is refused`() {
        expect(.contradictoryFlags) { $0.flags.insert(.backedUp) }
    }

    @Test func `WAR-13: CBOR of two readings, and lengths that nobody could send, are refused at once`() throws {
        let object = SoftAuthenticator().attestationObject()
        func refusal(_ bytes: [UInt8]) -> AttestationObject.Refusal? {
            do {
                _ = try AttestationObject(bytes)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal([0xBF] + object.dropFirst() + [0xFF]) == .notCBOR(.indefiniteLength))
        #expect(refusal(object + [0]) == .notCBOR(.trailingBytes(1)))
        #expect(refusal([0xA2, 0x61, 0x61, 1, 0x61, 0x61, 2]) == .notCBOR(.repeatedKey))
        #expect(refusal([0x5A, 0xFF, 0xFF, 0xFF, 0xFF]) == .notCBOR(.truncated))
        #expect(refusal([0xBB] + [UInt8](repeating: 0xFF, count: 8)) == .notCBOR(.truncated))
        #expect(refusal([UInt8](repeating: 0x81, count: 10_000)) == .notCBOR(.tooDeep))
        #expect(refusal([0xA0]) == .memberMissing)
        expect(.attestationObject(.authenticatorData(.trailingBytes(1)))) { $0.trailing = [0] }
    }

    @Test func `WAR-13: keys may stand in any order around the statement, not in the key`() throws {
        // fmt, authData, attStmt: as some password managers write it.
        var authenticator = SoftAuthenticator()
        authenticator.flags.insert(.attestedCredential)
        let data = CBORValue.bytes(authenticator.registrationData).encoded
        let object =
            [0xA3] + CBORValue.text("attStmt").encoded + [0xA0] + CBORValue.text("authData").encoded + data
            + CBORValue.text("fmt").encoded + CBORValue.text("none").encoded
        let response = RegistrationResponse(
            id: authenticator.credential, clientDataJSON: authenticator.clientDataJSON("webauthn.create"),
            attestationObject: object)
        #expect(try verify(response).id == authenticator.credential)
    }

    @Test func `WAR-14: data and flags that don't go together are refused`() throws {
        let authenticator = SoftAuthenticator()
        func refusal(_ flags: AuthenticatorData.Flags, _ rest: [UInt8]) -> AuthenticatorData.Refusal? {
            var copy = authenticator
            copy.flags = flags
            do {
                _ = try AuthenticatorData(copy.authenticatorData(with: rest))
                return nil
            } catch {
                return error
            }
        }
        let credential = authenticator.model + [0, 32] + authenticator.credential + authenticator.coseKey.encoded
        #expect(refusal([.userPresent, .attestedCredential], credential) == nil)
        #expect(refusal([.userPresent], credential) == .trailingBytes(credential.count))
        #expect(refusal([.userPresent, .attestedCredential], []) == .truncated)
        #expect(refusal([.userPresent, .extensions], []) == .extensionsUnreadable(.truncated))
        #expect(refusal([.userPresent, .extensions], [0x80]) == .extensionsNotAMap)
        #expect(refusal([.userPresent, .extensions], [0xA0]) == nil)
        #expect(refusal([.userPresent], [0xA0]) == .trailingBytes(1))
        #expect(refusal([.userPresent, .attestedCredential], credential + [0xA0]) == .trailingBytes(1))
    }

    @Test(arguments: ["None", "PACKED", "android-safetynet", "", "compound"])
    func `WAR-15: a format that isn't one of ours to the letter is refused`(format: String) {
        expect(.attestation(.unknownFormat)) { $0.format = format }
    }

    @Test func `WAR-16: where an attestation is asked for, none is not one, and neither is one by itself`() async throws
    {
        let trust = try #require(PublishedRegistration.trust)
        let authenticator = SoftAuthenticator()
        for response in [authenticator.register(), try authenticator.registerWithSelfAttestation()] {
            let attestation = try verify(response).attestation
            await #expect(throws: AttestationTrust.Refusal.notCertified) {
                try await trust.verify(attestation, at: PublishedRegistration.moment)
            }
        }
        expect(.attestation(.malformed)) { $0.statement = ["x5c": .array([])] }
    }

    @Test func `WAR-17: an attestation by itself is by the credential's key and algorithm`() throws {
        let authenticator = SoftAuthenticator()
        #expect(try verify(authenticator.registerWithSelfAttestation()).attestation.type == .ofItself)
        #expect(throws: Registration.Refusal.attestation(.wrongAlgorithm)) {
            _ = try verify(authenticator.registerWithSelfAttestation(algorithm: -35))
        }
        var withCertificates = authenticator
        withCertificates.statement["x5c"] = .array([])
        #expect(throws: Registration.Refusal.attestation(.malformed)) {
            _ = try verify(withCertificates.registerWithSelfAttestation())
        }
        // Another credential's statement.
        let other = try SoftAuthenticator().registerWithSelfAttestation()
        let stolen = try AttestationObject(other.attestationObject)
        expect(.attestation(.badSignature)) {
            $0.format = "packed"
            $0.statement = ["alg": CBORValue(-7), "sig": .bytes(Array(stolen.data.bytes.prefix(70)))]
        }
    }

    @Test func `WAR-21: an identifier of 1,023 bytes is taken, of 1,024 and of none refused`() throws {
        var authenticator = SoftAuthenticator()
        authenticator.credential = [UInt8](repeating: 1, count: 1_023)
        #expect(try verify(authenticator.register()).id.count == 1_023)
        expect(.credentialIDTooLong) { $0.credential = [UInt8](repeating: 1, count: 1_024) }
        expect(.attestationObject(.authenticatorData(.credentialIDMissing))) { $0.credential = [] }
    }

    @Test func `WAR-23: the browser and the authenticator name one credential`() {
        expect(.contradictoryIDs) { $0.named = [1, 2, 3] }
    }

    @Test func `only algorithms that were offered are taken`() {
        #expect(throws: Registration.Refusal.algorithmNotOffered) {
            _ = try verify(SoftAuthenticator().register(), algorithms: [.edDSA])
        }
    }
}
