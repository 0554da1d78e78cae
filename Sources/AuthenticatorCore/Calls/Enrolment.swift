internal import ApprovalProtocol

/// The making of an installation: its keys, and the request that brings their public halves to the server.
public struct Enrolment: Sendable {
    /// What the person calls the device, and what it is.
    public struct Description: Sendable {
        public let name: String
        public let platform: String
        /// `en` or `ja`.
        public let language: String

        public init(name: String, platform: String, language: String) {
            self.name = name
            self.platform = platform
            self.language = language
        }
    }

    public let origin: ServerOrigin
    public let contactKey: SoftwareKey
    public let approvalKey: SoftwareKey
    /// Nil for an installation without a lock.
    public let pin: UnlockedPIN?
    private let token: String
    private let device: Description

    /// An enrolment with new keys. Nothing is sent or kept before its call is answered.
    ///
    /// - Parameter token: From an ``AppLink``.
    public init(with token: String, at origin: ServerOrigin, as device: Description, pin: UnlockedPIN?) {
        self.token = token
        self.origin = origin
        self.device = device
        self.pin = pin
        contactKey = SoftwareKey()
        approvalKey = SoftwareKey()
    }

    /// The request that enrols. The answer is to be saved before anything else is done.
    public func call(clock: ServerClock = ServerClock(), at now: Int64) throws -> Call<Enrolled> {
        let statement = KeyStatement.enrolment(
            token: token, contactKey: try InstallationKey(x963: contactKey.publicKey))
        let body = EnrolmentRequest(
            token: token, name: device.name, platform: device.platform, language: device.language,
            contactKey: WireBytes(contactKey.publicKey), approvalKey: WireBytes(approvalKey.publicKey),
            approvalSignature: WireBytes(try approvalKey.sign(statement.bytesToSign)),
            lock: pin == nil ? .none : .pin, pin: pin.map { .init(proof: WireBytes($0.stretched.proof)) })
        let signer = RequestSigner(
            origin: origin, keyID: SignatureParameters.newInstallation, key: contactKey, clock: clock)
        let request = try signer.request(.enrol, body: try JSON.write(body), at: now)
        return Call(request: request) { bytes in
            let answer = try JSON.read(EnrolmentAnswer.self, bytes)
            // What another server says about itself is no answer to this request.
            guard answer.origin == origin.text, pin == nil || answer.share?.bytes.count == StretchedPIN.shareLength
            else {
                throw UnreadableAnswer(status: 201)
            }
            return Enrolled(enrolment: self, answer: answer)
        }
    }
}

/// An installation that the server knows since now, and has sent a test.
public struct Enrolled: Sendable {
    let enrolment: Enrolment
    let answer: EnrolmentAnswer

    public var accountName: String { answer.accountName }
    public var identifier: String { answer.identifier }
    /// The request to answer with an approval, without a number, by which the installation becomes live.
    public var test: Question { Question(answer.test) }
}
