/// A request that could not be answered, in plain words and without a look inside (HTTP-11, HTTP-19).
package struct ErrorPage: Page {
    package static let template = "error"

    /// The statuses that have words of their own; RFC 9110 §15 numbers them.
    package enum Fault: Int, Sendable, CaseIterable {
        case badRequest = 400
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case contentTooLarge = 413
        case misdirected = 421
        case tooManyRequests = 429
        case serverFault = 500
        case unavailable = 503
    }

    package let fault: Fault
    /// What finds the log line of this request.
    package let correlationID: String?
    /// For 429 and 503; the answer's `Retry-After` says the same.
    package let retryAfterSeconds: Int64?

    package init(_ fault: Fault, correlationID: String? = nil, retryAfterSeconds: Int64? = nil) {
        self.fault = fault
        self.correlationID = correlationID
        self.retryAfterSeconds = retryAfterSeconds
    }

    package func fields(in wording: Wording) -> Fields {
        let keys = fault.keys
        var fields: Fields = ["title": wording.text(keys.title), "explanation": wording.text(keys.text)]
        fields["hasReference"] = correlationID != nil
        fields["correlationID"] = correlationID
        fields["retry"] = retryAfterSeconds.map {
            wording.text("error.retry", ["time": wording.length(seconds: $0)])
        }
        return fields
    }
}

extension ErrorPage.Fault {
    fileprivate var keys: (title: String, text: String) {
        switch self {
        case .badRequest: ("error.400.title", "error.400")
        case .forbidden: ("error.403.title", "error.403")
        case .notFound: ("error.404.title", "error.404")
        case .methodNotAllowed: ("error.405.title", "error.405")
        case .contentTooLarge: ("error.413.title", "error.413")
        case .misdirected: ("error.421.title", "error.421")
        case .tooManyRequests: ("error.429.title", "error.429")
        case .serverFault: ("error.500.title", "error.500")
        case .unavailable: ("error.503.title", "error.503")
        }
    }
}
