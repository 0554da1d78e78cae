internal import Addresses
internal import Configuration
internal import Delivery
internal import HTTPTransfer
internal import Identity
internal import SignInService
internal import Web
internal import WebPush

/// Reads settings one by one out of the layers and collects what is wrong with them.
struct SettingReading {
    private let sources: SettingSources
    private let reader: ConfigReader
    private(set) var problems: [SettingProblem]

    init(_ sources: SettingSources) {
        self.sources = sources
        reader = ConfigReader(providers: sources.layers.map(\.provider))
        problems = sources.layers.flatMap(\.problems)
    }

    func text(_ key: String) -> String { optionalText(key) ?? "" }

    /// An empty text counts as "not set".
    func optionalText(_ key: String) -> String? {
        let isSecret = Setting.named(key)?.isSecret ?? true
        return reader.string(forKey: ConfigKey(key), isSecret: isSecret).flatMap { $0.isEmpty ? nil : $0 }
    }

    func number(_ key: String) -> Int { optionalNumber(key) ?? 0 }

    func optionalNumber(_ key: String) -> Int? { reader.int(forKey: ConfigKey(key)) }

    func flag(_ key: String) -> Bool { reader.bool(forKey: ConfigKey(key)) ?? false }

    func list(_ key: String) -> [String] { reader.stringArray(forKey: ConfigKey(key)) ?? [] }

    mutating func refuse(_ key: String, _ text: String) {
        problems.append(SettingProblem(place: sources.place(of: key), text: "'\(key)' \(text)"))
    }
}

extension SettingReading {
    /// Without the setting, this machine by the name for which browsers allow plain http.
    mutating func publicOrigin(port: Int) -> PublicOrigin? {
        let origin = PublicOrigin(optionalText("origin") ?? "http://localhost:\(port)")
        if origin == nil {
            refuse(
                "origin",
                "must be like https://id.example.org, without a path; http is possible for localhost only.")
        }
        return origin
    }

    mutating func databaseURL() -> Secret<String>? {
        guard let url = optionalText("database_url") else { return nil }
        if !url.hasPrefix("postgresql://"), !url.hasPrefix("postgres://") {
            refuse("database_url", "must begin with postgresql://.")
        }
        return Secret(url)
    }

    mutating func networks(_ key: String) -> [NetworkBlock] {
        list(key).compactMap { text in
            let block = NetworkBlock(text)
            if block == nil { refuse(key, "has '\(text)', which is no address and no network such as 10.0.0.0/8.") }
            return block
        }
    }

    mutating func groupAddresses() -> GroupAddresses {
        do {
            return try GroupAddresses(list("accounts.group_addresses"))
        } catch {
            switch error {
            case .unreadable(let entry):
                refuse("accounts.group_addresses", "has '\(entry)', which is no address and no pattern.")
            }
            return .none
        }
    }

    mutating func listen() -> ListenAddress? {
        let address = ListenAddress(text("listen"))
        if address == nil { refuse("listen", "must be like 127.0.0.1:8080 or [::1]:8080.") }
        return address
    }

    mutating func metrics() -> ListenAddress? {
        let text = text("metrics.listen")
        if text == "off" { return nil }
        guard let address = ListenAddress(text), address.isLoopback else {
            refuse("metrics.listen", "must be a loopback address and a port such as 127.0.0.1:9464, or off.")
            return nil
        }
        return address
    }

    mutating func mail(serviceName: String) -> Settings.Mail {
        guard text("mail.transport") == "smtp" else { return .outbox }
        guard let host = optionalText("smtp.host") else {
            refuse("smtp.host", "must be set when mail.transport is smtp.")
            return .outbox
        }
        guard let from = MailAddress(text("mail.from")) else {
            refuse("mail.from", "must be one plain address when mail.transport is smtp.")
            return .outbox
        }
        let protection = SMTPServer.Protection(rawValue: text("smtp.protection")) ?? .startTLS
        if protection == .none, !Aikagi.isLoopback(host) {
            refuse("smtp.protection", "can be none only for a mail server on this machine.")
        }
        let user = optionalText("smtp.user")
        let password = optionalText("smtp.password")
        if (user == nil) != (password == nil) { refuse("smtp.user", "and smtp.password need each other.") }
        let login = user.flatMap { user in password.map { SMTPServer.Login(user: user, password: Secret($0)) } }
        let server = SMTPServer(
            host: host, port: number("smtp.port"), protection: protection, login: login,
            authorities: optionalText("smtp.authorities"))
        return .smtp(server, sender: InternetMessage.Sender(name: serviceName, address: from))
    }

    mutating func push(origin: PublicOrigin?, mail: Settings.Mail) -> Settings.Push {
        Settings.Push(contact: pushContact(origin, mail), privateAddresses: ranges("push.private_addresses"))
    }

    /// Addresses and networks of the administrator's own.
    mutating func ranges(_ key: String) -> [AddressRange] {
        list(key).compactMap { text in
            let range = AddressRange(text)
            if range == nil { refuse(key, "has '\(text)', which is no address and no network such as 192.168.0.0/16.") }
            return range
        }
    }

    private mutating func pushContact(_ origin: PublicOrigin?, _ mail: Settings.Mail) -> VAPIDContact? {
        if let text = optionalText("push.contact") {
            let contact = VAPIDContact(text)
            if contact == nil { refuse("push.contact", "must begin with mailto: or https:// and have no spaces.") }
            return contact
        }
        if case .smtp(_, let sender) = mail { return VAPIDContact("mailto:\(sender.address)") }
        return origin.flatMap { VAPIDContact($0.text) }
    }
}
