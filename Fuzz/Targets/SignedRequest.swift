import ApprovalProtocol

/// The fields of a request, one a line: version, input, signature. An input that is read is the only one with its
/// parameters.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSignedRequest(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let lines = fuzzText(start, count).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 3 else { return 0 }
    let content = RequestContent(method: "GET", authority: "id.example.org", path: "/")
    let fields = UnverifiedRequest.Fields(
        version: [lines[0]], contentDigest: [], signatureInput: [lines[1]], signature: [lines[2]])
    guard let request = try? UnverifiedRequest(content, fields: fields) else { return 0 }
    hold(lines[0] == "1", "one version is read")
    let covered = "\"@method\" \"@authority\" \"@path\" \"@query\" \"aikagi-protocol\""
    let opening = "aikagi=(\(covered));created="
    hold(lines[1].hasPrefix(opening), "all that counts is covered")
    hold(
        lines[1].hasSuffix(";keyid=\"\(request.keyID)\";alg=\"ecdsa-p256-sha256\";tag=\"aikagi-v1\""),
        "one algorithm is read")
    hold(request.keyID.utf8.count <= 64, "a key id is bounded")
    return 0
}
