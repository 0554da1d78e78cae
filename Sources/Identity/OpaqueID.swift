/// The name of one record: 26 characters of base32 that say nothing about what they name.
///
/// Each kind of record has a type of its own, so that the name of a session can't be handed to a function that wants
/// the name of an account. An ID is not a secret: it may stand in logs and in the address bar.
package protocol OpaqueID: Sendable, Hashable, Codable, CustomStringConvertible {
    var rawValue: String { get }
    init(_ rawValue: String)
}

extension OpaqueID {
    package var description: String { rawValue }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// Names an account.
package struct AccountID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names one verified identifier of an account.
package struct IdentifierID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names one enrolled authenticator, whatever its kind. Failure counters belong to it.
package struct AuthenticatorID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names an enrolment that is not proven yet.
package struct EnrolmentID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names a sign-in attempt in logs and audit rows. The browser holds a separate secret.
package struct AttemptID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names a session on the person's own pages and in the audit log. The cookie holds a separate secret.
package struct SessionID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names a browser that an account trusts, on the person's own pages and in the audit log. The cookie holds a separate
/// secret.
package struct TrustedBrowserID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names one approval request. It is all that a push carries, and says nothing about what is asked.
package struct ApprovalRequestID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names one QR sign-in page that waits to be scanned. The QR holds a separate secret.
package struct ScanID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names one question to a passkey or security key. It finds the challenge that was asked with, and is no secret.
package struct KeyCeremonyID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names one of the networks that an account may be signed in to from.
package struct NetworkID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names one application that people sign in to through this server: its `client_id`. Not a secret.
package struct ApplicationID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names what a person has let one application do, from one sign-in to it: everything that came of it ends together.
package struct ApplicationGrantID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// Names an application's request for sign-in that waits for the person.
package struct AuthorizationRequestID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}
