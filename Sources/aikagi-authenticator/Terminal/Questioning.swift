internal import AuthenticatorCore
internal import Foundation

/// Shows a question to the person and carries out what they say.
struct Questioning: Sendable {
    let session: Session
    /// What the person has said beforehand to whatever is asked.
    var standing: Decision?

    private var words: Words { session.words }
    private var person: Person { session.person }

    /// Fetches a question, says that it has arrived, and brings it to an end.
    func handle(_ id: String) async throws {
        // At once, and before anything is shown: this is by what the waiting page knows that somebody is here.
        try await session.ask { installation, now in try installation.arrived(id, at: now) }
        try await handle(try await session.ask { installation, now in try installation.question(id, at: now) })
    }

    /// The same for a question that is here.
    func handle(_ question: Question) async throws {
        show(question)
        try await session.ask { installation, now in try installation.shown(question.id, at: now) }
        while true {
            guard let decision = await decision(on: question) else { return }
            do {
                try await answer(decision, to: question)
                return
            } catch ServerRefusal.wrongNumber(let left) {
                person.warn(words.wrongNumber(left))
            }
        }
    }

    private func answer(_ decision: Decision, to question: Question) async throws {
        var key: SoftwareKey?
        if case .approve = decision { key = try await session.approvalKey() }
        let signer = key
        let result = try await session.ask { installation, now in
            try installation.answer(decision, to: question, approvalKey: signer, at: now)
        }
        switch result {
        case .approved: person.tell(words.approved)
        case .refused: person.tell(decision == .notMe ? words.refusedNotMe : words.refused)
        case .alreadyAnswered: person.tell(words.alreadyAnswered)
        case .expired: person.tell(words.expired)
        }
    }

    private func show(_ question: Question) {
        person.tell("")
        switch question.purpose {
        case .signIn, .scan: person.tell(words.asks(question.accountName, question.application))
        case .stepUp: person.tell(words.asksToConfirm)
        case .test: person.tell(words.asksTest)
        }
        person.tell(words.from(question.browser, question.address, question.place))
        person.tell(words.asked(Self.time(question.askedAt)))
    }

    /// What the person types, until it means something; nil when there is nobody.
    private func decision(on question: Question) async -> Decision? {
        if let standing { return standing }
        while let typed = await person.ask(question.digits.map(words.typeNumber) ?? words.typeYes) {
            let text = typed.trimmingCharacters(in: .whitespaces).lowercased()
            switch text {
            case "r": return .refuse
            case "n": return .notMe
            case "y" where question.digits == nil: return .approve(number: nil)
            default:
                guard let digits = question.digits else { continue }
                let number = text.filter { $0 != " " }.compactMap(\.wholeNumberValue)
                if number.count == digits, number.allSatisfy({ $0 < 10 }) {
                    return .approve(number: number.map(String.init).joined())
                }
            }
        }
        return nil
    }

    /// Date and time where the person is.
    static func time(_ milliseconds: Int64) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd HH:mm"
        return formatter.string(from: Date(timeIntervalSince1970: Double(milliseconds) / 1_000))
    }
}
