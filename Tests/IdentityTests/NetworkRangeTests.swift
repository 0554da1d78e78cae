import Identity
import Testing

@Suite struct `A range of network addresses` {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), (" 192.0.2.7 ", "192.0.2.7"),
        ("192.0.2.10-192.0.2.20", "192.0.2.10-192.0.2.20"), ("192.0.2.0 – 192.0.2.255", "192.0.2.0/24"),
        ("192.0.2.99/24", "192.0.2.0/24"), ("0.0.0.0/0", "0.0.0.0/0"), ("192.0.2.7/32", "192.0.2.7"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("2001:db8::7/64", "2001:db8::/64"), ("::/0", "::/0"), ("::1", "::1"),
        ("2001:db8::1-2001:db8::ff", "2001:db8::1-2001:db8::ff"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("::ffff:192.0.2.7", "192.0.2.7"), ("::ffff:c000:207", "192.0.2.7"), ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("::ffff:192.0.2.1-192.0.2.9", "192.0.2.1-192.0.2.9"),
        ("2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1"), ("2001:db8::1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"), ("1::", "1::"),
        ("１９２．０．２．１０〜１９２．０．２．２０", "192.0.2.10-192.0.2.20"), ("192。0。2。7", "192.0.2.7"),
    ])
    func `is read as it was meant and written in one way`(typed: String, text: String) throws {
        let range = try NetworkRange(typed)
        #expect(range.text == text)
        let again = try NetworkRange(range.text)
        #expect(again == range)
    }

    @Test(arguments: [
        ("", NetworkRange.Fault.missing), ("  ", .missing), ("home", .unreadable), ("192.0.2", .unreadable),
        ("192.0.2.7.1", .unreadable), ("192.0.2.256", .unreadable), ("192.0.2.010", .unreadable),
        ("192.0.2.-1", .unreadable), ("192.0.2.+1", .unreadable), ("0x7f.0.0.1", .unreadable),
        ("192.0.2.7:443", .unreadable), ("[2001:db8::1]", .unreadable), ("fe80::1%eth0", .unreadable),
        ("2001:db8", .unreadable), ("1:2:3:4:5:6:7:8:9", .unreadable), ("1::2::3", .unreadable), (":::", .unreadable),
        ("1:2:3:4:5:6:7::8", .unreadable), ("12345::", .unreadable), ("1.2.3.4::", .unreadable),
        ("::1.2.3.4:1", .unreadable), (":1:2:3:4:5:6:7:8", .unreadable), ("1:2:3:4:5:6:7:", .unreadable),
        ("192.0.2.0/", .unreadable), ("192.0.2.0/+8", .unreadable), ("192.0.2.0/24/8", .unreadable),
        ("192.0.2.0/255.255.255.0", .unreadable), ("192.0.2.0/33", .tooLong), ("2001:db8::/129", .tooLong),
        ("::/80", .unreadable), ("192.0.2.1-192.0.2.9-192.0.2.20", .unreadable), ("192.0.2.20-192.0.2.10", .backwards),
        ("192.0.2.1-2001:db8::1", .mixed), ("::ffff:192.0.2.0/95", .unreadable), ("192.0.2.1-", .unreadable),
    ])
    func `is refused with the reason`(typed: String, fault: NetworkRange.Fault) {
        #expect(throws: fault) { try NetworkRange(typed) }
    }

    @Test(arguments: [
        "192.0.2.10-192.0.2.20", "192.0.2.0/24", "2001:db8:1:2:3:4:5:6/64", "::ffff:192.0.2.0/120",
        "2001:db8::1-2001:db8::ff",
    ])
    func `cut off anywhere it is refused, or a range that reads as itself`(typed: String) throws {
        for length in 0..<typed.count {
            guard let range = try? NetworkRange(typed.prefix(length)) else { continue }
            let again = try NetworkRange(range.text)
            #expect(again == range, "\(typed.prefix(length))")
        }
    }

    @Test func `ends where it says`() throws {
        let block = try NetworkRange("192.0.2.64/26")
        let range = try NetworkRange("2001:db8::fff0-2001:db8::1:5")
        for (inside, address) in [
            (false, "192.0.2.63"), (true, "192.0.2.64"), (true, "192.0.2.127"), (false, "192.0.2.128"),
            (true, "::ffff:192.0.2.70"),
        ] {
            let found = try #require(InternetAddress(address))
            #expect(block.contains(found) == inside, "\(address)")
        }
        for (inside, address) in [
            (false, "2001:db8::ffef"), (true, "2001:db8::fff0"), (true, "2001:db8::1:0"), (true, "2001:db8::1:5"),
            (false, "2001:db8::1:6"),
        ] {
            let found = try #require(InternetAddress(address))
            #expect(range.contains(found) == inside, "\(address)")
        }
        let all = try NetworkRange("::/0")
        let four = try #require(InternetAddress("192.0.2.1"))
        #expect(!all.contains(four))
    }

    @Test func `an endless text costs nothing`() {
        #expect(throws: NetworkRange.Fault.unreadable) {
            try NetworkRange(String(repeating: "1", count: 1_000_000))
        }
    }
}
