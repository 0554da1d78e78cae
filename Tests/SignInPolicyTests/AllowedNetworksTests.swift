import Identity
import SignInPolicy
import Testing

@Suite struct `Allowed networks` {
    private func networks(_ texts: String..., isOn: Bool = true) throws -> AllowedNetworks {
        AllowedNetworks(try texts.map { try NetworkRange($0) }, isOn: isOn)
    }

    @Test func `FLOW-20: admit what is inside, and never what can't be read`() throws {
        let allowed = try networks("192.0.2.0/28", "2001:db8::/64")
        for address in ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::5"] { #expect(allowed.admits(address)) }
        for address in ["192.0.2.16", "2001:db8:1::5", "unknown", "", "192.0.2.1, 192.0.2.2", "fe80::1%eth0"] {
            #expect(!allowed.admits(address))
        }
    }

    @Test func `admit everything while they are off`() throws {
        let allowed = try networks("192.0.2.0/28", isOn: false)
        #expect(allowed.admits("198.51.100.1") && allowed.admits("unknown"))
        #expect(!allowed.covers("198.51.100.1"))
    }

    @Test func `refuse the change that would leave its maker outside`() throws {
        #expect(try networks("192.0.2.0/28").verdict(from: "198.51.100.1") == .wouldLockOut)
        #expect(try networks("192.0.2.0/28").verdict(from: "192.0.2.3") == .allowed)
        #expect(try networks().verdict(from: "192.0.2.3") == .wouldLockOut)
        #expect(try networks(isOn: false).verdict(from: "192.0.2.3") == .allowed)
    }
}
