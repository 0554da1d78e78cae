/// Why a request is not one of an installation: a case for each step of the check, in the order of the steps.
package enum RequestRefusal: Error, Hashable {
    case versionUnsupported
    /// A field that every signed request has is missing.
    case fieldMissing(String)
    /// A field stands there twice: two readers could read two requests.
    case fieldRepeated(String)
    case bodyTooLong
    /// Not one signature named `aikagi`, or one with parts that none of ours has.
    case signatureInputMalformed
    /// The signature does not cover what it has to, or covers it in another order.
    case otherComponents
    case parameters(SignatureParameters.Refusal)
    /// Not 64 bytes under the name `aikagi`.
    case signatureMalformed
    case contentDigest(ContentDigest.Refusal)
    case signatureWrong
    /// The app's clock and the server's are more than a minute apart; `created` is the app's, in seconds since 1970.
    case clockOff(created: Int64)
}

/// A request whose fields have been read, but not believed: nothing but the key it names can be asked of it.
package struct UnverifiedRequest: Sendable {
    /// The fields of a request that have to do with its signature, each with all the values it came with.
    package struct Fields: Sendable {
        package let version: [String]
        package let contentDigest: [String]
        package let signatureInput: [String]
        package let signature: [String]

        package init(version: [String], contentDigest: [String], signatureInput: [String], signature: [String]) {
            self.version = version
            self.contentDigest = contentDigest
            self.signatureInput = signatureInput
            self.signature = signature
        }
    }

    /// Who says to have signed: an installation's id, or `new`.
    package var keyID: String { parameters.keyID }

    private let content: RequestContent
    private let parameters: SignatureParameters
    private let base: SignatureBase
    private let contentDigest: String?
    private let signature: [UInt8]

    /// Reads the fields (RFC 9421 §3.2 steps 1 to 3 and 6), and accepts no form but the one that `RequestToSign` writes.
    package init(_ content: RequestContent, fields: Fields) throws(RequestRefusal) {
        let version = try Self.only(fields.version, ofField: ProtocolVersion.fieldName, missing: .versionUnsupported)
        guard let number = Int(version), "\(number)" == version, ProtocolVersion.supported.contains(number) else {
            throw .versionUnsupported
        }
        guard content.body.count <= RequestContent.longestBody(of: content.method, to: content.path) else {
            throw .bodyTooLong
        }
        contentDigest = content.body.isEmpty ? nil : try Self.only(fields.contentDigest, ofField: "content-digest")
        if !content.body.isEmpty, content.contentType == nil { throw .fieldMissing("content-type") }

        let input = try Self.only(fields.signatureInput, ofField: "signature-input")
        let components = content.components(version: version, contentDigest: contentDigest)
        parameters = try Self.parameters(of: input, covering: components)
        base = SignatureBase(components, parameters: parameters.text)
        signature = try Self.signature(in: try Self.only(fields.signature, ofField: "signature"))
        self.content = content
    }

    /// Believes the request if `key` has signed it within a minute of `now`; milliseconds since 1970.
    ///
    /// That the nonce was never used before is not known here: the caller spends it.
    package func verified(with key: InstallationKey, at now: Int64) throws(RequestRefusal) -> VerifiedRequest {
        if let contentDigest {
            do { try ContentDigest.check(contentDigest, of: content.body) } catch { throw .contentDigest(error) }
        }
        // RFC 9421 §3.2 step 8.
        guard key.verifies(signature, over: base.bytes) else { throw .signatureWrong }
        // §3.2.1. After the signature, so that only a real installation is told about its clock.
        let difference = parameters.created * 1_000 - now
        guard difference.magnitude <= UInt64(Self.greatestClockDifference) else {
            throw .clockOff(created: parameters.created)
        }
        return VerifiedRequest(content: content, parameters: parameters)
    }

    /// How far the clock of an app may be off, in milliseconds (`product.md` §4.8: 60 s).
    package static let greatestClockDifference: Int64 = 60_000

    private static func only(
        _ values: [String], ofField name: String, missing: RequestRefusal? = nil
    ) throws(RequestRefusal) -> String {
        guard let value = values.first else { throw missing ?? .fieldMissing(name) }
        guard values.count == 1 else { throw .fieldRepeated(name) }
        return value
    }

    private static func parameters(
        of input: String, covering components: [SignatureBase.Component]
    ) throws(RequestRefusal) -> SignatureParameters {
        // Longer than any input of ours; nothing below has to bound its work.
        guard input.utf8.count <= 512, input.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .signatureInputMalformed
        }
        let opening = "\(SignatureParameters.label)=("
        guard input.hasPrefix(opening), let end = input.firstIndex(of: ")") else { throw .signatureInputMalformed }
        let expected = components.map { "\"\($0.name)\"" }.joined(separator: " ")
        guard input[..<end].dropFirst(opening.count) == expected else { throw .otherComponents }
        do { return try SignatureParameters(parsing: input[input.index(after: end)...]) } catch {
            throw .parameters(error)
        }
    }

    private static func signature(in field: String) throws(RequestRefusal) -> [UInt8] {
        let opening = "\(SignatureParameters.label)="
        guard field.utf8.count <= 256, field.hasPrefix(opening),
            let bytes = ByteSequence.bytes(in: field.dropFirst(opening.count)), bytes.count == 64
        else { throw .signatureMalformed }
        return bytes
    }
}

/// A request that the holder of a known key has signed, lately. Only `UnverifiedRequest` makes one.
package struct VerifiedRequest: Sendable {
    package let content: RequestContent
    package let parameters: SignatureParameters

    fileprivate init(content: RequestContent, parameters: SignatureParameters) {
        self.content = content
        self.parameters = parameters
    }

    /// To be spent once for each installation, and remembered for twice the clock difference that is allowed.
    package var nonce: String { parameters.nonce }

    /// How long a nonce has to be remembered, in milliseconds.
    package static let nonceLife = 2 * UnverifiedRequest.greatestClockDifference
}
