internal import Addresses
internal import Identity
internal import Store

extension ReadTransaction {
    /// Whether nobody has this address, nor one that people take for it (OTP-11).
    ///
    /// Plain ASCII addresses are never taken for each other: everybody is used to telling those apart.
    func isFree(_ entry: EmailEntry) throws -> Bool {
        let canonical = entry.address.canonical
        guard try !isTaken(identifier: canonical) else { return false }
        return try !looksTaken(
            skeleton: entry.lookAlike.skeleton, otherThan: canonical, plainToo: !entry.lookAlike.isPlain)
    }
}

extension IdentifierRecord {
    /// A number that has just been verified. Digits look like nothing else.
    init(_ number: PhoneNumber, named id: IdentifierID, of account: AccountID, verifiedAt now: Moment) {
        self.init(
            id: id, account: account, identifier: .phone(number), skeleton: number.canonical, isPlain: true,
            verifiedAt: now)
    }

    /// An address that has just been verified.
    init(_ entry: EmailEntry, named id: IdentifierID, of account: AccountID, verifiedAt now: Moment) {
        self.init(
            id: id, account: account, identifier: .email(entry.address), skeleton: entry.lookAlike.skeleton,
            isPlain: entry.lookAlike.isPlain, verifiedAt: now)
    }
}
