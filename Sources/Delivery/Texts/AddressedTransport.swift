package import Identity

/// Sends each letter by the road that its address needs: to a number as a text message, everything else as a mail.
package struct AddressedTransport: Transport {
    private let mail: any Transport
    private let texts: any Transport

    package init(mail: any Transport, texts: any Transport) {
        self.mail = mail
        self.texts = texts
    }

    package func send(_ letter: Letter, named name: String, to recipient: String, at date: Moment) async -> SendOutcome
    {
        // No mail address begins so: what was stored was read as one or the other.
        let road = recipient.hasPrefix("+") ? texts : mail
        return await road.send(letter, named: name, to: recipient, at: date)
    }
}
