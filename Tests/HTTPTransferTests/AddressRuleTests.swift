import HTTPTransfer
import Testing

@Suite struct `An address rule` {
    @Test(arguments: [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "100.64.0.1", "100.127.255.255", "169.254.169.254", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::127.0.0.1", "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1",
        "2001:db8::1", "2001::1", "2002:7f00:1::", "3fff::1", "100::1", "64:ff9b:1::1", "4000::1",
    ])
    func `CRY-05: keeps what somebody else named away from addresses that are not public`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressRule.publicAddresses().permits(address))
        #expect(AddressRule.anywhere.permits(address))
    }

    @Test(arguments: [
        "::ffff:127.0.0.1", "::ffff:7f00:1", "0:0:0:0:0:ffff:10.1.2.3", "64:ff9b::192.168.0.1", "64:ff9b::a9fe:a9fe",
    ])
    func `CRY-05: looks under the clothes of an IPv4 address`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isVersion4)
        #expect(!AddressRule.publicAddresses().permits(address))
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
        "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111",
        "2a00:1450:4001:80b::200e", "2001:200::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
    ])
    func `lets through what is public, to the last address before a range`(text: String) throws {
        #expect(AddressRule.publicAddresses().permits(try #require(IPAddress(text))))
    }

    @Test func `lets through the exceptions that were written down, and nothing beside them`() throws {
        let ranges = try ["192.168.1.0/25", "fd00::/8", "127.0.0.1"].map { try #require(AddressRange($0)) }
        let rule = AddressRule.publicAddresses(and: ranges)
        for text in ["192.168.1.0", "192.168.1.127", "fd00::1", "fdff::1", "127.0.0.1", "::ffff:127.0.0.1"] {
            #expect(rule.permits(try #require(IPAddress(text))), "\(text)")
        }
        for text in ["192.168.1.128", "192.168.0.255", "fc00::1", "127.0.0.2", "::1", "10.0.0.1"] {
            #expect(!rule.permits(try #require(IPAddress(text))), "\(text)")
        }
    }

    @Test(arguments: ["", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "ten/8", "10/8"])
    func `refuses a range that makes no sense`(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test(arguments: ["127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "localhost", "", "1.2.3.4.5", "::1%lo"])
    func `does not take a name or an old spelling for a numeric address`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("[::1]", "::1"), ("::ffff:1.2.3.4", "1.2.3.4"), ("2A00::00B", "2a00::b"), ("8.8.8.8", "8.8.8.8"),
    ])
    func `writes an address in its one form`(text: String, form: String) {
        #expect(IPAddress(text)?.description == form)
    }
}
