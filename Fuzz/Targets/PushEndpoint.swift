import WebPush

/// An endpoint that is accepted has an origin that is an endpoint of the same origin and host, and hides nothing.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPushEndpoint(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let endpoint = try? PushEndpoint(fuzzText(start, count)) else { return 0 }
    hold(endpoint.origin.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }, "JSON needs no escape")
    hold(!endpoint.origin.contains("@") && !endpoint.host.contains("/"), "nobody is named before the host")
    hold(endpoint.isEncrypted || ["127.0.0.1", "::1", "localhost"].contains(endpoint.host), "plain text stays at home")
    guard let origin = try? PushEndpoint(endpoint.origin) else { preconditionFailure("an origin is an endpoint") }
    hold(origin.origin == endpoint.origin && origin.host == endpoint.host, "the origin is stable")
    return 0
}
