package import CBOR

/// What a person decided about a request, as the app signs it (docs/formats/approval-message.md).
///
/// Everything the decision depends on stands in the message, so that a signature can't be carried to another request,
/// account, installation or server (PUSH-08), nor a refusal be made an approval (PUSH-09).
package struct ApprovalMessage: Sendable, Hashable {
    /// What was decided.
    package enum Decision: Sendable, Hashable {
        /// With the number that the person typed; nil where the request asks for none, such as a test.
        case approve(number: String?)
        case refuse
        /// The person did not ask for this sign-in: more than a refusal.
        case notMe

        /// The key of the installation that has to sign it. Refusing is possible while the app is locked.
        package func key(of keys: InstallationKeys) -> InstallationKey {
            switch self {
            case .approve: keys.approval
            case .refuse, .notMe: keys.contact
            }
        }
    }

    /// Why bytes are not a message.
    package enum Refusal: Error, Hashable {
        case tooLong
        case malformed(CBORValue.Refusal)
        case unknownVersion
        /// A key of the map is missing, unknown, or its value of another type or length than it has to be.
        case wrongShape
    }

    package let request: String
    package let account: String
    package let installation: String
    /// The server's, such as `https://id.example.org`.
    package let origin: String
    package let decision: Decision
    /// From the request, at random: a message can be made only after the request has been seen.
    package let nonce: [UInt8]
    /// When the person decided, in milliseconds since 1970 by the app's corrected clock.
    package let time: Int64

    package init(
        request: String, account: String, installation: String, origin: String, decision: Decision, nonce: [UInt8],
        time: Int64
    ) {
        self.request = request
        self.account = account
        self.installation = installation
        self.origin = origin
        self.decision = decision
        self.nonce = nonce
        self.time = time
    }

    /// The message itself, which travels beside its signature.
    package var encoded: [UInt8] {
        CBORValue.map(
            CBORMap([
                Key.version: .unsigned(Self.version),
                Key.request: .text(request),
                Key.account: .text(account),
                Key.installation: .text(installation),
                Key.origin: .text(origin),
                Key.decision: .text(decisionWord),
                Key.number: number.map { .text($0) } ?? .null,
                Key.nonce: .bytes(nonce),
                Key.time: CBORValue(time),
            ])
        ).encoded
    }

    /// What is signed: a label, a zero byte, and the message. The label keeps the signature from being one of anything
    /// else that the key signs.
    package static func bytesToSign(_ encoded: [UInt8]) -> [UInt8] {
        Array("aikagi-approval-v1".utf8) + [0] + encoded
    }

    /// What is signed of this message.
    package var bytesToSign: [UInt8] { Self.bytesToSign(encoded) }

    private var decisionWord: String {
        switch decision {
        case .approve: Word.approve
        case .refuse: Word.refuse
        case .notMe: Word.notMe
        }
    }

    private var number: String? {
        if case .approve(let number) = decision { number } else { nil }
    }

    private static let version: UInt64 = 1

    private enum Key {
        static let version: Int64 = 1
        static let request: Int64 = 2
        static let account: Int64 = 3
        static let installation: Int64 = 4
        static let origin: Int64 = 5
        static let decision: Int64 = 6
        static let number: Int64 = 7
        static let nonce: Int64 = 8
        static let time: Int64 = 9
    }

    private enum Word {
        static let approve = "approve"
        static let refuse = "refuse"
        static let notMe = "notMe"
    }
}

// MARK: Reading

extension ApprovalMessage {
    /// The most bytes that a message has.
    package static let longest = 1_024

    /// Reads a message, whose values are still only what somebody says.
    package init(decoding bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Self.longest else { throw .tooLong }
        let value: CBORValue
        do { value = try CBORValue(decoding: bytes) } catch { throw .malformed(error) }
        guard case .map(let map) = value else { throw .wrongShape }
        guard let version = map[Key.version]?.integer else { throw .wrongShape }
        guard version == Int64(Self.version) else { throw .unknownVersion }
        // Nine keys, each of which is looked for below: no other has room.
        guard map.entries.count == 9, let nonce = map[Key.nonce]?.bytes, (16...64).contains(nonce.count),
            let time = map[Key.time]?.integer, time >= 0
        else { throw .wrongShape }
        self.init(
            request: try Self.name(map[Key.request]), account: try Self.name(map[Key.account]),
            installation: try Self.name(map[Key.installation]), origin: try Self.name(map[Key.origin]),
            decision: try Self.decision(map[Key.decision], number: map[Key.number]), nonce: nonce, time: time)
    }

    private static func name(_ value: CBORValue?) throws(Refusal) -> String {
        guard let text = value?.text, (1...255).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .wrongShape }
        return text
    }

    private static func decision(_ word: CBORValue?, number: CBORValue?) throws(Refusal) -> Decision {
        switch (word, number) {
        case (.text(Word.approve), .null):
            return .approve(number: nil)
        // PUSH-01: a number is text of digits; an integer, a list or nothing is not one.
        case (.text(Word.approve), .text(let number)) where isNumber(number):
            return .approve(number: number)
        case (.text(Word.refuse), .null):
            return .refuse
        case (.text(Word.notMe), .null):
            return .notMe
        default:
            throw .wrongShape
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        (2...8).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
