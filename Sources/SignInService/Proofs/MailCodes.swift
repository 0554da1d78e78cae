internal import Delivery
internal import Identity
internal import OneTimeCodes
internal import SignInPolicy
internal import Store

/// What a mailed code is good for. A code is looked for under its purpose only, so one for another is not found
/// (OTP-03, ONCE-13).
enum MailCodePurpose: String, Sendable, CaseIterable {
    /// Before a second factor is enrolled on the way in.
    case proveAddressAtSignIn
    /// In place of the password.
    case signIn
    case resetPassword
    case addIdentifier
    case register
}

/// Issues mailed codes, within a budget that no mailbox is flooded by.
struct MailCodes: Sendable {
    let environment: Environment

    /// Issues a code and puts its mail into the outbox, in one transaction with what asked for it.
    ///
    /// Over budget nothing happens, and the caller answers as if it had: the last code is still good (REC-19).
    ///
    /// - Returns: whether a mail goes out.
    /// - Parameters:
    ///   - alone: whether every earlier code of the purpose dies with it, whichever browser asked for it.
    ///   - notice: the mail around the code.
    @discardableResult
    func send(
        _ purpose: MailCodePurpose, for account: AccountID, owner: String, to addressee: Outbox.Addressee,
        alone: Bool = false, in transaction: any WriteTransaction, at now: Moment,
        as notice: (_ code: Secret<String>, _ life: Duration) -> Notice
    ) throws -> Bool {
        let issued = try transaction.codesIssued(for: purpose.rawValue, of: account, since: now - Limits.codeSendWindow)
        guard SendBudget(issued: issued).answer(at: now) == .send else { return false }
        if alone { try transaction.killCodes(for: purpose.rawValue, of: account, at: now) }
        var random = environment.tokens.generator()
        let code = Secret(OneTimeCode.random(length: Limits.mailCodeDigits, using: &random).text)
        try transaction.issue(
            code,
            as: OneTimeCodeRecord(
                id: environment.tokens.name(), account: account, purpose: purpose.rawValue,
                owner: owner, address: addressee.address.canonical, triesAllowed: Limits.codeTries, createdAt: now,
                expiresAt: now + Limits.mailCodeLife))
        try environment.put(notice(code, Limits.mailCodeLife), for: addressee, in: transaction, at: now)
        return true
    }
}

extension Environment {
    /// Puts a notice into the outbox. Ring the bell after the transaction.
    func put(
        _ notice: Notice, for addressee: Outbox.Addressee, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        try outbox.put(
            notice, for: addressee, named: tokens.name(), at: now, in: transaction)
    }
}
