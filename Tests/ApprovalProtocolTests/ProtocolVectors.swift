import ApprovalProtocol
import Bytes
import Crypto
import Foundation
import TestSupport

/// The files that make-vectors.py wrote: this protocol by another implementation.
enum ProtocolVectors {
    struct Requests: Decodable {
        let keys: [String: String]
        let cases: [RequestCase]
    }

    struct RequestCase: Decodable {
        let name, method, authority, path, query, body, keyid, nonce, base: String
        let contentType: String?
        let created: Int64
        let fields: [String: String]

        var content: RequestContent {
            RequestContent(
                method: method, authority: authority, path: path, query: query, contentType: contentType,
                body: Array(body.utf8))
        }
    }

    struct Approvals: Decodable {
        let keys: [String: String]
        let cases: [ApprovalCase]
        let statements: [StatementCase]
    }

    struct ApprovalCase: Decodable {
        let name, request, account, installation, origin, decision, key: String
        let number: String?
        let nonce, encoded, bytesToSign, signature: WireBytes
        let time: Int64
    }

    struct StatementCase: Decodable {
        let name: String
        let token, device, installation, origin: String?
        let time: Int64?
        let bytesToSign: WireBytes
        let signatures: [String: WireBytes]
    }

    struct Locks: Decodable {
        let cases: [LockCase]
    }

    struct LockCase: Decodable {
        let pin, installation: String
        let salt, proof, verifier, share, approvalKey, wrappedApprovalKey, codeSeed, wrappedCodeSeed: WireBytes
    }

    static func requests() throws -> Requests { try read("requests.json") }
    static func approvals() throws -> Approvals { try read("approvals.json") }
    static func locks() throws -> Locks { try read("lock.json") }

    private static func read<Content: Decodable>(_ name: String) throws -> Content {
        let file = Vectors.folder.appending(path: "approval-protocol").appending(path: name)
        return try JSONDecoder().decode(Content.self, from: Data(contentsOf: file))
    }
}

/// A private key of a test's own.
struct TestKey {
    let key = P256.Signing.PrivateKey()

    var installationKey: InstallationKey {
        get throws { try InstallationKey(x963: Array(key.publicKey.x963Representation)) }
    }

    func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: bytes).rawRepresentation)
    }
}
