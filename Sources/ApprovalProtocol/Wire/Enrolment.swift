/// The answer of `GET …/server`, which anybody may ask.
package struct ServerDescription: Sendable, Hashable, Codable {
    package let origin: String
    /// The name that people know the service by.
    package let name: String
    /// The versions of this protocol that the server speaks.
    package let `protocol`: [Int]
    /// Milliseconds since 1970.
    package let time: Int64
    /// The key that push messages are signed with: an uncompressed point. Nil if the server sends none.
    package let vapidKey: WireBytes?

    package init(origin: String, name: String, protocol: [Int], time: Int64, vapidKey: WireBytes?) {
        self.origin = origin
        self.name = name
        self.protocol = `protocol`
        self.time = time
        self.vapidKey = vapidKey
    }
}

/// The body of `POST …/installations`.
package struct EnrolmentRequest: Sendable, Hashable, Codable {
    /// The first thing that the server learns about a PIN.
    package struct NewPIN: Sendable, Hashable, Codable {
        package let proof: WireBytes

        package init(proof: WireBytes) { self.proof = proof }
    }

    /// From the enrolment link.
    package let token: String
    /// As the person calls the device.
    package let name: String
    /// What it is, for the list of devices: `Android`, `Debian in a terminal`.
    package let platform: String
    /// The language of what the server says to the app: `en` or `ja`.
    package let language: String
    package let contactKey: WireBytes
    package let approvalKey: WireBytes
    /// By the approval key over `KeyStatement.enrolment`.
    package let approvalSignature: WireBytes
    package let lock: AppLock
    /// Only with `AppLock.pin`.
    package let pin: NewPIN?

    package init(
        token: String, name: String, platform: String, language: String, contactKey: WireBytes, approvalKey: WireBytes,
        approvalSignature: WireBytes, lock: AppLock, pin: NewPIN?
    ) {
        self.token = token
        self.name = name
        self.platform = platform
        self.language = language
        self.contactKey = contactKey
        self.approvalKey = approvalKey
        self.approvalSignature = approvalSignature
        self.lock = lock
        self.pin = pin
    }
}

/// The answer to an enrolment: a pending installation, and the test that makes it live.
package struct EnrolmentAnswer: Sendable, Hashable, Codable {
    /// The seed of the app's own codes, and how they are made.
    package struct Codes: Sendable, Hashable, Codable {
        /// Base 32.
        package let secret: String
        package let algorithm: String
        package let digits: Int
        /// Seconds.
        package let period: Int

        package init(secret: String, algorithm: String, digits: Int, period: Int) {
            self.secret = secret
            self.algorithm = algorithm
            self.digits = digits
            self.period = period
        }
    }

    package let installation: String
    package let account: String
    package let accountName: String
    package let identifier: String
    package let origin: String
    /// The server's share of the wrapping key; only with a PIN.
    package let share: WireBytes?
    package let codes: Codes
    package let test: RequestSummary
    /// The first link of the chain that heartbeats move along (DEV-09).
    package let chain: WireBytes

    package init(
        installation: String, account: String, accountName: String, identifier: String, origin: String,
        share: WireBytes?, codes: Codes, test: RequestSummary, chain: WireBytes
    ) {
        self.installation = installation
        self.account = account
        self.accountName = accountName
        self.identifier = identifier
        self.origin = origin
        self.share = share
        self.codes = codes
        self.test = test
        self.chain = chain
    }
}
