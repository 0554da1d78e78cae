// In place of swift-crypto: a cipher that changes nothing and believes every tag, so that the fuzzer gets to what is
// read behind it.

public struct SymmetricKey {
    let bytes: [UInt8]
    public init(data: [UInt8]) { bytes = data }
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try bytes.withUnsafeBytes(body)
    }
}

public struct SHA256 {}

public enum HKDF<Hash> {
    public static func extract(inputKeyMaterial: SymmetricKey, salt: [UInt8]) -> [UInt8] { salt }
    public static func expand(pseudoRandomKey: [UInt8], info: [UInt8], outputByteCount: Int) -> SymmetricKey {
        SymmetricKey(data: [UInt8](repeating: 0, count: outputByteCount))
    }
}

public enum AES {
    public enum GCM {
        public struct Nonce {
            public init(data: [UInt8]) throws {}
        }

        public struct SealedBox {
            public let ciphertext: [UInt8]
            public let tag: [UInt8]
            public init(nonce: Nonce, ciphertext: some Sequence<UInt8>, tag: some Sequence<UInt8>) throws {
                (self.ciphertext, self.tag) = (Array(ciphertext), Array(tag))
            }
        }

        public static func seal(_ bytes: some Sequence<UInt8>, using key: SymmetricKey, nonce: Nonce) throws
            -> SealedBox
        {
            try SealedBox(nonce: nonce, ciphertext: bytes, tag: [UInt8](repeating: 0, count: 16))
        }

        public static func open(_ box: SealedBox, using key: SymmetricKey) throws -> [UInt8] { box.ciphertext }
    }
}
