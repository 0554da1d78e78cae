import Bytes
import PublicKeyCredentials
import TestSupport
import Testing

/// WebAuthn L3 §16.
struct PublishedRegistration: CustomTestStringConvertible {
    let name: String
    let challenge: [UInt8]
    let response: RegistrationResponse

    var testDescription: String { name }

    static let all = (try? read()) ?? []

    private static func read() throws -> [PublishedRegistration] {
        try Vectors.cases(in: "public-key-credentials/registrations.txt").map { fields in
            let object = try Hexadecimal.decode(fields[3])
            return PublishedRegistration(
                name: fields[0], challenge: try Hexadecimal.decode(fields[1]),
                response: RegistrationResponse(
                    id: try AttestationObject(object).data.credential?.id ?? [],
                    clientDataJSON: try Hexadecimal.decode(fields[2]), attestationObject: object))
        }
    }

    /// Party of the examples; some of them are made in a frame.
    static let party = RelyingParty(
        id: "example.org", name: "Example", origins: ["https://example.org"], topOrigins: ["https://example.com"])

    func verify(of response: RegistrationResponse? = nil, by party: RelyingParty = party) throws -> NewCredential {
        try Registration(party: party, challenge: challenge, demandsUserVerification: false)
            .verify(response ?? self.response)
    }

    static let trust = (try? Vectors.cases(in: "public-key-credentials/attestation-root.txt"))
        .flatMap { try? Hexadecimal.decode($0[0][1]) }
        .flatMap { AttestationTrust(roots: [$0]) }

    /// 2026-01-01, when all of their certificates are valid.
    static let moment: Int64 = 1_767_225_600
}

@Suite struct `The published vectors of WebAuthn` {
    @Test func `are all there`() {
        #expect(PublishedRegistration.all.count == 15)
    }

