package import Identity

/// One network that an account may be used from, with the name that the person gave it.
package struct AllowedNetworkRecord: Sendable, Hashable {
    package let id: NetworkID
    package let account: AccountID
    package let name: String
    package let range: NetworkRange
    package let addedAt: Moment

    package init(id: NetworkID, account: AccountID, name: String, range: NetworkRange, addedAt: Moment) {
        self.id = id
        self.account = account
        self.name = name
        self.range = range
        self.addedAt = addedAt
    }

    init(_ row: Row) throws {
        id = try row["id"]
        account = try row["account"]
        name = try row["name"]
        let text: String = try row["addresses"]
        guard let range = try? NetworkRange(text) else {
            throw StoreFault.corrupted("the addresses of a network can't be read")
        }
        self.range = range
        addedAt = try row["added_at"]
    }
}

extension ReadTransaction {
    /// The networks of an account, the oldest first, whether or not sign-in is limited to them.
    package func networks(of account: AccountID) throws -> [AllowedNetworkRecord] {
        try rows(
            "SELECT * FROM allowed_network WHERE account = :account ORDER BY added_at, id", ["account": account]
        ).map(AllowedNetworkRecord.init)
    }

    /// Since when an account is limited to its networks; `nil` if it is not.
    package func limitedToNetworksSince(_ account: AccountID) throws -> Moment? {
        try firstRow("SELECT since FROM network_limit WHERE account = :account", ["account": account])
            .map { try $0["since"] }
    }
}

extension WriteTransaction {
    /// Adds a network, or gives the one with this name and owner another name and other addresses.
    ///
    /// - Returns: `false` if the ID is somebody else's.
    package func save(_ network: AllowedNetworkRecord) throws -> Bool {
        try change(
            """
            INSERT INTO allowed_network (id, account, name, addresses, added_at)
            VALUES (:id, :account, :name, :addresses, :added)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, addresses = excluded.addresses
             WHERE allowed_network.account = excluded.account
            """,
            [
                "id": network.id, "account": network.account, "name": network.name, "addresses": network.range.text,
                "added": network.addedAt,
            ]) == 1
    }

    /// Takes a network off the list of an account.
    package func remove(network id: NetworkID, of account: AccountID) throws -> Bool {
        try change(
            "DELETE FROM allowed_network WHERE id = :id AND account = :account", ["id": id, "account": account]) == 1
    }

    /// Limits an account to its networks, or lifts that with `nil`.
    ///
    /// - Returns: `false` if it was so before.
    package func limitToNetworks(_ account: AccountID, since: Moment?) throws -> Bool {
        guard let since else {
            return try change("DELETE FROM network_limit WHERE account = :account", ["account": account]) == 1
        }
        return try change(
            """
            INSERT INTO network_limit (account, since) VALUES (:account, :since)
            ON CONFLICT (account) DO NOTHING
            """, ["account": account, "since": since]) == 1
    }
}
