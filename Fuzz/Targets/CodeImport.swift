import AuthenticatorCore
import OneTimeCodes

/// Whatever a file says, each entry is either codes that can be made or named with its reason.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCodeImport(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let read = try? CodeImport(Array(UnsafeBufferPointer(start: start, count: count))) else { return 0 }
    hold(!read.codes.isEmpty || !read.rejected.isEmpty || !read.parts.isEmpty, "nothing is read silently")
    for code in read.codes {
        hold((10...128).contains(code.totp.secret.bytes.count), "a secret has 80 bits")
        hold((6...8).contains(code.totp.parameters.digits), "a code has 6 to 8 digits")
        for name in [code.issuer, code.account] {
            hold(name.unicodeScalars.count <= 100, "a name can be shown")
            hold(!name.unicodeScalars.contains { $0.properties.generalCategory == .control }, "a name is one line")
        }
        let link = OTPAuthURI(issuer: code.issuer, account: code.account, totp: code.totp).text
        guard link.utf8.count <= 2_048 else { continue }
        guard let again = try? CodeImport(Array(link.utf8)).codes.first else {
            preconditionFailure("what is exported is read again")
        }
        hold(again.totp.secret.bytes == code.totp.secret.bytes, "the secret comes back")
    }
    for (place, bad) in read.rejected.enumerated() where place > 0 {
        hold(bad.number > read.rejected[place - 1].number, "entries are counted in order")
    }
    hold(read.missingParts.count <= 100 * max(read.parts.count, 1), "there are not endlessly many parts")
    return 0
}
