import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `Networks of an account` {
    private func network(
        _ id: String, of account: AccountID, _ addresses: String = "192.0.2.0/28", at moment: Moment = Fixture.noon
    ) throws -> AllowedNetworkRecord {
        AllowedNetworkRecord(
            id: NetworkID(id), account: account, name: "Home", range: try NetworkRange(addresses), addedAt: moment)
    }

    @Test(arguments: Fixture.kinds)
    func `are kept in the order in which they were added, each its owner's alone`(kind: TestDatabase.Kind) async throws
    {
        let fixture = try await Fixture(kind)
        let (ada, grace) = (try await fixture.account(), try await fixture.account("grace"))
        let first = try network("b", of: ada)
        let second = try network("a", of: ada, "2001:db8::/64", at: Fixture.noon + .seconds(1))
        let stolen = try network("b", of: grace, "198.51.100.0/24")
        let changed = AllowedNetworkRecord(
            id: first.id, account: ada, name: "Office", range: try NetworkRange("192.0.2.1-192.0.2.9"),
            addedAt: first.addedAt)
        let answers = try await fixture.store.write { transaction in
            [
                try transaction.save(first), try transaction.save(second), try transaction.save(stolen),
                try transaction.save(changed), try transaction.remove(network: first.id, of: grace),
            ]
        }
        #expect(answers == [true, true, false, true, false])
        let kept = try await fixture.store.read { try $0.networks(of: ada) }
        #expect(kept == [changed, second])
        let removed = try await fixture.store.write { try $0.remove(network: second.id, of: ada) }
        #expect(removed)
        let left = try await fixture.store.read { (try $0.networks(of: ada), try $0.networks(of: grace)) }
        #expect(left.0 == [changed] && left.1.isEmpty)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `are in force from the first switch on to the switch off`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let answers = try await fixture.store.write { transaction in
            [
                try transaction.limitToNetworks(ada, since: nil),
                try transaction.limitToNetworks(ada, since: Fixture.noon),
                try transaction.limitToNetworks(ada, since: Fixture.noon + .seconds(5)),
            ]
        }
        #expect(answers == [false, true, false])
        let since = try await fixture.store.read { try $0.limitedToNetworksSince(ada) }
        #expect(since == Fixture.noon)
        let lifted = try await fixture.store.write { try $0.limitToNetworks(ada, since: nil) }
        let after = try await fixture.store.read { try $0.limitedToNetworksSince(ada) }
        #expect(lifted && after == nil)
        await fixture.store.close()
    }
}
