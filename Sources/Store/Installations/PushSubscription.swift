package import Identity

/// Where and how messages for one installation are handed to its push service (RFC 8030, RFC 8291).
package struct PushSubscriptionRecord: Sendable {
    /// Names this subscription, so that an answer about an older one changes nothing.
    package let id: String
    package let installation: AuthenticatorID
    /// A capability: who has it can send. In the database it is sealed.
    package let endpoint: Secret<String>
    /// The installation's public key for the encryption, P-256, uncompressed, 65 bytes.
    package let key: [UInt8]
    /// The authentication secret of RFC 8291 §2, 16 bytes. In the database it is sealed.
    package let auth: Secret<[UInt8]>

    package init(
        id: String, installation: AuthenticatorID, endpoint: Secret<String>, key: [UInt8], auth: Secret<[UInt8]>
    ) {
        self.id = id
        self.installation = installation
        self.endpoint = endpoint
        self.key = key
        self.auth = auth
    }
}

extension ReadTransaction {
    /// The subscription of an installation; `nil` if it has none, or has ended.
    package func pushSubscription(of id: AuthenticatorID) throws -> PushSubscriptionRecord? {
        let row = try firstRow(
            """
            SELECT push_subscription, push_endpoint_sealed, push_key, push_auth_sealed FROM installation
             WHERE id = :id AND ended_at IS NULL AND push_subscription IS NOT NULL
            """, ["id": id])
        guard let row else { return nil }
        let endpoint = try keys.sealer.open(
            try row["push_endpoint_sealed"],
            at: Sealer.Place(table: "installation", column: "push_endpoint_sealed", row: id.rawValue))
        let auth = try keys.sealer.open(
            try row["push_auth_sealed"],
            at: Sealer.Place(table: "installation", column: "push_auth_sealed", row: id.rawValue))
        return PushSubscriptionRecord(
            id: try row["push_subscription"], installation: id,
            endpoint: Secret(String(decoding: endpoint, as: UTF8.self)), key: try row["push_key"], auth: Secret(auth))
    }
}

extension WriteTransaction {
    /// Gives an installation a subscription in place of the one it had.
    ///
    /// - Returns: `false` if it has ended.
    package func subscribe(_ subscription: PushSubscriptionRecord) throws -> Bool {
        let id = subscription.installation
        return try change(
            """
            UPDATE installation SET push_subscription = :subscription, push_endpoint_sealed = :endpoint,
                   push_key = :key, push_auth_sealed = :auth
             WHERE id = :id AND ended_at IS NULL
            """,
            [
                "id": id, "subscription": subscription.id, "key": subscription.key,
                "endpoint": try keys.sealer.seal(
                    Array(subscription.endpoint.reveal().utf8), at: Self.place("push_endpoint_sealed", id)),
                "auth": try keys.sealer.seal(subscription.auth.reveal(), at: Self.place("push_auth_sealed", id)),
            ]) == 1
    }

    /// Takes the subscription away from an installation.
    ///
    /// - Parameter subscription: the one that is meant, if the caller speaks of a certain one; another stays.
    /// - Returns: `false` if it doesn't have it.
    @discardableResult
    package func unsubscribe(installation id: AuthenticatorID, from subscription: String? = nil) throws -> Bool {
        try change(
            """
            UPDATE installation SET push_subscription = NULL, push_endpoint_sealed = NULL, push_key = NULL,
                   push_auth_sealed = NULL
             WHERE id = :id AND push_subscription = coalesce(:subscription, push_subscription)
            """, ["id": id, "subscription": subscription]) == 1
    }
}
