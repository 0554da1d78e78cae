/// A request for approval as the app is shown it. The number is never in it: the person brings it from the other screen
/// (PUSH-02).
package struct RequestSummary: Sendable, Hashable, Codable {
    /// What the person is asked for.
    package enum Purpose: String, Sendable, Hashable, Codable {
        case signIn, stepUp, test, scan
    }

    /// Where the sign-in comes from, as the server saw it (PUSH-13).
    package struct Context: Sendable, Hashable, Codable {
        package let application: String
        /// Where the address is said to be; empty if that is not known.
        package let place: String
        package let address: String
        package let browser: String
        /// Milliseconds since 1970.
        package let at: Int64

        package init(application: String, place: String, address: String, browser: String, at: Int64) {
            self.application = application
            self.place = place
            self.address = address
            self.browser = browser
            self.at = at
        }
    }

    package let id: String
    package let purpose: Purpose
    package let nonce: WireBytes
    /// How many digits the number has; nil where none is asked for.
    package let digits: Int?
    /// Milliseconds since 1970.
    package let expires: Int64
    package let context: Context
    package let accountName: String

    package init(
        id: String, purpose: Purpose, nonce: WireBytes, digits: Int?, expires: Int64, context: Context,
        accountName: String
    ) {
        self.id = id
        self.purpose = purpose
        self.nonce = nonce
        self.digits = digits
        self.expires = expires
        self.context = context
        self.accountName = accountName
    }
}

/// The body of `POST …/requests/{id}/receipts`.
package struct ReceiptBody: Sendable, Hashable, Codable {
    /// How far a request has come on the device.
    package enum Kind: String, Sendable, Hashable, Codable {
        /// The app has it. Said before the person looks: this is the proof of life.
        case arrived
        /// The person sees it.
        case shown
    }

    package let kind: Kind

    package init(kind: Kind) { self.kind = kind }
}

/// The body of `POST …/requests/{id}/answer`.
package struct AnswerBody: Sendable, Hashable, Codable {
    /// An encoded `ApprovalMessage`.
    package let message: WireBytes
    package let signature: WireBytes

    package init(message: WireBytes, signature: WireBytes) {
        self.message = message
        self.signature = signature
    }
}

/// What became of an answer.
package struct AnswerOutcome: Sendable, Hashable, Codable {
    /// How the request stands now.
    package enum Outcome: String, Sendable, Hashable, Codable {
        case approved
        case refused
        /// Another device, or this one before (PUSH-17).
        case alreadyAnswered
        case expired
    }

    package let outcome: Outcome

    package init(outcome: Outcome) { self.outcome = outcome }
}

/// The body of `POST …/scans`: what the QR code of a waiting page holds.
package struct ScanBody: Sendable, Hashable, Codable {
    package let code: String

    package init(code: String) { self.code = code }
}
