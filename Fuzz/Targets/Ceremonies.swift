import PublicKeyCredentials

// An input is what a browser could answer: which ceremony (registration where the first byte is even), challenge and
// client data, each with two bytes for its length before it, and then, of a registration, the attestation object; of an
// assertion, authenticator data and COSE key, each with its length, and the signature.

/// Nothing that is accepted is accepted again for another challenge, by another party or with a changed signature.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCeremonies(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    var rest = Array(UnsafeBufferPointer(start: start, count: count))[...]
    guard let kind = rest.popFirst(), let challenge = counted(&rest), let clientData = counted(&rest) else { return 0 }
    if kind.isMultiple(of: 2) {
        register(challenge, clientData, Array(rest))
    } else if let data = counted(&rest), let key = counted(&rest) {
        assert(challenge, clientData, data, key, Array(rest))
    }
    return 0
}

private let party = RelyingParty(
    id: "example.org", name: "Example", origins: ["https://example.org"], topOrigins: ["https://example.com"])
private let stranger = RelyingParty(id: "example.net", name: "Stranger", origins: ["https://example.org"])

private func register(_ challenge: [UInt8], _ clientData: [UInt8], _ object: [UInt8]) {
    guard let read = try? AttestationObject(object), let id = read.data.credential?.id else { return }
    let response = RegistrationResponse(id: id, clientDataJSON: clientData, attestationObject: object)
    func verify(_ challenge: [UInt8], by party: RelyingParty) -> NewCredential? {
        try? Registration(party: party, challenge: challenge, demandsUserVerification: false).verify(response)
    }
    guard let credential = verify(challenge, by: party) else { return }
    hold((1...Registration.longestCredentialID).contains(credential.id.count), "an identifier has a length")
    hold(credential.isBackupEligible || !credential.isBackedUp, "only what may be copied is copied")
    let key = credential.key.encoded
    hold((try? CredentialPublicKey(encoded: key))?.encoded == key, "the key is read as it is kept")
    hold(verify(changed(challenge), by: party) == nil, "another challenge is refused")
    hold(verify(challenge, by: stranger) == nil, "another party is refused")
}

private func assert(
    _ challenge: [UInt8], _ clientData: [UInt8], _ data: [UInt8], _ key: [UInt8], _ signature: [UInt8]
) {
    guard let key = try? CredentialPublicKey(encoded: key) else { return }
    func verify(_ challenge: [UInt8], _ signature: [UInt8], by party: RelyingParty) -> Assertion.Verified? {
        for isBackupEligible in [false, true] {
            let assertion = Assertion(
                party: party, challenge: challenge, demandsUserVerification: false, allowed: [[7]], userHandle: [1])
            let response = AuthenticationResponse(
                id: [7], clientDataJSON: clientData, authenticatorData: data, signature: signature, userHandle: nil)
            let known = Assertion.Known(
                id: [7], key: key, userHandle: [1], signCount: 0, isBackupEligible: isBackupEligible)
            if let verified = try? assertion.verify(response, by: known) { return verified }
        }
        return nil
    }
    guard verify(challenge, signature, by: party) != nil else { return }
    hold(verify(changed(challenge), signature, by: party) == nil, "another challenge is refused")
    hold(verify(challenge, signature, by: stranger) == nil, "another party is refused")
    hold(verify(challenge, changed(signature), by: party) == nil, "another signature is refused")
}

/// Bytes with their length before them, in two bytes.
private func counted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard let high = rest.popFirst(), let low = rest.popFirst() else { return nil }
    let length = Int(high) << 8 | Int(low)
    guard rest.count >= length else { return nil }
    defer { rest = rest.dropFirst(length) }
    return Array(rest.prefix(length))
}

/// With another last bit.
private func changed(_ bytes: [UInt8]) -> [UInt8] {
    bytes.isEmpty ? [0] : bytes.dropLast() + [bytes[bytes.count - 1] ^ 1]
}
