import ApprovalProtocol
import Testing

@Suite struct `The app lock` {
    @Test func `PUSH-23: what a PIN opens is what another implementation derived`() throws {
        for vector in try ProtocolVectors.locks().cases {
            let stretched = try StretchedPIN(try PIN(typed: vector.pin), salt: vector.salt.bytes)
            #expect(stretched.proof == vector.proof.bytes)
            #expect(StretchedPIN.verifier(of: stretched.proof) == vector.verifier.bytes)
            let wrapping = stretched.wrappingKey(share: vector.share.bytes)
            #expect(
                try wrapping.unwrap(vector.wrappedApprovalKey.bytes, for: vector.installation)
                    == vector.approvalKey.bytes)
            #expect(
                try stretched.codesKey.unwrap(vector.wrappedCodeSeed.bytes, for: vector.installation)
                    == vector.codeSeed.bytes)
        }
    }

    @Test func `PUSH-23: neither another PIN, nor another share, nor another installation opens it`() throws {
        let vector = try #require(try ProtocolVectors.locks().cases.first)
        let right = try StretchedPIN(try PIN(typed: vector.pin), salt: vector.salt.bytes)
        let wrong = try StretchedPIN(try PIN(typed: "481903"), salt: vector.salt.bytes)
        let wrapped = vector.wrappedApprovalKey.bytes
        let otherShare = [UInt8](repeating: 0, count: StretchedPIN.shareLength)
        #expect(wrong.proof != right.proof)
        for (key, installation) in [
            (wrong.wrappingKey(share: vector.share.bytes), vector.installation),
            (right.wrappingKey(share: otherShare), vector.installation),
            (right.codesKey, vector.installation), (right.wrappingKey(share: vector.share.bytes), "another"),
        ] {
            #expect(throws: WrappingKey.WrongKey.self) { try key.unwrap(wrapped, for: installation) }
        }
    }

    @Test func `no truncation and no flipped bit of what is wrapped is opened`() throws {
        let key = WrappingKey(bytes: [UInt8](repeating: 3, count: 32))
        let wrapped = try key.wrap([1, 2, 3], for: "i1")
        #expect(try key.unwrap(wrapped, for: "i1") == [1, 2, 3])
        for length in 0..<wrapped.count {
            let cut = Array(wrapped.prefix(length))
            #expect(throws: WrappingKey.WrongKey.self) { try key.unwrap(cut, for: "i1") }
        }
        for bit in 0..<wrapped.count * 8 {
            var changed = wrapped
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: WrappingKey.WrongKey.self) { try key.unwrap(changed, for: "i1") }
        }
    }

    @Test func `CRY-14: the same secret is wrapped in other bytes each time`() throws {
        let key = WrappingKey(bytes: [UInt8](repeating: 3, count: 32))
        let nonces = try (0..<1_000).map { _ in Array(try key.wrap([1], for: "i1").prefix(12)) }
        #expect(Set(nonces).count == 1_000)
    }

    @Test(arguments: [
        ("12345", PIN.Refusal.tooShort), ("", .tooShort), ("12345a", .notDigits), ("１２３４５６", .notDigits),
        ("123 456", .notDigits), (String(repeating: "7", count: 33), .tooLong), ("000000", .tooSimple),
        ("123456", .tooSimple), ("87654321", .tooSimple),
    ])
    func `PUSH-23: a PIN has six digits or more, and not the first ones that come to mind`(
        text: String, refusal: PIN.Refusal
    ) {
        #expect(throws: refusal) { try PIN(chosen: text) }
    }

    @Test func `a PIN that was chosen elsewhere is tried, however simple`() throws {
        #expect("\(try PIN(typed: "123456"))" == "‹PIN›")
        _ = try PIN(chosen: "112233")
        _ = try PIN(chosen: "135791")
    }

    @Test func `DEV-18: the newest version in common is taken, and none is made up`() throws {
        #expect(try ProtocolVersion.newestInCommon(with: [1, 2, 3]) == 1)
        #expect(throws: ProtocolVersion.NothingInCommon.self) { try ProtocolVersion.newestInCommon(with: [0, 2]) }
        #expect(throws: ProtocolVersion.NothingInCommon.self) { try ProtocolVersion.newestInCommon(with: []) }
    }
}
