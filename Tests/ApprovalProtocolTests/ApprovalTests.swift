import ApprovalProtocol
import Bytes
import CBOR
import Testing

@Suite struct `A signed approval` {
    @Test func `PUSH-08: messages of another implementation are the same bytes, and their signatures are right`() throws
    {
        let vectors = try ProtocolVectors.approvals()
        let keys = try keys(of: vectors)
        for vector in vectors.cases {
            let decision = try #require(self.decision(vector))
            let message = ApprovalMessage(
                request: vector.request, account: vector.account, installation: vector.installation,
                origin: vector.origin, decision: decision, nonce: vector.nonce.bytes, time: vector.time)
            #expect(message.encoded == vector.encoded.bytes, "\(vector.name)")
            #expect(message.bytesToSign == vector.bytesToSign.bytes)
            #expect(try ApprovalMessage(decoding: vector.encoded.bytes) == message)

            let signed = SignedApproval(message: vector.encoded.bytes, signature: vector.signature.bytes)
            let verified = try signed.verified(against: expectation(vector), keys: keys, at: vector.time)
            #expect(verified.decision == decision)
        }
    }

    @Test func `PUSH-08: no flipped bit of message or signature decides anything`() throws {
        let message = approval.encoded
        let signature = try approvalKey.sign(approval.bytesToSign)
        for bit in 0..<message.count * 8 {
            #expect(throws: ApprovalRefusal.self, "bit \(bit)") { try verify(flipped(message, bit), signature) }
        }
        for bit in 0..<signature.count * 8 {
            #expect(throws: ApprovalRefusal.signatureWrong) { try verify(message, flipped(signature, bit)) }
        }
    }

    @Test func `every truncation is refused`() throws {
        let signature = try approvalKey.sign(approval.bytesToSign)
        for length in 0..<approval.encoded.count {
            let cut = Array(approval.encoded.prefix(length))
            #expect(throws: ApprovalRefusal.message(.malformed(.truncated))) { try verify(cut, signature) }
        }
    }

    @Test(arguments: [
        (message(request: "r2"), ApprovalRefusal.otherRequest), (message(account: "a2"), .otherAccount),
        (message(installation: "i2"), .otherInstallation), (message(origin: "https://id.example.com"), .otherOrigin),
        (message(nonce: 8), .otherNonce), (message(time: now + 60_001), .clockOff),
        (message(time: now - 60_001), .clockOff),
        (message(time: .max), .clockOff),
    ])
    func `PUSH-08: it is about one request, account, installation, server, nonce and minute`(
        other: ApprovalMessage, refusal: ApprovalRefusal
    ) throws {
        let signature = try approvalKey.sign(other.bytesToSign)
        #expect(throws: refusal) { try verify(other.encoded, signature) }
    }

    @Test
    func `PUSH-09: the contact key refuses, and can't approve; the approval key approves, and can't be made refuse`()
        throws
    {
        let approvedByContact = try contactKey.sign(approval.bytesToSign)
        #expect(throws: ApprovalRefusal.signatureWrong) { try verify(approval.encoded, approvedByContact) }
        for decision in [ApprovalMessage.Decision.refuse, .notMe] {
            let refusal = Self.message(decision: decision)
            let byContact = try contactKey.sign(refusal.bytesToSign)
            #expect(try verify(refusal.encoded, byContact).decision == decision)
            let byApproval = try approvalKey.sign(refusal.bytesToSign)
            #expect(throws: ApprovalRefusal.signatureWrong) { try verify(refusal.encoded, byApproval) }
            // The same message with another word, under the signature of the refusal.
            #expect(throws: ApprovalRefusal.signatureWrong) { try verify(approval.encoded, byContact) }
        }
    }

    @Test func `PUSH-08: another person's key decides nothing`() throws {
        let signature = try TestKey().sign(approval.bytesToSign)
        #expect(throws: ApprovalRefusal.signatureWrong) { try verify(approval.encoded, signature) }
    }

    @Test(arguments: [
        CBORValue.unsigned(481_902), .array([.text("481902")]), .bytes(Array("481902".utf8)), .boolean(true), .text(""),
        .text("4819o2"), .text("481 902"), .text("４８１９０２"), .text("123456789"), .text("1"), .text("-48190"),
    ])
    func `PUSH-01: a number that is not text of digits is none`(number: CBORValue) throws {
        let bytes = changed(approval, key: 7, to: number)
        let signature = try approvalKey.sign(ApprovalMessage.bytesToSign(bytes))
        #expect(throws: ApprovalRefusal.message(.wrongShape)) { try verify(bytes, signature) }
    }

