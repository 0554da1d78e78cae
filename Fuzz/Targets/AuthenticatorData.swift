import PublicKeyCredentials

/// What is read keeps its bytes, and holds a credential exactly where its flag says so.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAuthenticatorData(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let response = try? AuthenticationResponse(json: bytes) {
        hold(response.id.count < bytes.count, "an answer holds no more than was sent")
    }
    _ = try? RegistrationResponse(json: bytes)
    guard let data = try? AuthenticatorData(bytes) else { return 0 }
    hold(data.bytes == bytes, "the bytes are kept as they came")
    hold((data.credential != nil) == data.flags.contains(.attestedCredential), "a credential and its flag")
    hold((data.extensions != nil) == data.flags.contains(.extensions), "extensions and their flag")
    hold(data.credential?.id.isEmpty != true, "an identifier has bytes")
    return 0
}
