package import Addresses
internal import Delivery
internal import Identity
internal import Logging
internal import OneTimeCodes
internal import SignInPolicy
internal import Store

/// What a code sent by SMS is good for; as with mails, one for another purpose is not found (OTP-03).
enum TextCodePurpose: String, Sendable, CaseIterable {
    case signIn = "textSignIn"
    case resetPassword = "textResetPassword"
    case proveAgain = "textProveAgain"
    case addNumber = "textAddNumber"

    fileprivate var use: TextCode.Use {
        switch self {
        case .signIn: .signIn
        case .resetPassword: .passwordReset
        case .proveAgain: .proveAgain
        case .addNumber: .addNumber
        }
    }
}

/// Issues codes to mobile numbers, within budgets that neither a person's patience nor the bill is run down by.
struct TextCodes: Sendable {
    let environment: Environment

    /// Issues a code and puts its message into the outbox, in one transaction with what asked for it.
    ///
    /// Over a budget nothing happens, and the caller answers as if it had: the last code is still good.
    ///
    /// - Parameter number: as stored, never as typed by whoever asked (OTP-10).
    /// - Returns: whether a message goes out.
    @discardableResult
    func send(
        _ purpose: TextCodePurpose, for account: AccountRecord, owner: String, to number: PhoneNumber,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Bool {
        guard let limits = environment.settings.texts?.limits else { return false }
        // Held first: what follows is counted under these locks, also for codes asked for in parallel.
        guard let counted = try used(limits, number, account.id, in: transaction, at: now) else { return false }
        let issued = try transaction.codesIssued(
            for: purpose.rawValue, of: account.id, since: now - Limits.codeSendWindow)
        guard SendBudget(issued: issued).answer(at: now) == .send else { return false }
        try transaction.save(counted)
        var random = environment.tokens.generator()
        let code = Secret(OneTimeCode.random(length: Limits.smsCodeDigits, using: &random).text)
        try transaction.issue(
            code,
            as: OneTimeCodeRecord(
                id: environment.tokens.name(), account: account.id, purpose: purpose.rawValue, owner: owner,
                address: number.canonical, triesAllowed: Limits.codeTries, createdAt: now,
                expiresAt: now + Limits.smsCodeLife))
        try environment.outbox.put(
            TextCode(code, for: purpose.use, life: Limits.smsCodeLife), for: account.id, number: number,
            in: account.language, named: environment.tokens.name(), at: now, in: transaction)
        return true
    }

    /// Every budget that one message belongs to, with that message counted; `nil` if one of them is used up.
    private func used(
        _ limits: TextLimits, _ number: PhoneNumber, _ account: AccountID, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> [ThrottleRecord]? {
        let prefix = number.canonical.dropLast(Limits.digitsOfOnePrefix)
        let budgets = [
            Budget(name: "all", key: "texts to all", allowance: limits.ofAll),
            Budget(name: "number", key: "texts to \(number.canonical)", allowance: limits.ofNumber),
            Budget(name: "account", key: "texts of \(account)", allowance: limits.ofAccount),
            Budget(name: "prefix", key: "texts to numbers like \(prefix)", allowance: limits.ofPrefix),
        ]
        var counted: [ThrottleRecord] = []
        for (held, budget) in zip(try transaction.holdThrottles(budgets.map(\.key)), budgets) {
            let used = held.usedUntil(at: now, in: Limits.textWindow)
            guard case .allowed(let end) = budget.allowance.answer(usedUntil: used, at: now) else {
                // Neither the number nor the account: a log is read by more people than these are meant for.
                environment.logger.notice("a text message is held back", metadata: ["budget": "\(budget.name)"])
                return nil
            }
            counted.append(try held.used(until: end))
        }
        return counted
    }

    private struct Budget {
        let name: String
        let key: String
        let allowance: Allowance
    }
}

/// How many text messages may go out in a day.
package struct TextLimits: Sendable, Hashable {
    let ofNumber: Allowance
    let ofAccount: Allowance
    /// Of all numbers that differ in their last digits only.
    let ofPrefix: Allowance
    let ofAll: Allowance

    package init(
        ofNumber: Int = Limits.textsOfNumber, ofAccount: Int = Limits.textsOfAccount,
        ofPrefix: Int = Limits.textsOfPrefix, ofAll: Int = Limits.textsOfAll
    ) {
        self.ofNumber = Allowance(count: ofNumber, in: Limits.textWindow)
        self.ofAccount = Allowance(count: ofAccount, in: Limits.textWindow)
        self.ofPrefix = Allowance(count: ofPrefix, in: Limits.textWindow)
        self.ofAll = Allowance(count: ofAll, in: Limits.textWindow)
    }
}

/// Whether and how the server sends text messages; there is none of it where it sends none.
package struct TextSettings: Sendable, Hashable {
    package let limits: TextLimits
    /// For numbers that people type without their country.
    package let region: PhoneRegion?

    package init(limits: TextLimits = TextLimits(), region: PhoneRegion? = nil) {
        self.limits = limits
        self.region = region
    }
}
