internal import Foundation
package import Identity
package import Store

/// Where use cases put notices, and where the worker learns that there is something to do.
package struct Outbox: Sendable {
    package let letterhead: Letterhead
    private let bell: OutboxBell

    package init(letterhead: Letterhead, bell: OutboxBell) {
        self.letterhead = letterhead
        self.bell = bell
    }

    /// Who a notice is for, as stored: never as typed by whoever asked (OTP-10).
    package struct Addressee: Sendable, Hashable {
        package let account: AccountID?
        package let address: EmailAddress
        package let language: Language

        package init(account: AccountID?, address: EmailAddress, language: Language) {
            self.account = account
            self.address = address
            self.language = language
        }
    }

    /// Puts a notice into the outbox, as a part of the transaction that makes it true.
    ///
    /// Nothing is sent before the transaction commits; then call ``ring()``.
    ///
    /// - Parameter name: Random text of letters and digits that names the message. It becomes its `Message-ID`.
    package func put(
        _ notice: Notice, for addressee: Addressee, named name: String, at now: Moment,
        in transaction: any WriteTransaction
    ) throws {
        let letter = Letter(notice, in: addressee.language, on: letterhead)
        try transaction.enqueue(
            OutboxMessage(
                id: name, account: addressee.account, kind: notice.kind,
                recipient: MailAddress(addressee.address)?.text ?? addressee.address.shown,
                content: Secret(Array(try JSONEncoder().encode(letter))), createdAt: now,
                expiresAt: notice.life.map { now + $0 }))
    }

    /// The same with a code for a mobile number, as stored: never as typed by whoever asked (OTP-10).
    package func put(
        _ code: TextCode, for account: AccountID, number: PhoneNumber, in language: Language, named name: String,
        at now: Moment, in transaction: any WriteTransaction
    ) throws {
        let letter = Letter(code, in: language, on: letterhead)
        try transaction.enqueue(
            OutboxMessage(
                id: name, account: account, kind: code.use.rawValue, recipient: number.canonical,
                content: Secret(Array(try JSONEncoder().encode(letter))), createdAt: now, expiresAt: now + code.life))
    }

    /// Tells the worker of this process that something was put in. Forgetting it costs a poll's delay, nothing more.
    package func ring() {
        bell.ring()
    }
}

extension OutboxMessage {
    /// The letter to send or to read; `nil` once it has been sent, given up or has expired.
    package var letter: Letter? {
        try? JSONDecoder().decode(Letter.self, from: Data(content.reveal()))
    }
}
