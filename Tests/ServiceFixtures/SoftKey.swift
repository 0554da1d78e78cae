internal import Bytes
internal import CBOR
internal import Crypto
internal import Foundation

/// A passkey or security key that says whatever a test wants, with the browser around it. It takes the options that a
/// page hands to the browser, and answers with the text that the browser would send.
package struct SoftKey: Sendable {
    package var credential: [UInt8]
    package var userHandle: [UInt8]?
    /// Who is there: user present 0x01, user verified 0x04, backup eligible 0x08, backed up 0x10.
    package var flags: UInt8 = 0x05
    package var signCount: UInt32 = 0
    package var origin: String
    package var transports = ["usb"]
    /// In place of the ceremony's own.
    package var type: String?
    private let key = P256.Signing.PrivateKey()

    package static let userPresent: UInt8 = 0x01
    package static let userVerified: UInt8 = 0x04
    package static let backupEligible: UInt8 = 0x08
    package static let backedUp: UInt8 = 0x10
    private static let hasCredential: UInt8 = 0x40

    package init(origin: String = World.origin) {
        credential = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        self.origin = origin
    }

    /// What a browser reads of the options.
    private struct Options: Decodable {
        let challenge: String
        let rpId: String?
        let rp: Named?
        let user: Named?

        struct Named: Decodable {
            let id: String
        }

        init(_ text: String) throws { self = try JSONDecoder().decode(Options.self, from: Data(text.utf8)) }
    }

    /// Makes the credential.
    package mutating func create(_ text: String) throws -> String {
        let options = try Options(text)
        userHandle = try options.user.map { try Base64.url.decode($0.id) }
        let point = Array(key.publicKey.x963Representation)
        let cose = CBORValue.map(
            CBORMap([
                1: CBORValue(2), 3: CBORValue(-7), -1: CBORValue(1), -2: .bytes(Array(point[1...32])),
                -3: .bytes(Array(point[33...])),
            ]))
        let length = [UInt8(credential.count >> 8), UInt8(credential.count & 0xFF)]
        let attested = [UInt8](repeating: 0, count: 16) + length + credential + cose.encoded
        let data = authenticatorData(options.rp?.id ?? "", flags | Self.hasCredential) + attested
        let object = CBORValue.map(
            CBORMap([
                .init(.text("fmt"), .text("none")), .init(.text("authData"), .bytes(data)),
                .init(.text("attStmt"), .map(CBORMap([CBORMap.Entry]()))),
            ]))
        let words = transports.map { "\"\($0)\"" }.joined(separator: ",")
        return answer(
            """
            "clientDataJSON":"\(Base64.url.encode(clientData("webauthn.create", options)))",\
            "attestationObject":"\(Base64.url.encode(object.encoded))","transports":[\(words)]
            """)
    }

    /// Signs once.
    package mutating func sign(_ text: String) throws -> String {
        let options = try Options(text)
        let data = authenticatorData(options.rpId ?? "", flags)
        let clientData = clientData("webauthn.get", options)
        let signature = try key.signature(for: data + Array(SHA256.hash(data: clientData)))
        let handle = userHandle.map { ",\"userHandle\":\"\(Base64.url.encode($0))\"" } ?? ""
        return answer(
            """
            "clientDataJSON":"\(Base64.url.encode(clientData))","authenticatorData":"\(Base64.url.encode(data))",\
            "signature":"\(Base64.url.encode(Array(signature.derRepresentation)))"\(handle)
            """)
    }

    private func clientData(_ ceremony: String, _ options: Options) -> [UInt8] {
        Array(
            #"{"type":"\#(type ?? ceremony)","challenge":"\#(options.challenge)","origin":"\#(origin)","crossOrigin":false}"#
                .utf8)
    }

    private func authenticatorData(_ party: String, _ flags: UInt8) -> [UInt8] {
        Array(SHA256.hash(data: Array(party.utf8))) + [flags]
            + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: signCount >> $0) }
    }

    private func answer(_ response: String) -> String {
        let id = Base64.url.encode(credential)
        return """
            {"id":"\(id)","rawId":"\(id)","type":"public-key","clientExtensionResults":{},"response":{\(response)}}
            """
    }
}
