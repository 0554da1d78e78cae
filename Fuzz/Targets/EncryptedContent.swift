import WebPush

/// Whatever is decrypted is never longer than what came, and encrypts to something that decrypts to the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEncryptedContent(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let message = Array(UnsafeBufferPointer(start: start, count: count))
    var identifier: [UInt8] = []
    let opened = try? EncryptedContent.decrypt(message) { found in
        identifier = found
        return []
    }
    guard let opened else { return 0 }
    hold(opened.count + 21 + identifier.count + 17 <= message.count, "content is shorter than its message")
    let size = message[16..<20].reduce(0) { $0 << 8 | UInt32($1) }
    let parameters = EncryptedContent.Parameters(
        keyMaterial: [], salt: Array(message.prefix(16)), recordSize: size, keyIdentifier: identifier)
    guard let again = try? EncryptedContent.encrypt(opened, with: parameters) else {
        preconditionFailure("content that was read can be written")
    }
    hold((try? EncryptedContent.decrypt(again) { _ in [] }) == opened, "content comes back")
    return 0
}
