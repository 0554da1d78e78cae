internal import AuthenticatorCore

extension Person {
    /// A PIN that the person chooses now, typed twice.
    func choosesPIN(_ question: String) async throws -> UnlockedPIN {
        while let first = await askSecretly(question) {
            do {
                let pin = try UnlockedPIN(chosen: first)
                guard let second = await askSecretly(words.repeatPIN) else { break }
                if first == second { return pin }
                warn(words.pinsDiffer)
            } catch let refusal as UnlockedPIN.Refusal {
                warn(words.refused(refusal))
            }
        }
        throw Trouble()
    }
}
