internal import Delivery
internal import Identity
internal import SignInPolicy
internal import Store

extension Client {
    /// This request, for a person to recognise in a notice.
    func occasion(at now: Moment) -> Notice.Occasion {
        Notice.Occasion(at: now, source: source)
    }
}

extension Environment {
    /// Tells a person something about their account, at every address that is theirs: security notices go to all of
    /// them (product.md ID-2), and for some time also to the one that notices went to before (REC-10).
    func tell(
        _ account: AccountRecord, _ notice: Notice, in transaction: any WriteTransaction, at now: Moment,
        also others: [EmailAddress] = []
    ) throws {
        let current = try transaction.identifiers(of: account.id).compactMap(\.identifier.email)
        let former = try transaction.formerNoticeAddresses(
            of: account.id, since: now - Limits.formerNoticeAddressLife
        ).compactMap(\.identifier.email)
        var told: Set<EmailAddress> = []
        for address in current + others + former where told.insert(address).inserted {
            try put(
                notice, for: Outbox.Addressee(account: account.id, address: address, language: account.language),
                in: transaction, at: now)
        }
    }

    /// The same, at most once in a while for each kind of notice (RATE-22).
    func tellOnce(
        _ account: AccountRecord, _ notice: Notice, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        guard var mark = try transaction.holdThrottles(["told \(notice.kind) \(account.id)"]).first else { return }
        if let until = mark.expiresAt, mark.state != nil, now < until { return }
        mark.state = []
        mark.expiresAt = now + Limits.suspicionWindow
        try transaction.save(mark)
        try tell(account, notice, in: transaction, at: now)
    }

    /// Tells the account's devices that something has happened to it that they should show: those that are open hear
    /// it at once, the others by a push that says nothing but that (DEV-02). What it was, they fetch.
    ///
    /// - Parameter exception: the device that it happened to, which knows.
    func tellDevices(
        of account: AccountID, except exception: AuthenticatorID? = nil, in transaction: any WriteTransaction,
        at now: Moment
    ) throws {
        transaction.signal(.account(account))
        for device in try transaction.installations(of: account) {
            transaction.signal(.installation(device.id))
            guard device.id != exception, device.activatedAt != nil,
                try transaction.pushSubscription(of: device.id) != nil
            else { continue }
            try transaction.enqueue(
                PushMessage(
                    id: tokens.name(), installation: device.id, content: DeviceNews.push, topic: DeviceNews.push,
                    createdAt: now, expiresAt: now + Limits.suspicionWindow))
            transaction.signal(.pushes)
        }
    }
}
