internal import Bytes

/// Why a signed message decides nothing about a request: a case for each step of the check.
package enum ApprovalRefusal: Error, Hashable {
    case message(ApprovalMessage.Refusal)
    /// Not by the key that has to sign such a decision.
    case signatureWrong
    case otherRequest
    case otherAccount
    case otherInstallation
    /// Meant for another server.
    case otherOrigin
    case otherNonce
    /// Made more than a minute from now, by the app's own time.
    case clockOff
}

/// A message and a signature as they came, which decide nothing yet.
package struct SignedApproval: Sendable {
    /// What the message has to be about: the server's own record of the request.
    package struct Expectation: Sendable {
        package let request: String
        package let account: String
        package let installation: String
        package let origin: String
        package let nonce: [UInt8]

        package init(request: String, account: String, installation: String, origin: String, nonce: [UInt8]) {
            self.request = request
            self.account = account
            self.installation = installation
            self.origin = origin
            self.nonce = nonce
        }
    }

    private let message: [UInt8]
    private let signature: [UInt8]

    package init(message: [UInt8], signature: [UInt8]) {
        self.message = message
        self.signature = signature
    }

    /// The decision, if the right key has signed it for exactly this request; milliseconds since 1970.
    ///
    /// Whether the number is right, and the request still open, is the request's own to say.
    package func verified(
        against expected: Expectation, keys: InstallationKeys, at now: Int64
    ) throws(ApprovalRefusal) -> VerifiedApproval {
        let said: ApprovalMessage
        do { said = try ApprovalMessage(decoding: message) } catch { throw .message(error) }
        guard said.decision.key(of: keys).verifies(signature, over: ApprovalMessage.bytesToSign(message)) else {
            throw .signatureWrong
        }
        guard said.request == expected.request else { throw .otherRequest }
        guard said.account == expected.account else { throw .otherAccount }
        guard said.installation == expected.installation else { throw .otherInstallation }
        guard said.origin == expected.origin else { throw .otherOrigin }
        guard equalInConstantTime(said.nonce, expected.nonce) else { throw .otherNonce }
        let (difference, overflows) = said.time.subtractingReportingOverflow(now)
        guard !overflows, difference.magnitude <= UInt64(UnverifiedRequest.greatestClockDifference) else {
            throw .clockOff
        }
        return VerifiedApproval(decision: said.decision, time: said.time)
    }
}

/// A decision that the right key of the right installation has signed. Only `SignedApproval` makes one.
package struct VerifiedApproval: Sendable, Hashable {
    package let decision: ApprovalMessage.Decision
    /// By the app's clock, for the record; what counts is when the server got it.
    package let time: Int64

    fileprivate init(decision: ApprovalMessage.Decision, time: Int64) {
        self.decision = decision
        self.time = time
    }
}
