import Bytes
import Foundation
import PublicKeyCredentials
import Testing

@Suite struct `What a page asks with` {
    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func options(isDiscoverable: Bool, demandsUserVerification: Bool) -> CreationOptions {
        CreationOptions(
            Registration(
                party: SoftAuthenticator().party, challenge: Array(0..<32),
                demandsUserVerification: demandsUserVerification),
            for: CreationOptions.Account(handle: [1, 2, 3], name: "ada@example.org", displayName: "Ada"),
            existing: [CredentialDescriptor(id: [9], transports: ["usb"])], isDiscoverable: isDiscoverable)
    }

    @Test func `WAR-27: a passkey is asked for under the configured name, with a long challenge, and not twice`() throws
    {
        let written = try json(options(isDiscoverable: true, demandsUserVerification: true))
        let expected =
            #"{"attestation":"none","authenticatorSelection":{"requireResidentKey":true,"residentKey":"required","#
            + #""userVerification":"required"},"challenge":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","#
            + #""excludeCredentials":[{"id":"CQ","transports":["usb"],"type":"public-key"}],"pubKeyCredParams":["#
            + #"{"alg":-7,"type":"public-key"},{"alg":-8,"type":"public-key"},{"alg":-35,"type":"public-key"},"#
            + #"{"alg":-36,"type":"public-key"},{"alg":-257,"type":"public-key"}],"#
            + #""rp":{"id":"example.org","name":"Example"},"timeout":300000,"#
            + #""user":{"displayName":"Ada","id":"AQID","name":"ada@example.org"}}"#
        #expect(written == expected)
    }

    @Test func `a security key needn't be found by itself`() throws {
        let selection = options(isDiscoverable: false, demandsUserVerification: false).authenticatorSelection
        #expect(selection.residentKey == "discouraged" && !selection.requireResidentKey)
        #expect(selection.userVerification == "preferred")
    }

    @Test func `a signature is asked for from the credentials that were named, in one order`() throws {
        let assertion = Assertion(
            party: SoftAuthenticator().party, challenge: Array(0..<32), demandsUserVerification: true,
            allowed: [[2], [1]], userHandle: [1])
        #expect(
            try json(RequestOptions(assertion, transports: [[1]: ["internal"]]))
                == #"{"allowCredentials":[{"id":"AQ","transports":["internal"],"type":"public-key"},"#
                + #"{"id":"Ag","transports":[],"type":"public-key"}],"#
                + #""challenge":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","rpId":"example.org","timeout":300000,"#
                + #""userVerification":"required"}"#)
    }
}
