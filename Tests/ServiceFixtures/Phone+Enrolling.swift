package import ApprovalProtocol
internal import Bytes
package import Crypto
package import Identity
internal import SignInPolicy
package import SignInService

/// A copy of the app that is being added, or was: it makes keys, and sends signed requests as the real one does.
package struct NewPhone: Sendable {
    package let contact: P256.Signing.PrivateKey
    package let approval: P256.Signing.PrivateKey

    package init(
        contact: P256.Signing.PrivateKey = P256.Signing.PrivateKey(),
        approval: P256.Signing.PrivateKey = P256.Signing.PrivateKey()
    ) {
        self.contact = contact
        self.approval = approval
    }

    /// What the app sends to be added.
    package func body(
        token: String, named name: String = "Pixel 8", lock: AppLock = .none, proof: [UInt8]? = nil
    ) throws -> EnrolmentRequest {
        let key = try InstallationKey(x963: Array(contact.publicKey.x963Representation))
        let statement = KeyStatement.enrolment(token: token, contactKey: key)
        return EnrolmentRequest(
            token: token, name: name, platform: "Android", language: "en", contactKey: WireBytes(key.bytes),
            approvalKey: WireBytes(Array(approval.publicKey.x963Representation)),
            approvalSignature: WireBytes(try Phone.sign(statement.bytesToSign, with: approval)), lock: lock,
            pin: proof.map { EnrolmentRequest.NewPIN(proof: WireBytes($0)) })
    }

    /// The phone that it becomes.
    package func phone(_ answer: EnrolmentAnswer) -> Phone {
        Phone(
            id: AuthenticatorID(answer.installation), account: AccountID(answer.account), contact: contact,
            approval: approval, seed: (try? Base32.decode(answer.codes.secret)) ?? [])
    }
}

extension World {
    /// A signed request as it reaches the server; each has a nonce of its own unless one is given.
    package func signed(
        by key: P256.Signing.PrivateKey, as name: String, nonce: String? = nil, at moment: Moment? = nil
    ) throws -> UnverifiedRequest {
        let content = RequestContent(
            method: "POST", authority: environment.settings.origin.authority, path: "/api/v1/installation/heartbeat",
            contentType: "application/json", body: Array("{}".utf8))
        let toSign = RequestToSign(
            content,
            parameters: try SignatureParameters(
                created: (moment ?? time.now()).secondsSinceEpoch,
                nonce: nonce ?? Base64.url.encode(environment.tokens.random(16)), keyID: name))
        var values: [String: String] = [:]
        for field in toSign.fields(signature: try Phone.sign(toSign.bytesToSign, with: key)) {
            values[field.name.lowercased()] = field.value
        }
        return try UnverifiedRequest(
            content,
            fields: UnverifiedRequest.Fields(
                version: [values["aikagi-protocol"] ?? ""], contentDigest: [values["content-digest"] ?? ""],
                signatureInput: [values["signature-input"] ?? ""], signature: [values["signature"] ?? ""]))
    }

    /// What comes of a signed request of a phone.
    package func contact(
        of phone: Phone, nonce: String? = nil, at moment: Moment? = nil, address: String = "192.0.2.7"
    ) async throws -> Installations.Contact {
        try await services.installations.authenticate(
            try signed(by: phone.contact, as: phone.id.rawValue, nonce: nonce, at: moment),
            from: client(address: address))
    }

    /// A phone as the API's routes get it; `nil` if its request is refused.
    package func live(_ phone: Phone) async throws -> LiveInstallation? {
        guard case .live(let live) = try await contact(of: phone) else { return nil }
        return live
    }

    /// The token of a link to add the app by; `nil` if there is none to be had.
    package func invitation(by session: LiveSession) async throws -> Secret<String>? {
        guard case .link(let token, _) = try await services.installations.invite(by: session, from: client()) else {
            return nil
        }
        return token
    }

    /// What comes of a new phone with a link.
    package func enrol(
        _ phone: NewPhone, with token: Secret<String>, named name: String = "Pixel 8", lock: AppLock = .none,
        proof: [UInt8]? = nil
    ) async throws -> Installations.EnrolmentOutcome {
        try await services.installations.enrol(
            try signed(by: phone.contact, as: SignatureParameters.newInstallation),
            try phone.body(token: token.reveal(), named: name, lock: lock, proof: proof), from: client())
    }

    /// Adds the app the whole way: link, keys, test. `nil` if any of it is refused.
    package func addPhone(
        by session: LiveSession, named name: String = "Pixel 8", lock: AppLock = .none, proof: [UInt8]? = nil
    ) async throws -> (phone: Phone, answer: EnrolmentAnswer)? {
        let new = NewPhone()
        guard let token = try await invitation(by: session),
            case .enrolled(let answer) = try await enrol(new, with: token, named: name, lock: lock, proof: proof)
        else { return nil }
        let phone = new.phone(answer)
        guard try await approve(on: phone, number: nil) == .approved else { return nil }
        return (phone, answer)
    }
}
