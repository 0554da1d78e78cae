internal import CBOR
internal import Crypto

/// What the approval key signs besides approvals, each under a label of its own.
package enum KeyStatement: Sendable, Hashable {
    /// The holder of both keys enrols with this link: the approval key names the contact key that signs the request.
    case enrolment(token: String, contactKey: InstallationKey)
    /// The old approval key hands over to a new one (DEV-10).
    case newApprovalKey(InstallationKey, installation: String, origin: String, time: Int64)
    /// The person makes a device the primary one; `time` in milliseconds since 1970.
    case promotion(device: String, installation: String, origin: String, time: Int64)
    /// The person sets, changes or resets the passphrase of the vault (`product.md` §4.6).
    case newPassphrase(
        authenticationKey: [UInt8], wrappedKey: [UInt8], keyNumber: Int64, installation: String, origin: String,
        time: Int64)

    /// What is signed: the label, a zero byte, and the content.
    package var bytesToSign: [UInt8] {
        switch self {
        case .enrolment(let token, let contactKey):
            labelled("aikagi-enrolment-v1", Array(SHA256.hash(data: Array(token.utf8))) + contactKey.bytes)
        case .newApprovalKey(let key, let installation, let origin, let time):
            labelled(
                "aikagi-approval-key-v1",
                CBORValue.map(
                    CBORMap([1: .bytes(key.bytes), 2: .text(installation), 3: .text(origin), 4: CBORValue(time)])
                ).encoded)
        case .newPassphrase(let key, let wrapped, let number, let installation, let origin, let time):
            labelled(
                "aikagi-passphrase-v1",
                CBORValue.map(
                    CBORMap([
                        1: .bytes(Array(SHA256.hash(data: key))), 2: .bytes(Array(SHA256.hash(data: wrapped))),
                        3: CBORValue(number), 4: .text(installation), 5: .text(origin), 6: CBORValue(time),
                    ])
                ).encoded)
        case .promotion(let device, let installation, let origin, let time):
            labelled(
                "aikagi-promotion-v1",
                CBORValue.map(
                    CBORMap([1: .text(device), 2: .text(installation), 3: .text(origin), 4: CBORValue(time)])
                ).encoded)
        }
    }

    /// Whether the key has signed this very statement, and a stated time is within a minute of `now`.
    package func isSigned(by key: InstallationKey, _ signature: [UInt8], at now: Int64) -> Bool {
        key.verifies(signature, over: bytesToSign) && isRecent(at: now)
    }

    private func isRecent(at now: Int64) -> Bool {
        switch self {
        // The link's own life bounds it, and it works once.
        case .enrolment: return true
        case .newApprovalKey(_, _, _, let time), .promotion(_, _, _, let time), .newPassphrase(_, _, _, _, _, let time):
            let (difference, overflows) = time.subtractingReportingOverflow(now)
            return !overflows && difference.magnitude <= UInt64(UnverifiedRequest.greatestClockDifference)
        }
    }

    private func labelled(_ label: String, _ content: [UInt8]) -> [UInt8] {
        Array(label.utf8) + [0] + content
    }
}
