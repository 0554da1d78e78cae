import OneTimeCodes

/// What is read can be written and read again as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOTPAuthURI(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let read = try? OTPAuthURI(parsing: fuzzText(start, count)) else { return 0 }
    hold(read.totp.secret.bytes.count >= 10, "a secret has 80 bits")
    hold((6...8).contains(read.totp.parameters.digits), "a code has 6 to 8 digits")
    let written = OTPAuthURI(issuer: read.issuer, account: read.account, totp: read.totp)
    // A name of many escaped bytes can make the text longer than any that is read.
    guard written.text.utf8.count <= 2_048 else { return 0 }
    guard let again = try? OTPAuthURI(parsing: written.text) else { preconditionFailure("a URI of ours is read") }
    hold(again.totp.secret.bytes == read.totp.secret.bytes, "the secret comes back")
    hold(again.totp.parameters == read.totp.parameters, "the parameters come back")
    hold(again.issuer == written.issuer, "the issuer comes back")
    return 0
}
