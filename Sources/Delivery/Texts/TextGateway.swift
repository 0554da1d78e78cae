internal import Bytes
internal import Crypto
internal import Foundation
internal import HTTPTransfer
package import Identity

/// Who carries text messages, and how it is spoken to.
package enum TextGateway: Sendable {
    /// The Messages resource of Twilio's REST interface, which other gateways speak too.
    case twilio(TwilioAccount)
    /// A program of the administrator's own: JSON, signed (docs/formats/sms-webhook.md).
    case webhook(url: String, key: SigningKey)

    /// The secret that a webhook's requests are signed with.
    package struct SigningKey: Sendable {
        let bytes: Secret<[UInt8]>

        /// - Parameter text: `whsec_` and base64 of 24 to 64 bytes, as Standard Webhooks has it.
        /// - Returns: `nil` for anything else.
        package init?(_ text: String) {
            let prefix = "whsec_"
            guard text.hasPrefix(prefix), let bytes = Data(base64Encoded: String(text.dropFirst(prefix.count))),
                (24...64).contains(bytes.count)
            else { return nil }
            self.bytes = Secret(Array(bytes))
        }
    }

    /// The request that sends one message. Every try of one message has the same name in it.
    func request(_ text: String, named name: String, to number: String, at now: Moment) -> HTTPRequest {
        switch self {
        case .twilio(let account): account.request(text, named: name, to: number)
        case .webhook(let url, let key): Self.signed(text, named: name, to: number, at: now, url, key)
        }
    }

    /// Standard Webhooks 1.0.0, "Signature scheme": HMAC-SHA-256 over name, second and body.
    private static func signed(
        _ text: String, named name: String, to number: String, at now: Moment, _ url: String, _ key: SigningKey
    ) -> HTTPRequest {
        let body = Body(id: name, text: text, to: number).json
        let second = String(now.secondsSinceEpoch)
        let signature = HMAC<SHA256>.authenticationCode(
            for: Array("\(name).\(second).".utf8) + body, using: SymmetricKey(data: key.bytes.reveal()))
        return HTTPRequest(
            .post, url,
            fields: [
                ("Content-Type", "application/json"), ("webhook-id", name), ("webhook-timestamp", second),
                ("webhook-signature", "v1," + Data(signature).base64EncodedString()),
            ], body: body)
    }

    private struct Body: Encodable {
        let id: String
        let text: String
        let to: String

        var json: [UInt8] {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            // Three texts can always be written.
            return (try? encoder.encode(self)).map(Array.init) ?? []
        }
    }
}

/// An account at a gateway that speaks Twilio's interface (version 2010-04-01).
package struct TwilioAccount: Sendable {
    /// Scheme and host, without a slash at the end.
    let origin: String
    let account: String
    let user: String
    let secret: Secret<String>
    let sender: String

    /// - Parameters:
    ///   - account: the account's SID, which stands in the path.
    ///   - user: who the secret belongs to: an API key, or the account itself if `nil`.
    ///   - sender: a number, a name, or the SID of a messaging service, which begins with `MG`.
    package init(origin: String, account: String, user: String?, secret: Secret<String>, sender: String) {
        self.origin = origin
        self.account = account
        self.user = user ?? account
        self.secret = secret
        self.sender = sender
    }

    func request(_ text: String, named name: String, to number: String) -> HTTPRequest {
        let from = sender.hasPrefix("MG") ? "MessagingServiceSid" : "From"
        let form = [("To", number), (from, sender), ("Body", text)]
            .map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&")
        let login = Data("\(user):\(secret.reveal())".utf8).base64EncodedString()
        return HTTPRequest(
            .post, "\(origin)/2010-04-01/Accounts/\(Self.escaped(account))/Messages.json",
            fields: [
                ("Authorization", "Basic \(login)"), ("Content-Type", "application/x-www-form-urlencoded"),
                // draft-ietf-httpapi-idempotency-key-header §2.1: a string of structured fields, so in quotes.
                ("Idempotency-Key", "\"\(name)\""),
            ], body: Array(form.utf8))
    }

    /// Everything but the unreserved characters of RFC 3986 §2.3.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + String(byte >> 4, radix: 16, uppercase: true) + String(byte & 15, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
