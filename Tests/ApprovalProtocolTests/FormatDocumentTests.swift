import ApprovalProtocol
import Bytes
import CBOR
import Foundation
import TestSupport
import Testing

/// What docs/formats/ shows as examples is what this source does with them.
@Suite struct `The documents of the formats` {
    @Test func `signed-requests: the example is believed, and its base is the one shown`() throws {
        let blocks = try Self.blocks(of: "signed-requests.md")
        let key = try InstallationKey(base64url: try #require(blocks.first { $0.label == "key" }).text)
        let message = try #require(blocks.first { $0.label == "http" }).text
        let parts = message.split(separator: "\n\n", maxSplits: 1).map(String.init)
        let lines = try #require(parts.first).split(separator: "\n").map(String.init)
        let fields = Dictionary(
            uniqueKeysWithValues: lines.dropFirst().compactMap { line -> (String, String)? in
                let pair = line.split(separator: ": ", maxSplits: 1).map(String.init)
                return pair.count == 2 ? (pair[0].lowercased(), pair[1]) : nil
            })
        let start = try #require(lines.first).split(separator: " ").map(String.init)
        let content = RequestContent(
            method: start[0], authority: try #require(fields["host"]), path: start[1],
            contentType: fields["content-type"], body: Array(try #require(parts.last).utf8))
        func values(_ name: String) -> [String] { fields[name].map { [$0] } ?? [] }
        let unverified = try UnverifiedRequest(
            content,
            fields: .init(
                version: values("aikagi-protocol"), contentDigest: values("content-digest"),
                signatureInput: values("signature-input"), signature: values("signature")))
        let verified = try unverified.verified(with: key, at: 1_790_000_000_000)
        let base = RequestToSign(content, parameters: verified.parameters).bytesToSign
        #expect(try #require(blocks.first { $0.label == "base" }).text == String(decoding: base, as: UTF8.self))
    }

    @Test func `approval-message: the example is a message, and the key has signed it`() throws {
        let blocks = try Self.blocks(of: "approval-message.md")
        func text(_ label: String) throws -> String { try #require(blocks.first { $0.label == label }).text }
        let key = try InstallationKey(base64url: try text("key"))
        let bytes = try Hexadecimal.decode(try text("message").filter { $0 != "\n" })
        let message = try ApprovalMessage(decoding: bytes)
        #expect(key.verifies(try Base64.url.decode(try text("signature")), over: message.bytesToSign))
        let shown = try text("diagnostic")
        for value in [
            message.request, message.account, message.installation, message.origin, "approve", "\(message.time)",
        ] {
            #expect(shown.contains(value))
        }
        #expect(shown.contains("h'\(Hexadecimal.encode(message.nonce))'"))
    }

    @Test func `app-lock: the example is what a PIN derives`() throws {
        let blocks = try Self.blocks(of: "app-lock.md")
        let lines = try #require(blocks.first { $0.label == "lock" }).text.split(separator: "\n")
        let values = Dictionary(
            uniqueKeysWithValues: lines.map { line in
                (line.prefix(15).trimmingCharacters(in: .whitespaces), String(line.dropFirst(15)))
            })
        func value(_ name: String) throws -> [UInt8] { try Base64.url.decode(try #require(values[name])) }
        let stretched = try StretchedPIN(try PIN(typed: try #require(values["pin"])), salt: try value("salt"))
        #expect(stretched.proof == (try value("proof")))
        #expect(StretchedPIN.verifier(of: stretched.proof) == (try value("verifier")))
        let wrapped = try stretched.wrappingKey(share: try value("share")).wrap([1, 2, 3], for: "i1")
        #expect(try WrappingKey(bytes: try value("wrapping key")).unwrap(wrapped, for: "i1") == [1, 2, 3])
        let seed = try stretched.codesKey.wrap([4], for: "i1")
        #expect(try WrappingKey(bytes: try value("codes key")).unwrap(seed, for: "i1") == [4])
    }

    @Test func `app-api: every example is a body of its type, and has no member that the type would lose`() throws {
        let types: [String: any Codable.Type] = [
            "Problem": Problem.self, "ServerDescription": ServerDescription.self,
            "EnrolmentRequest": EnrolmentRequest.self,
            "EnrolmentAnswer": EnrolmentAnswer.self, "RequestSummary": RequestSummary.self,
            "ReceiptBody": ReceiptBody.self,
            "AnswerBody": AnswerBody.self, "AnswerOutcome": AnswerOutcome.self, "ScanBody": ScanBody.self,
            "InstallationSummary": InstallationSummary.self, "NameBody": NameBody.self,
            "HeartbeatBody": HeartbeatBody.self,
            "PushSubscriptionBody": PushSubscriptionBody.self, "UnlockBody": UnlockBody.self,
            "ShareAnswer": ShareAnswer.self,
            "LockBody": LockBody.self, "SignOutBody": SignOutBody.self, "SignOutAnswer": SignOutAnswer.self,
            "PromotionBody": PromotionBody.self, "PromotionAnswer": PromotionAnswer.self,
            "RestrictionBody": RestrictionBody.self, "VaultAnswer": VaultAnswer.self, "VaultBody": VaultBody.self,
            "VaultSaved": VaultSaved.self, "PassphraseBody": PassphraseBody.self,
            "PassphraseSaved": PassphraseSaved.self, "PassphraseCheckBody": PassphraseCheckBody.self,
        ]
        let examples = try Self.blocks(of: "app-api.md").filter { $0.label.hasPrefix("json ") }
        #expect(Set(examples.map { String($0.label.dropFirst(5)) }) == Set(types.keys))
        for example in examples {
            let type = try #require(types[String(example.label.dropFirst(5))])
            let data = Data(example.text.utf8)
            let again = try JSONEncoder().encode(try JSONDecoder().decode(type, from: data))
            let shown = try #require(try JSONSerialization.jsonObject(with: data) as? NSDictionary)
            let kept = try #require(try JSONSerialization.jsonObject(with: again) as? NSDictionary)
            #expect(shown == kept, "\(example.label)")
        }
    }

    @Test func `app-api: the table of refusals has every code, with its status`() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "app-api.md"), encoding: .utf8)
        for code in ProblemCode.allCases {
            #expect(text.contains("| `\(code.rawValue)` | \(code.status) |"), "\(code)")
        }
        for reason in GoneReason.allCases { #expect(text.contains("`\(reason.rawValue)`")) }
    }

    private static let folder = Vectors.folder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/formats")

    /// The fenced blocks of a document that have a label.
    private static func blocks(of name: String) throws -> [(label: String, text: String)] {
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return text.matches(of: #/(?m)^```(\w[^\n]*)\n((?s:.*?))\n```$/#).map {
            (String($0.output.1), String($0.output.2))
        }
    }
}
