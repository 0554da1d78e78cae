internal import Addresses
internal import Configuration
internal import Delivery
internal import Foundation
internal import HTTPTransfer
internal import Identity
internal import Logging
internal import SignInService
internal import Web
internal import WebPush

/// The configuration as the program uses it: every value has its type and fits the others.
struct Settings: Sendable {
    let publicOrigin: PublicOrigin
    let serviceName: String
    let language: Language
    let dataFolder: String
    let databaseURL: Secret<String>?
    let masterKeyFile: String
    let trustedProxies: [NetworkBlock]
    let listen: ListenAddress
    let allowsSelfRegistration: Bool
    let requiresSecondStep: Bool
    /// 0: never.
    let trustedBrowserDays: Int
    let groupAddresses: GroupAddresses
    let mail: Mail
    let texts: Texts
    let push: Push
    /// Where applications may be told of a sign-out, besides the public internet.
    let applicationAddresses: [AddressRange]
    let mailRequests: MailRequestLimits
    /// What holds for passkeys and security keys.
    let keys: KeySettings
    let appRequests: AppRequestLimits
    let passwordThreads: Int
    let logLevel: Logger.Level
    /// `nil` turns metrics off.
    let metrics: ListenAddress?

    enum Mail: Sendable {
        case outbox
        case smtp(SMTPServer, sender: InternetMessage.Sender)
    }

    /// How text messages go out.
    enum Texts: Sendable {
        case off
        case outbox(TextSettings, beginSignIn: Bool)
        case gateway(TextGateway, TextSettings, beginSignIn: Bool)

        /// What the use cases know of it; `nil` where it is off.
        var settings: TextSettings? {
            switch self {
            case .off: nil
            case .outbox(let settings, _), .gateway(_, let settings, _): settings
            }
        }

        /// Whether a code may stand in the place of the password.
        var beginSignIn: Bool {
            switch self {
            case .off: false
            case .outbox(_, let beginSignIn), .gateway(_, _, let beginSignIn): beginSignIn
            }
        }
    }

    /// How apps are woken.
    struct Push: Sendable {
        /// `nil` if nobody has said where push services find us.
        let contact: VAPIDContact?
        let privateAddresses: [AddressRange]
    }

    /// Takes each setting from the first layer that has it.
    ///
    /// - Throws: ``SettingProblems`` with everything that is wrong in any of the layers, and between them.
    init(_ sources: SettingSources) throws {
        var reading = SettingReading(sources)
        let listen = reading.listen()
        let origin = reading.publicOrigin(port: listen?.port ?? 8080)
        serviceName = reading.text("service_name")
        language = Language(rawValue: reading.text("language")) ?? .english
        dataFolder = reading.text("data_folder")
        databaseURL = reading.databaseURL()
        masterKeyFile = reading.optionalText("master_key_file") ?? dataFolder + "/master.key"
        trustedProxies = reading.networks("trusted_proxies")
        allowsSelfRegistration = reading.flag("registration.allowed")
        requiresSecondStep = reading.flag("accounts.second_step_required")
        trustedBrowserDays = reading.number("accounts.trusted_browser_days")
        applicationAddresses = reading.ranges("applications.private_addresses")
        groupAddresses = reading.groupAddresses()
        mail = reading.mail(serviceName: serviceName)
        texts = reading.texts()
        push = reading.push(origin: origin, mail: mail)
        mailRequests = MailRequestLimits(
            ofNetwork: reading.number("mail.requests_per_network"), ofAll: reading.number("mail.requests_per_hour"))
        let keys = reading.keys(origin: origin, serviceName: serviceName)
        appRequests = AppRequestLimits(
            ofInstallation: reading.number("app.requests_per_device"),
            ofNetwork: reading.number("app.requests_per_network"))
        passwordThreads = reading.optionalNumber("passwords.threads") ?? ProcessInfo.processInfo.activeProcessorCount
        logLevel = Logger.Level(rawValue: reading.text("log.level")) ?? .info
        metrics = reading.metrics()
        guard let origin, let listen, let keys, reading.problems.isEmpty else {
            throw SettingProblems(all: reading.problems)
        }
        publicOrigin = origin
        self.keys = keys
        self.listen = listen
    }
}
