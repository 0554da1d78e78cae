/// In place of the keys and digests of ApprovalProtocol, whose cryptography the fuzz targets of its parsers do without.
package struct InstallationKey: Sendable, Hashable {
    package func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        !signature.isEmpty && !message.isEmpty
    }
}

package struct InstallationKeys: Sendable, Hashable {
    package let contact: InstallationKey
    package let approval: InstallationKey
}

package enum ContentDigest {
    package enum Refusal: Error, Hashable {
        case malformed
    }

    package static func check(_ value: String, of body: [UInt8]) throws(Refusal) {
        guard ByteSequence.bytes(in: value) != nil else { throw .malformed }
    }
}
