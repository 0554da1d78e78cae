internal import Foundation
internal import Identity
internal import SignInPolicy
internal import Store

/// An app that somebody is adding. It is kept sealed until it counts or is dropped.
struct PendingApp: Codable {
    var machine: Enrolment
    let seed: [UInt8]
    /// Set when a code has proven it and it waits for backup codes.
    var proven: Proven?

    struct Proven: Codable {
        let name: String
        /// The step of the code that proved it, which is spent with that.
        let step: Int64
    }
}

/// A sheet that somebody is about to keep. The codes are there to be shown and downloaded until it is confirmed.
struct PendingCodes: Codable {
    var machine: Enrolment
    /// The proposed set that the hashes stand in.
    let set: AuthenticatorID
    /// Twenty digits each.
    let codes: [String]
    /// The place on the sheet, from 0, of the code that is asked for.
    let asked: Int
    let made: Moment
    /// Whether the group was typed right, and the set waits for an installation to count with.
    var isProven: Bool?
}

/// What waits, with the row that it waits in.
struct Pending<Content: Codable> {
    let record: EnrolmentRecord
    var content: Content
}

extension Enrolment.Holder {
    /// The holder's name in the store.
    var name: String {
        switch self {
        case .session(let id): "session \(id)"
        case .attempt(let id): "attempt \(id)"
        case .link(let hash): "link \(hash)"
        }
    }
}

extension Enrolling {
    func pendingApp(
        of account: AccountID, heldBy holder: Enrolment.Holder, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Pending<PendingApp>? {
        try pending(.totpApp, of: account, heldBy: holder, in: transaction, at: now)
    }

    func pendingCodes(
        of account: AccountID, heldBy holder: Enrolment.Holder, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Pending<PendingCodes>? {
        try pending(.backupCodes, of: account, heldBy: holder, in: transaction, at: now)
    }

    func pending<Content: Codable>(
        _ kind: Enrolment.Kind, of account: AccountID, heldBy holder: Enrolment.Holder,
        in transaction: any ReadTransaction, at now: Moment
    ) throws -> Pending<Content>? {
        try transaction.enrolment(ofKind: kind.rawValue, of: account, ownedBy: holder.name, at: now).map { record in
            Pending(
                record: record,
                content: try JSONDecoder().decode(Content.self, from: Data(record.content.reveal())))
        }
    }

    /// Keeps what waits, in place of what waited before.
    func keep<Content: Codable>(
        _ content: Content, of machine: Enrolment, as id: EnrolmentID, in transaction: any WriteTransaction
    ) throws {
        try transaction.begin(
            EnrolmentRecord(
                id: id, account: machine.account, owner: machine.holder.name, kind: machine.kind.rawValue,
                content: Secret(Array(try JSONEncoder().encode(content))), createdAt: machine.lifetime.start,
                expiresAt: machine.lifetime.end))
    }

    /// Whether adding a first second factor would turn the second step on, so that it has to wait for backup codes.
    func isFirstSecondFactor(of shape: AccountShape) -> Bool {
        !WaysIn(of: shape, under: rules).hasSecondFactor
    }

    func shape(of account: AccountID, in transaction: any ReadTransaction) throws -> AccountShape? {
        try transaction.account(account).map {
            try transaction.shape(of: $0, settings: environment.settings, at: environment.time.now())
        }
    }
}
