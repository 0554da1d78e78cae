/// A request on its way to the server: what its contact key signs, and the fields that come of it.
///
/// The key stays with the caller, because it may be one that only a chip or a browser can use.
package struct RequestToSign: Sendable {
    /// A field that the request is sent with.
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    private let base: SignatureBase
    private let contentDigest: String?

    package init(_ content: RequestContent, parameters: SignatureParameters) {
        contentDigest = content.body.isEmpty ? nil : ContentDigest.value(for: content.body)
        let components = content.components(version: "\(ProtocolVersion.current)", contentDigest: contentDigest)
        base = SignatureBase(components, parameters: parameters.text)
    }

    /// What the contact key signs with ECDSA and SHA-256.
    package var bytesToSign: [UInt8] { base.bytes }

    /// The fields to add to the request; `Content-Type` and `Host` are the sender's own.
    ///
    /// - Parameter signature: r and s, 32 bytes each.
    package func fields(signature: [UInt8]) -> [Field] {
        var fields = [Field(name: ProtocolVersion.fieldName, value: "\(ProtocolVersion.current)")]
        if let contentDigest { fields.append(Field(name: "content-digest", value: contentDigest)) }
        fields.append(Field(name: "signature-input", value: "\(SignatureParameters.label)=\(base.input)"))
        fields.append(
            Field(name: "signature", value: "\(SignatureParameters.label)=\(ByteSequence.text(of: signature))"))
        return fields
    }
}
