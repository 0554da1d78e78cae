internal import ArgumentParser
internal import Crypto
internal import Delivery
internal import Foundation
internal import Identity
internal import Logging
internal import Pages
internal import PasswordHashing
internal import SignInPolicy
internal import SignInService
internal import Store
internal import Web

/// Everything that a process of Aikagi works with, put together from the settings: the one place where the parts meet.
struct Installation: Sendable {
    let settings: Settings
    let masterKey: MasterKey
    let store: Store
    let bell: OutboxBell
    /// `nil` in a command, which wakes no app.
    let push: PushMessenger?
    let time: any TimeSource
    let services: Services

    /// Opens the database, making it and the master key if there are none yet.
    ///
    /// A missing key beside an existing database is a fault, never a reason to make a new one.
    static func open(
        _ settings: Settings, time: any TimeSource = SystemTime(), wakesApps: Bool = false, logger: Logger
    ) async throws -> Installation {
        try settings.makeDataFolder()
        let masterKey =
            settings.databaseFileExists
            ? try MasterKey.load(from: settings.masterKeyFile) : try MasterKey.loadOrMake(at: settings.masterKeyFile)
        let store = try await Store.open(at: settings.storeLocation, masterKey: masterKey, logger: logger)
        let bell = OutboxBell()
        let push = wakesApps ? try await messenger(settings, store) : nil
        let environment = Environment(
            store: store,
            passwords: PasswordHasher(
                pepper: try pepper(from: masterKey), threads: settings.passwordThreads,
                longestQueue: settings.passwordThreads * 40),
            outbox: Outbox(letterhead: letterhead(settings), bell: bell),
            time: time,
            settings: ServiceSettings(
                origin: settings.publicOrigin, serviceName: settings.serviceName, rules: settings.rules,
                groupAddresses: settings.groupAddresses, language: settings.language,
                mailRequests: settings.mailRequests, texts: settings.texts.settings, keys: settings.keys),
            keys: ServiceKeys { label in masterKey.bytes(for: label) },
            push: push, logger: logger)
        return Installation(
            settings: settings, masterKey: masterKey, store: store, bell: bell, push: push, time: time,
            services: Services(environment))
    }

    /// Never left out: a hash without it would outlive this version (docs/decisions/0006).
    private static func pepper(from masterKey: MasterKey) throws -> Pepper {
        let name = Array(masterKey.bytes(for: "password pepper name").prefix(8))
        guard let pepper = Pepper(name: name, key: masterKey.bytes(for: "password pepper")) else { throw NoPepper() }
        return pepper
    }

    private struct NoPepper: Error {}

    private static func messenger(_ settings: Settings, _ store: Store) async throws -> PushMessenger {
        try PushMessenger(
            key: try await store.vapidKey(), contact: settings.push.contact,
            privateAddresses: settings.push.privateAddresses)
    }

    private static func letterhead(_ settings: Settings) -> Letterhead {
        Letterhead(
            serviceName: settings.serviceName, origin: settings.publicOrigin.text,
            paths: Letterhead.Paths(
                signIn: Destination.signIn.path, passwordReset: Destination.passwordReset.path,
                passwordChange: Destination.passwordChange.path, sessions: Destination.sessions.path,
                backupCodes: Destination.backupCodes.path,
                link: Paths.link("")))
    }

    /// Says on standard error why the installation can't be used, and gives the status to end with.
    static func failure(of error: any Error) -> ExitCode {
        switch error {
        case let fault as MasterKey.Fault: aikagi.failure(fault.description, CommandStatus.configuration)
        case let fault as StoreFault where fault == .wrongMasterKey:
            aikagi.failure(fault.description, CommandStatus.configuration)
        case let fault as StoreFault: aikagi.failure(fault.description, CommandStatus.unavailable)
        case let fault as BackupFault: aikagi.failure(fault.description, CommandStatus.negative)
        case let code as ExitCode: code
        default: aikagi.failure("\(error)", CommandStatus.unavailable)
        }
    }
}

extension MasterKey {
    /// 32 bytes for one use.
    func bytes(for label: String) -> [UInt8] {
        derived(label).withUnsafeBytes { Array($0) }
    }
}

extension Settings {
    var storeLocation: StoreLocation {
        databaseURL.map { .server(url: $0.reveal()) } ?? .file(path: dataFolder + "/aikagi.sqlite")
    }

    /// Whether there is a database already, as far as one can tell without opening it.
    var databaseFileExists: Bool {
        guard case .file(let path) = storeLocation else { return false }
        return FileManager.default.fileExists(atPath: path)
    }

    var controlSocket: String { dataFolder + "/control.sock" }

    /// Browsers make keys for names and not for addresses (WebAuthn L3 §5.1.3).
    private var methods: Set<Identity.Method> {
        let isAddress = publicOrigin.host.allSatisfy { $0.isNumber || $0 == "." }
        let methods =
            isAddress ? SignInRules.builtMethods.subtracting([.passkey, .securityKey]) : SignInRules.builtMethods
        return texts.settings == nil ? methods : methods.union([.smsCode])
    }

    var rules: SignInRules {
        SignInRules(
            methods: methods, secondStep: requiresSecondStep ? .required : .whenEnrolled,
            selfRegistration: allowsSelfRegistration,
            textsBeginSignIn: texts.beginSignIn,
            trustedBrowsers: trustedBrowserDays == 0 ? nil : .seconds(trustedBrowserDays * 86_400))
    }

    /// Only the user that the server runs as may look into the folder.
    func makeDataFolder() throws {
        try FileManager.default.createDirectory(
            atPath: dataFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}
