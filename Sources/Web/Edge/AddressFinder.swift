internal import HTTPTypes
internal import Hummingbird

/// Knows behind which proxies the server stands, and so where a request comes from.
struct AddressFinder: Sendable {
    let trustedProxies: [NetworkBlock]

    /// The person's address: the connection's, unless a configured proxy is at the other end and names another.
    ///
    /// `X-Forwarded-For` is read from the right, past our own proxies; whatever stands left of the first address that is
    /// not ours was written by the client and is ignored (RATE-11). An unreadable entry ends the walk.
    func address(of request: Request, from peer: NetworkAddress?) -> NetworkAddress? {
        guard let peer else { return nil }
        var nearest = peer
        guard isTrusted(peer), let field = HTTPField.Name("X-Forwarded-For") else { return nearest }
        let hops = request.headers[values: field].joined(separator: ",").suffix(1_000).split(separator: ",")
        for hop in hops.reversed() {
            let text = hop.drop(while: { $0 == " " })
            guard isTrusted(nearest), let address = NetworkAddress(text) else { break }
            nearest = address
        }
        return nearest
    }

    private func isTrusted(_ address: NetworkAddress) -> Bool {
        trustedProxies.contains { $0.contains(address) }
    }
}
