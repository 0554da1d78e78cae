/// Which addresses may be connected to.
///
/// For requests whose target somebody else has named: without a rule, that somebody could make this server speak to
/// its own database, its neighbours or its cloud's metadata service (SSRF).
package struct AddressRule: Sendable {
    private let isPublicOnly: Bool
    private let exceptions: [AddressRange]

    /// No rule: for targets that the person or the administrator has chosen.
    package static let anywhere = AddressRule(isPublicOnly: false, exceptions: [])

    /// Addresses of the public internet, and the exceptions that an administrator has written down.
    package static func publicAddresses(and exceptions: [AddressRange] = []) -> AddressRule {
        AddressRule(isPublicOnly: true, exceptions: exceptions)
    }

    /// Whether a connection to the address may be made.
    package func permits(_ address: IPAddress) -> Bool {
        if !isPublicOnly || exceptions.contains(where: { $0.contains(address) }) { return true }
        if address.isVersion4 { return !Self.notPublic4.contains { $0.contains(address) } }
        return Self.public6.contains { $0.contains(address) } && !Self.notPublic6.contains { $0.contains(address) }
    }

    /// The IANA IPv4 Special-Purpose Address Registry, multicast, and what is reserved.
    private static let notPublic4 = ranges(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4")

    /// Global unicast (RFC 4291 §2.4); everything else is local, multicast, reserved or a translation of something.
    private static let public6 = ranges("2000::/3")

    /// The IANA IPv6 Special-Purpose Address Registry within global unicast: protocol assignments with Teredo,
    /// documentation, 6to4, which wraps any IPv4 address.
    private static let notPublic6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

    private static func ranges(_ texts: String...) -> [AddressRange] { texts.compactMap(AddressRange.init) }
}
