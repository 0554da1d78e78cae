package import HTTPTransfer
package import Identity

/// Hands text messages to a gateway by HTTP, one request a try.
///
/// Whether a gateway that did not answer has sent the message nobody knows. So every try carries the same key, by
/// which the gateway tells a repetition from a new message, and a code that arrives twice is the same code. Tries end
/// with the life of the code.
package struct TextTransport: Transport {
    private let gateway: TextGateway
    private let client: HTTPClient
    private let time: any TimeSource

    package init(gateway: TextGateway, client: HTTPClient, time: any TimeSource) {
        self.gateway = gateway
        self.client = client
        self.time = time
    }

    package func send(_ letter: Letter, named name: String, to recipient: String, at date: Moment) async -> SendOutcome
    {
        guard Self.isNumber(recipient) else {
            return .undeliverable(reason: "the stored number can't be sent to")
        }
        let request = gateway.request(letter.text, named: name, to: recipient, at: time.now())
        do throws(TransferFault) {
            return outcome(of: try await client.send(request).status)
        } catch {
            return outcome(of: error)
        }
    }

    /// E.164: a plus sign and at most fifteen digits.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.utf8.first == UInt8(ascii: "+") && (1...15).contains(digits.count)
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Only a refusal of this very message is final. A gateway that refuses our name, our address or our haste may be
    /// put right while the code still lives.
    private func outcome(of status: Int) -> SendOutcome {
        switch status {
        case 200...299: .sent
        case 400, 422: .undeliverable(reason: "the gateway refused the message with status \(status)")
        default: .tryAgain(reason: "the gateway answered with status \(status)")
        }
    }

    private func outcome(of fault: TransferFault) -> SendOutcome {
        switch fault {
        case .unusable(let reason): .undeliverable(reason: reason)
        case .addressRefused, .unresolvable, .unreachable, .untrusted, .timedOut, .tooLarge, .broken, .busy, .cancelled,
            .stopped:
            .tryAgain(reason: "the gateway could not be reached or did not answer: \(fault)")
        }
    }
}
