// PasswordHashing turns passwords and backup codes into Argon2id hashes by libargon2, on threads of its own: a hash
// takes a processor for tens of milliseconds, and neither an event loop nor Swift's cooperative threads may wait for
// it. It reads and writes PHC strings and knows the passwords that everybody knows. It refuses to queue without
// bound, to shorten a password, and to say why a password is wrong. It stores nothing and decides no policy.

import Bytes

/// Hashes and verifies on a bounded pool of threads.
///
/// Waiting work is done in the order it came. When the queue is full a caller is told so at once, with a time after
/// which it is worth trying again (REL-27), and a caller that is cancelled while it waits leaves the queue.
package final class PasswordHasher: Sendable {
    /// What every new hash costs.
    package let cost: Argon2Cost
    private let pepper: Pepper?
    private let pool: HashingPool

    /// - Parameters:
    ///   - pepper: What goes into every new hash; `nil` for nothing.
    ///   - threads: How many hashes are computed at once. Each takes a core and `cost.memory` KiB while it works.
    ///   - longestQueue: How many may wait. A queue of 40 for each thread is about a second.
    package init(cost: Argon2Cost = .recommended, pepper: Pepper? = nil, threads: Int, longestQueue: Int) {
        self.cost = cost
        self.pepper = pepper
        pool = HashingPool(
            threads: max(threads, 1), longestQueue: max(longestQueue, 1), blockBytes: cost.memoryBytes,
            compute: Argon2.tag)
    }

    deinit {
        pool.stop()
    }

    /// Refuses everything that waits and everything that comes, and lets the threads end. Work that has begun is
    /// finished.
    package func stop() {
        pool.stop()
    }

    // MARK: Passwords

    /// - Parameter salt: New for every hash, from a cryptographic source (PWD-11).
    package func hash(_ password: Password, salt: Salt) async throws(HashingRefusal) -> PasswordHash {
        try await hash(password.bytes, salt: salt)
    }

    /// Whether the password is the one that was hashed. It is compared whole, whatever its length (PWD-03).
    ///
    /// - Parameter hash: `nil` for an account that does not exist or has no password: the same work is done, and
    ///   nothing is right (RATE-15).
    package func verify(_ password: Password, against hash: PasswordHash?) async throws(HashingRefusal) -> Bool {
        let hash = hash ?? .unattainable(cost: cost)
        let tag = try await pool.tag(of: request(for: password.bytes, like: hash))
        return equalInConstantTime(tag, hash.tag)
    }

    /// Whether a hash that has just been verified should be replaced, because the cost has been raised since or it has
    /// no pepper (PWD-12).
    package func needsRehash(_ hash: PasswordHash) -> Bool {
        hash.cost.isLower(than: cost) || hash.pepperName != pepper?.name || hash.salt.bytes.count < Salt.length
            || hash.tag.count < PasswordHash.tagLength
    }

    // MARK: Backup codes

    /// Hashes a set of codes under one salt, so that a typed code needs one computation for the whole set (BKUP-02).
    ///
    /// - Parameter codes: Codes as they are compared: digits without separators.
    package func hash(_ codes: [String], salt: Salt) async throws(HashingRefusal) -> [PasswordHash] {
        var hashes: [PasswordHash] = []
        // One after the other, so that a set of ten does not push a person who signs in ten places back.
        for code in codes { hashes.append(try await hash(Array(code.utf8), salt: salt)) }
        return hashes
    }

    /// Which of a set's hashes the code is, in one computation whatever the set holds.
    ///
    /// - Parameter hashes: All of one set. An empty set costs as much as a full one.
    package func index(of code: String, among hashes: [PasswordHash]) async throws(HashingRefusal) -> Int? {
        let model = hashes.first ?? .unattainable(cost: cost)
        let tag = try await pool.tag(of: request(for: Array(code.utf8), like: model))
        var found: Int?
        for (index, hash) in hashes.enumerated()
        where equalInConstantTime(tag, hash.tag) && hash.isComparable(with: model) {
            found = index
        }
        return found
    }

    // MARK: Figures

    /// The processor time that hashing has taken since the start.
    package var processorTime: Duration { .nanoseconds(pool.processorNanoseconds) }

    /// How many wait for a thread.
    package var waiting: Int { pool.waiting }

    private func hash(_ message: [UInt8], salt: Salt) async throws(HashingRefusal) -> PasswordHash {
        let request = HashingRequest(
            message: message, salt: salt.bytes, cost: cost, tagLength: PasswordHash.tagLength, key: pepper?.key ?? [])
        let tag = try await pool.tag(of: request)
        return PasswordHash(cost: cost, pepperName: pepper?.name, salt: salt, tag: tag)
    }

    /// What has to be computed to compare `message` with `hash`. The keyed step is never left out (PWD-13).
    private func request(for message: [UInt8], like hash: PasswordHash) throws(HashingRefusal) -> HashingRequest {
        guard hash.pepperName == nil || hash.pepperName == pepper?.name else { throw .otherPepper }
        return HashingRequest(
            message: message, salt: hash.salt.bytes, cost: hash.cost, tagLength: hash.tag.count,
            key: hash.pepperName == nil ? [] : pepper?.key ?? [])
    }
}

/// Why nothing was hashed.
package enum HashingRefusal: Error, Hashable {
    /// The queue is full. After this time it will have been worked off.
    case busy(retryAfter: Duration)
    /// The calling task was cancelled while it waited.
    case cancelled
    /// The server is shutting down.
    case stopped
    /// The memory for one hash could not be had.
    case outOfMemory
    /// The hash was made with a pepper that this server does not have: a fault of its keys, not of the password.
    case otherPepper
    /// libargon2 refused the request; the number is its error code.
    case library(code: Int32)
}