    @Test(arguments: [
        (Int64(1), CBORValue.unsigned(2), ApprovalMessage.Refusal.unknownVersion), (1, .text("1"), .wrongShape),
        (2, .unsigned(1), .wrongShape), (2, .text(""), .wrongShape), (2, .text("r 1"), .wrongShape),
        (3, .text(String(repeating: "a", count: 256)), .wrongShape), (5, .text("https://例え.jp"), .wrongShape),
        (6, .text("APPROVE"), .wrongShape), (6, .boolean(true), .wrongShape), (6, .text("refuse"), .wrongShape),
        (8, .bytes([1]), .wrongShape), (8, .null, .wrongShape), (9, .unsigned(.max), .wrongShape),
        (9, CBORValue(-1), .wrongShape), (10, .null, .wrongShape),
    ])
    func `a member of another form is refused`(key: Int64, value: CBORValue, refusal: ApprovalMessage.Refusal) {
        let bytes = changed(approval, key: key, to: value)
        #expect(throws: refusal) { try ApprovalMessage(decoding: bytes) }
    }

    @Test func `a member that is missing, and a map that is none, are refused`() throws {
        for key in Int64(1)...9 {
            let bytes = changed(approval, key: key, to: nil)
            #expect(throws: ApprovalMessage.Refusal.wrongShape) { try ApprovalMessage(decoding: bytes) }
        }
        for bytes: [UInt8] in [CBORValue.null.encoded, CBORValue.array([]).encoded] {
            #expect(throws: ApprovalMessage.Refusal.wrongShape) { try ApprovalMessage(decoding: bytes) }
        }
        let long = [UInt8](repeating: 0, count: ApprovalMessage.longest + 1)
        #expect(throws: ApprovalMessage.Refusal.tooLong) { try ApprovalMessage(decoding: long) }
    }

    @Test func `statements are those of another implementation, and each is signed for itself alone`() throws {
        let vectors = try ProtocolVectors.approvals()
        let keys = try keys(of: vectors)
        let successor = try InstallationKey(base64url: try #require(vectors.keys["successor"]))
        for vector in vectors.statements {
            let time = vector.time ?? 0
            let (installation, origin) = (vector.installation ?? "", vector.origin ?? "")
            let statement: KeyStatement =
                switch vector.name {
                case "enrolment": .enrolment(token: try #require(vector.token), contactKey: keys.contact)
                case "newApprovalKey":
                    .newApprovalKey(successor, installation: installation, origin: origin, time: time)
                default:
                    .promotion(
                        device: try #require(vector.device), installation: installation, origin: origin, time: time)
                }
            #expect(statement.bytesToSign == vector.bytesToSign.bytes, "\(vector.name)")
            let signature = try #require(vector.signatures["approval"]).bytes
            #expect(statement.isSigned(by: keys.approval, signature, at: time))
            #expect(!statement.isSigned(by: keys.contact, signature, at: time))
            #expect(statement.isSigned(by: keys.approval, signature, at: time + 60_001) == (vector.time == nil))
        }
    }

    // MARK: -

    private static let now: Int64 = 1_790_000_000_000
    private let contactKey = TestKey()
    private let approvalKey = TestKey()
    private let approval = message()

    private static func message(
        request: String = "r1", account: String = "a1", installation: String = "i1",
        origin: String = "https://id.example.org", decision: ApprovalMessage.Decision = .approve(number: "481902"),
        nonce: UInt8 = 7, time: Int64 = now
    ) -> ApprovalMessage {
        ApprovalMessage(
            request: request, account: account, installation: installation, origin: origin, decision: decision,
            nonce: [UInt8](repeating: nonce, count: 32), time: time)
    }

    @discardableResult
    private func verify(_ message: [UInt8], _ signature: [UInt8]) throws -> VerifiedApproval {
        let keys = try InstallationKeys(
            contact: try contactKey.installationKey, approval: try approvalKey.installationKey)
        let expected = SignedApproval.Expectation(
            request: "r1", account: "a1", installation: "i1", origin: "https://id.example.org",
            nonce: [UInt8](repeating: 7, count: 32))
        return try SignedApproval(message: message, signature: signature).verified(
            against: expected, keys: keys, at: Self.now)
    }

    private func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
        var bytes = bytes
        bytes[bit / 8] ^= 1 << (bit % 8)
        return bytes
    }

    private func changed(_ message: ApprovalMessage, key: Int64, to value: CBORValue?) -> [UInt8] {
        guard case .map(let map)? = try? CBORValue(decoding: message.encoded) else { return [] }
        let others = map.entries.filter { $0.key != CBORValue(key) }
        return CBORValue.map(CBORMap(others + (value.map { [.init(CBORValue(key), $0)] } ?? []))).encoded
    }

    private func keys(of vectors: ProtocolVectors.Approvals) throws -> InstallationKeys {
        try InstallationKeys(
            contact: try InstallationKey(base64url: try #require(vectors.keys["contact"])),
            approval: try InstallationKey(base64url: try #require(vectors.keys["approval"])))
    }

    private func decision(_ vector: ProtocolVectors.ApprovalCase) -> ApprovalMessage.Decision? {
        switch vector.decision {
        case "approve": .approve(number: vector.number)
        case "refuse": .refuse
        case "notMe": .notMe
        default: nil
        }
    }

    private func expectation(_ vector: ProtocolVectors.ApprovalCase) -> SignedApproval.Expectation {
        .init(
            request: vector.request, account: vector.account, installation: vector.installation, origin: vector.origin,
            nonce: vector.nonce.bytes)
    }
}
