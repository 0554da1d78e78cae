internal import ArgumentParser
internal import AuthenticatorCore

/// The vault: the codes of other services, the same on all of the person's installations.
struct VaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault",
        abstract: helpText(
            "The vault with your codes for other services: open, synchronise, import, export.",
            "ほかのサービスのコードの保管庫: 開く、同期、インポート、エクスポート。"),
        discussion: helpText(
            """
            'vault passphrase' sets one, 'vault open' asks for it once on each machine. From then on codes that are \
            added or removed here are so everywhere.
            """,
            "「vault passphrase」で設定し、端末ごとに一度「vault open」で開きます。以後、追加や削除はすべての端末に反映されます。"),
        subcommands: [
            Status.self, Open.self, Synchronise.self, SetPassphrase.self, VaultImportCommand.self,
            VaultExportCommand.self,
        ],
        defaultSubcommand: Status.self)

    /// How the vault is on this machine.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status", abstract: helpText("How the vault is on this machine.", "この端末での保管庫の状態。"))

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let session = try Session(options)
            try await session.person.reporting {
                let (codes, _) = try await session.codes()
                let standing = try await session.vault()
                let line: String =
                    if !standing.hasPassphrase {
                        session.words.noPassphraseYet
                    } else if codes.vault?.keyNumber != standing.keyNumber {
                        session.words.vaultIsClosed
                    } else {
                        session.words.vaultHolds(codes.others.count)
                    }
                session.person.tell(line)
            }
        }
    }

    /// Types the passphrase, once on each machine.
    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open",
            abstract: helpText("Open the vault on this machine with the passphrase.", "パスフレーズで保管庫を開く。"))

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let session = try Session(options)
            try await session.person.reporting {
                let (_, pin) = try await session.codes()
                let standing = try await session.vault()
                guard standing.hasPassphrase else {
                    session.person.warn(session.words.noPassphraseYet)
                    throw Trouble(.notReady)
                }
                let vault = try await session.person.provesPassphrase(session.words.passphrase) {
                    try? standing.open(with: try standing.keys(of: $0))
                }
                try await session.changeCodes(pin: pin) { $0.open(vault) }
                try await session.tellSynchronised(pin: pin)
            }
        }
    }

    /// Brings this machine and the vault together.
    struct Synchronise: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sync",
            abstract: helpText("Bring this machine and the vault together now.", "この端末と保管庫を今すぐ同期。"))

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let session = try Session(options)
            try await session.person.reporting {
                let (_, pin) = try await session.codes()
                try await session.tellSynchronised(pin: pin)
            }
        }
    }

    /// Sets the passphrase, changes it, or gives the old vault up.
    struct SetPassphrase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "passphrase",
            abstract: helpText("Set the passphrase, or change it.", "パスフレーズを設定または変更。"))

        @OptionGroup var options: CommonOptions

        @Flag(
            help: help(
                "Set a new one without the old one: what is only in the vault is lost.",
                "古いパスフレーズなしで新しく設定(保管庫だけにあるコードは失われます)"))
        var forgotten = false

        func run() async throws {
            let session = try Session(options)
            try await session.person.reporting { try await set(session) }
        }

        private func set(_ session: Session) async throws {
            let (person, words) = (session.person, session.words)
            guard await session.saved.hasPIN else {
                person.warn(words.needsLock)
                throw Trouble(.notReady)
            }
            let open = try await session.unlock()
            let standing = try await session.vault()
            let isChange = standing.hasPassphrase && !forgotten
            let new = isChange ? try await changed(standing, person) : try await chosen(standing, person)
            try await session.ask { installation, now in
                try installation.setPassphrase(new, approvalKey: open.key, at: now)
            }
            try await session.changeCodes(pin: open.pin) { $0.open(new.vault) }
            try await session.synchronise(pin: open.pin)
            person.tell(isChange ? words.passphraseChanged : words.passphraseSet)
        }

        private func changed(_ standing: VaultStanding, _ person: Person) async throws -> NewPassphrase {
            let old = try await person.provesPassphrase(person.words.presentPassphrase) { typed in
                let keys = try standing.keys(of: typed)
                return (try? standing.open(with: keys)) == nil ? nil : keys
            }
            let text = try await person.choosesPassphrase(person.words.choosePassphrase)
            return try NewPassphrase(changing: old, of: standing, to: text)
        }

        private func chosen(_ standing: VaultStanding, _ person: Person) async throws -> NewPassphrase {
            if standing.hasPassphrase {
                guard await person.agrees(person.words.reallyGiveUpVault) else { throw Trouble() }
            } else {
                person.tell(person.words.passphraseIntroduction)
            }
            let text = try await person.choosesPassphrase(person.words.choosePassphrase)
            return try NewPassphrase(setting: text, after: standing)
        }
    }
}

extension Session {
    /// Brings this machine and the vault together, and says so.
    fileprivate func tellSynchronised(pin: UnlockedPIN?) async throws {
        let standing = try await vault()
        guard standing.hasPassphrase else {
            person.warn(words.noPassphraseYet)
            throw Trouble(.notReady)
        }
        try await synchronise(pin: pin)
        person.tell(words.vaultSynchronised(try saved.codes(pin: pin).others.count))
    }
}
