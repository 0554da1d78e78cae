import PublicKeyCredentials
import Testing

@Suite struct `What a browser answers` {
    private let registration =
        #"{"id":"AQI","rawId":"AQI","type":"public-key","authenticatorAttachment":"platform","response":{"#
        + #""clientDataJSON":"e30","attestationObject":"oA","transports":["internal","hybrid","x y",7],"publicKeyAlgorithm":-7},"#
        + #""clientExtensionResults":{"credProps":{"rk":true}}}"#
    private let authentication =
        #"{"id":"AQI","rawId":"AQI","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","#
        + #""signature":"MA","userHandle":"Aw"},"clientExtensionResults":{}}"#

    private func refusal(_ text: String) -> ResponseRefusal? {
        do {
            _ = try RegistrationResponse(json: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func `is read`() throws {
        let made = try RegistrationResponse(json: Array(registration.utf8))
        #expect(made.id == [1, 2])
        #expect(made.clientDataJSON == Array("{}".utf8))
        #expect(made.attestationObject == [0xA0])
        #expect(made.transports == ["internal", "hybrid"], "what is no word is left out")
        let signed = try AuthenticationResponse(json: Array(authentication.utf8))
        #expect(signed.signature == [0x30])
        #expect(signed.userHandle == [3])
    }

    @Test(arguments: [#""userHandle":null"#, #""x":1"#])
    func `needn't name the account`(member: String) throws {
        let text = authentication.replacing(#""userHandle":"Aw""#, with: member)
        #expect(try AuthenticationResponse(json: Array(text.utf8)).userHandle == nil)
    }

    @Test(arguments: [
        (#""rawId":"AQI""#, #""rawId":"AQM""#, ResponseRefusal.contradictoryIDs),
        (#""rawId":"AQI","#, "", .memberMissing), (#""id":"AQI","#, "", .memberMissing),
        ("public-key", "public-Key", .wrongType), (#""type":"public-key","#, "", .wrongType),
        (#""attestationObject":"oA","#, "", .memberMissing),
        (#""attestationObject":"oA""#, #""attestationObject":7"#, .memberMissing),
        (#""clientDataJSON":"e30""#, #""clientDataJSON":"e30=""#, .notBase64URL),
        (#""clientDataJSON":"e30""#, #""clientDataJSON":"e3+/""#, .notBase64URL),
        (#""clientExtensionResults":{"credProps":{"rk":true}}}"#, "", .notJSON),
        (#""type":"public-key""#, #""type":"public-key","type":"public-key""#, .notJSON),
    ])
    func `WAR-23: is refused where a member is missing, or says two things`(
        part: String, other: String, reason: ResponseRefusal
    ) {
        #expect(refusal(registration) == nil)
        #expect(registration.contains(part))
        #expect(refusal(registration.replacing(part, with: other)) == reason)
    }
}
