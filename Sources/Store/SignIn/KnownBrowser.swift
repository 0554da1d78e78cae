package import Identity

/// A browser in which an account has signed in before. Knowing it spares a notice and a stranger's delay, but never a
/// proof.
package struct KnownBrowserRecord: Sendable, Hashable {
    package let account: AccountID
    /// SHA-256 of the browser's own random cookie.
    package let browserHash: [UInt8]
    package let browser: BrowserDescription
    package let firstSeenAt: Moment
    package let lastSeenAt: Moment
}

extension ReadTransaction {
    /// Whether the account has signed in with this browser before.
    package func isKnown(browser browserHash: [UInt8], of account: AccountID) throws -> Bool {
        try firstRow(
            "SELECT account FROM known_browser WHERE account = :account AND browser_hash = :hash",
            ["account": account, "hash": browserHash]) != nil
    }

    /// The browsers an account is known in, the most recently seen first.
    package func knownBrowsers(of account: AccountID) throws -> [KnownBrowserRecord] {
        try rows(
            "SELECT * FROM known_browser WHERE account = :account ORDER BY last_seen_at DESC", ["account": account]
        ).map { row in
            KnownBrowserRecord(
                account: try row["account"], browserHash: try row["browser_hash"],
                browser: BrowserDescription(name: try row["name"], platform: try row["platform"]),
                firstSeenAt: try row["first_seen_at"], lastSeenAt: try row["last_seen_at"])
        }
    }
}

extension WriteTransaction {
    /// Notes a completed sign-in in a browser.
    ///
    /// - Returns: whether the browser is new to the account: the reason for a notice.
    package func remember(
        browser browserHash: [UInt8], describedAs browser: BrowserDescription, of account: AccountID, at now: Moment
    ) throws -> Bool {
        let seen = try change(
            "UPDATE known_browser SET last_seen_at = :now WHERE account = :account AND browser_hash = :hash",
            ["account": account, "hash": browserHash, "now": now])
        guard seen == 0 else { return false }
        return try change(
            """
            INSERT INTO known_browser (account, browser_hash, name, platform, first_seen_at, last_seen_at)
            VALUES (:account, :hash, :name, :platform, :now, :now) ON CONFLICT (account, browser_hash) DO NOTHING
            """,
            [
                "account": account, "hash": browserHash, "name": browser.name, "platform": browser.platform, "now": now,
            ]) == 1
    }

    /// Makes every browser new to the account again; returns how many were known.
    @discardableResult
    package func forgetBrowsers(of account: AccountID) throws -> Int {
        try change("DELETE FROM known_browser WHERE account = :account", ["account": account])
    }
}
