internal import Addresses
internal import Delivery
internal import Foundation
internal import Identity
internal import SignInService

extension SettingReading {
    /// Text messages: off, kept, or handed to a gateway.
    mutating func texts() -> Settings.Texts {
        let transport = text("sms.transport")
        guard transport != "off" else { return .off }
        let settings = TextSettings(
            limits: TextLimits(ofAll: number("sms.messages_per_day")), region: textRegion())
        let beginSignIn = flag("sms.in_place_of_password")
        switch transport {
        case "twilio": return twilio().map { .gateway($0, settings, beginSignIn: beginSignIn) } ?? .off
        case "webhook": return webhook().map { .gateway($0, settings, beginSignIn: beginSignIn) } ?? .off
        default: return .outbox(settings, beginSignIn: beginSignIn)
        }
    }

    private mutating func textRegion() -> PhoneRegion? {
        guard let code = optionalText("sms.region") else { return nil }
        let region = PhoneRegion(code)
        if region == nil { refuse("sms.region", "must be two letters of a country, such as JP.") }
        return region
    }

    private mutating func twilio() -> TextGateway? {
        let origin = gatewayURL(standard: "https://api.twilio.com")
        let account = needed("sms.account", for: "twilio")
        let secret = needed("sms.secret", for: "twilio")
        let sender = needed("sms.from", for: "twilio")
        guard let origin, let account, let secret, let sender else { return nil }
        return .twilio(
            TwilioAccount(
                origin: origin, account: account, user: optionalText("sms.user"), secret: Secret(secret),
                sender: sender))
    }

    private mutating func webhook() -> TextGateway? {
        let url = gatewayURL(standard: nil)
        guard let secret = needed("sms.secret", for: "webhook") else { return nil }
        guard let key = TextGateway.SigningKey(secret) else {
            refuse("sms.secret", "must be whsec_ and base64 of 24 to 64 bytes when sms.transport is webhook.")
            return nil
        }
        return url.map { .webhook(url: $0, key: key) }
    }

    private mutating func needed(_ key: String, for transport: String) -> String? {
        let text = optionalText(key)
        if text == nil { refuse(key, "must be set when sms.transport is \(transport).") }
        return text
    }

    /// An address without a slash at its end.
    private mutating func gatewayURL(standard: String?) -> String? {
        guard let text = optionalText("sms.url") ?? standard else {
            refuse("sms.url", "must be set when sms.transport is webhook.")
            return nil
        }
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty, url.user == nil,
            url.scheme == "https" || (url.scheme == "http" && Aikagi.isLoopback(host))
        else {
            refuse("sms.url", "must be an https address; http is possible for this machine only.")
            return nil
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