    @Test(arguments: PublishedRegistration.all.filter { $0.name != "packed-ed448" })
    func `WAR-28: register, and sign in with what was registered`(vector: PublishedRegistration) throws {
        let credential = try vector.verify()
        let fields = try #require(
            try Vectors.cases(in: "public-key-credentials/authentications.txt").first { $0[0] == vector.name })
        let assertion = Assertion(
            party: PublishedRegistration.party, challenge: try Hexadecimal.decode(fields[1]),
            demandsUserVerification: false, allowed: [credential.id], userHandle: [1])
        let response = AuthenticationResponse(
            id: credential.id, clientDataJSON: try Hexadecimal.decode(fields[2]),
            authenticatorData: try Hexadecimal.decode(fields[3]), signature: try Hexadecimal.decode(fields[4]),
            userHandle: nil)
        let known = Assertion.Known(
            id: credential.id, key: try CredentialPublicKey(encoded: credential.key.encoded), userHandle: [1],
            signCount: credential.signCount, isBackupEligible: credential.isBackupEligible)
        #expect(try assertion.verify(response, by: known).isCounterPlausible)
        for index in response.authenticatorData.indices {
            var changed = response.authenticatorData
            changed[index] ^= 1 << (index % 8)
            let other = AuthenticationResponse(
                id: credential.id, clientDataJSON: response.clientDataJSON, authenticatorData: changed,
                signature: response.signature, userHandle: nil)
            #expect(throws: Assertion.Refusal.self, "byte \(index)") { try assertion.verify(other, by: known) }
        }
    }

    @Test(arguments: PublishedRegistration.all.filter { $0.name == "packed-ed448" })
    func `a curve that nobody offers is refused`(vector: PublishedRegistration) {
        #expect(throws: Registration.Refusal.key(.algorithmUnknown(-53))) { try vector.verify() }
    }

    @Test(arguments: PublishedRegistration.all.filter { $0.name.hasSuffix("Origin") })
    func `WAR-04: what was made in a frame is refused unless frames are expected`(vector: PublishedRegistration) {
        let party = RelyingParty(id: "example.org", name: "Example", origins: ["https://example.org"])
        #expect(throws: Registration.Refusal.clientData(.crossOrigin)) { try vector.verify(by: party) }
    }

    @Test(arguments: PublishedRegistration.all.filter { certified.contains($0.name) && $0.name != "fido-u2f-es256" })
    func `an attestation leads to the root, at its time and to no other root`(vector: PublishedRegistration)
        async throws
    {
        let attestation = try vector.verify().attestation
        let trust = try #require(PublishedRegistration.trust)
        #expect(attestation.type == .certified)
        try await trust.verify(attestation, at: PublishedRegistration.moment)
        await #expect(throws: AttestationTrust.Refusal.untrusted) { try await trust.verify(attestation, at: 0) }
        let nobody = try #require(AttestationTrust(roots: []))
        await #expect(throws: AttestationTrust.Refusal.untrusted) {
            try await nobody.verify(attestation, at: PublishedRegistration.moment)
        }
    }

    @Test(arguments: PublishedRegistration.all.filter { certified.contains($0.name) || $0.name == "packed-self-es256" })
    func `WAR-18: a registration with one flipped bit is refused, or none that is trusted`(
        vector: PublishedRegistration
    ) async throws {
        let trust = try #require(PublishedRegistration.trust)
        let whole = vector.response.attestationObject
        for index in whole.indices where !isUnsigned(index, in: vector) {
            var changed = whole
            changed[index] ^= 0x40
            let response = RegistrationResponse(
                id: vector.response.id, clientDataJSON: vector.response.clientDataJSON, attestationObject: changed)
            guard let credential = try? vector.verify(of: response) else { continue }
            await #expect(throws: AttestationTrust.Refusal.self, "byte \(index)") {
                try await trust.verify(credential.attestation, at: PublishedRegistration.moment)
            }
        }
    }

    @Test(arguments: PublishedRegistration.all.filter { $0.name == "fido-u2f-es256" })
    func `WAR-19: a model that a security key of the first generation can't have signed is nobody's word`(
        vector: PublishedRegistration
    ) async throws {
        let trust = try #require(PublishedRegistration.trust)
        let credential = try vector.verify()
        #expect(credential.model.contains { $0 != 0 })
        await #expect(throws: AttestationTrust.Refusal.modelNotSigned) {
            try await trust.verify(credential.attestation, at: PublishedRegistration.moment)
        }
    }

    @Test(arguments: PublishedRegistration.all)
    func `every truncation of an attestation object is refused`(vector: PublishedRegistration) {
        let whole = vector.response.attestationObject
        for length in whole.indices {
            #expect(throws: AttestationObject.Refusal.self) { try AttestationObject(Array(whole.prefix(length))) }
        }
    }

    /// Security keys of the first generation sign neither flags nor counter (§8.6 step 5).
    private func isUnsigned(_ index: Int, in vector: PublishedRegistration) -> Bool {
        guard vector.name == "fido-u2f-es256", let data = try? AttestationObject(vector.response.attestationObject).data
        else { return false }
        let whole = vector.response.attestationObject
        let start = whole.indices.first { whole[$0...].starts(with: data.bytes) } ?? 0
        return (start + 32..<start + 37).contains(index)
    }
}

private let certified: Set<String> = [
    "packed-es256", "packed-es384", "packed-es512", "packed-rs256", "packed-eddsa", "tpm-es256", "android-key-es256",
    "apple-es256", "fido-u2f-es256",
]

@Suite struct `Signatures` {
    @Test func `WAA-11: are judged as Wycheproof judges them`() throws {
        var key = ""
        var judged = 0
        for fields in try Vectors.cases(in: "public-key-credentials/signatures-wycheproof.txt") {
            if fields[2] != "=" { key = fields[2] }
            let publicKey = try CredentialPublicKey(encoded: try Hexadecimal.decode(key))
            let isValid = publicKey.isValid(try Hexadecimal.decode(fields[4]), of: try Hexadecimal.decode(fields[3]))
            // One RSA signature is "acceptable": its hash lacks a NULL that old programs left out. We don't take it.
            #expect(isValid == (fields[5] == "valid"), "\(fields[0]) \(fields[1])")
            judged += 1
        }
        #expect(judged == 1_938)
    }
}
