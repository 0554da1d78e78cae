extension Setting {
    /// Every setting, in the order of the template.
    static let all: [Setting] = [
        Setting(
            "origin", .text,
            "Where people reach the server: scheme, host and port, nothing else. Links in mails are made from it, and "
                + "browsers bind sign-ins to it. Must be https unless the host is localhost. "
                + "Without it, http://localhost and the port of listen."),
        Setting(
            "listen", .text, standard: "127.0.0.1:8080",
            "The address and port to listen on. 0.0.0.0:8080 or [::]:8080 listens on all addresses; then put a proxy "
                + "with TLS in front. Port 0 takes a free one."),
        Setting(
            "service_name", .text, standard: "Aikagi",
            "The name that people see in mails and in their authenticator app."),
        Setting(
            "language", .choice(["en", "ja"]), standard: "en",
            "The language of pages and mails for people whose browser asks for neither English nor Japanese."),
        Setting(
            "data_folder", .text, standard: "var",
            "Where the server keeps its files: the SQLite database, the master key, the control socket."),
        Setting(
            "database_url", .text, isSecret: true,
            "A PostgreSQL database, as postgresql://user:password@host/name?sslmode=verify-full. "
                + "Without it, data is kept in SQLite in the data folder."),
        Setting(
            "master_key_file", .text,
            "The file with the master key, which encrypts the secrets in the database; made at the first start. "
                + "Keep a copy away from the database: without it nothing can be read. "
                + "Without this setting it is master.key in the data folder."),
        Setting(
            "trusted_proxies", .list,
            "Addresses or networks (CIDR) of reverse proxies. Only their X-Forwarded-For is believed."),
        Setting(
            "registration.allowed", .flag, standard: "false",
            "Whether anyone may make an account with a mail address of their own."),
        Setting(
            "accounts.second_step_required", .flag, standard: "true",
            "Whether a password alone is not enough for anyone. People without a second step set one up first."),
        Setting(
            "accounts.trusted_browser_days", .number(0...180), standard: "30",
            "For how many days a browser that a person trusts is not asked for the second step; 0 forbids it. A browser "
                + "that is trusted already is bound by it too. Administrators are always asked."),
        Setting(
            "accounts.group_addresses", .list,
            "Addresses that several people read, and so can't be used to sign in: whole addresses, or patterns "
                + "such as info@* or *@lists.example.org."),
        Setting(
            "app.requests_per_device", .number(1...10_000_000), standard: "120",
            "How many requests a minute one device with the app may send."),
        Setting(
            "app.requests_per_network", .number(1...100_000_000), standard: "1200",
            "The same for all devices at one network address. An IPv6 network is its first 64 bits."),
        Setting(
            "passkeys.relying_party", .text,
            "The domain that passkeys and security keys are made for: the host of the origin, or a domain above it such as "
                + "example.org. Keys that were made for another one stop working. "
                + "Without this setting it is the host of the origin."),
        Setting(
            "passkeys.related_origins", .list,
            "Other origins whose pages may use the same passkeys, as https://host: published at /.well-known/webauthn."),
        Setting(
            "passkeys.synced", .flag, standard: "true",
            "Whether passkeys may be shared by a person's devices. With false only keys that stay on one device are taken, "
                + "and those that were added before can't be used any more."),
        Setting(
            "passkeys.attestation_formats", .list,
            "The forms in which the maker has to vouch for a new key: packed, tpm, android-key, apple, fido-u2f. "
                + "Without this setting nobody is asked who made it."),
        Setting(
            "passkeys.attestation_roots", .text,
            "A folder of certificates (PEM or DER): the makers whose word counts. Without it a correct statement is enough."
        ),
        Setting(
            "passkeys.models", .list,
            "The models that may be added, by their AAGUID, such as cb69481e-8ff7-4039-93ec-0a2729a154a8. "
                + "Without this setting all may be."),
        Setting(
            "mail.transport", .choice(["outbox", "smtp"]), standard: "outbox",
            "outbox keeps mails on the server for the administrator to read (aikagi outbox); smtp sends them."),
        Setting(
            "mail.requests_per_network", .number(1...1_000_000), standard: "60",
            "How many mails an hour people who are not signed in may ask for from one network address: to register, "
                + "to reset a password, to get another code. An IPv6 network is its first 64 bits."),
        Setting(
            "mail.requests_per_hour", .number(1...10_000_000), standard: "1000",
            "The same for all networks together. Notices to the owners of accounts are not counted and not held."),
        Setting("mail.from", .text, "The address that mails come from. Needed for smtp."),
        Setting("smtp.host", .text, "The mail server."),
        Setting("smtp.port", .number(1...65_535), standard: "587", "Usually 587 for starttls, 465 for tls."),
        Setting(
            "smtp.protection", .choice(["starttls", "tls", "none"]), standard: "starttls",
            "starttls begins in the clear and refuses to go on without TLS; tls is encrypted from the first byte; "
                + "none is for a mail server on this machine only."),
        Setting("smtp.user", .text, "The user name at the mail server, if it wants one."),
        Setting("smtp.password", .text, isSecret: true, "The password at the mail server."),
        Setting(
            "smtp.authorities", .text,
            "A PEM file of certificate authorities to trust for the mail server in place of the system's."),
        Setting(
            "sms.transport", .choice(["off", "outbox", "twilio", "webhook"]), standard: "off",
            "off knows no mobile numbers; outbox keeps text messages on the server for the administrator to read; twilio "
                + "sends them by Twilio or a gateway that speaks its interface; webhook hands them, signed, to a program of "
                + "your own."),
        Setting(
            "sms.region", .text,
            "Two letters of a country, such as JP: numbers may then be typed without +81."),
        Setting(
            "sms.in_place_of_password", .flag, standard: "true",
            "Whether a code by SMS may stand in the place of the password. The second step is asked for all the same, and "
                + "the number counts once: no second code goes to it."),
        Setting(
            "sms.messages_per_day", .number(1...10_000_000), standard: "1000",
            "How many text messages the server sends in a day at most, so that nobody can run up a bill."),
        Setting(
            "sms.url", .text,
            "For webhook, the address of your program; for twilio, the gateway's scheme and host, "
                + "https://api.twilio.com without this setting. Plain http is possible for this machine only."),
        Setting("sms.account", .text, "For twilio: the SID of the account."),
        Setting(
            "sms.user", .text, "For twilio: the SID of an API key, if you use one in place of the account's token."),
        Setting(
            "sms.secret", .text, isSecret: true,
            "For twilio: the account's token or the API key's secret. For webhook: the key that requests are signed with, "
                + "whsec_ and base64 of 24 to 64 random bytes."),
        Setting(
            "sms.from", .text,
            "For twilio: the number or name that messages come from, or the SID of a messaging service (MG…)."),
        Setting(
            "push.contact", .text,
            "Where push services find whoever runs this server: mailto:you@example.org or an https address. Some refuse "
                + "messages without it. Without this setting it is mail.from, or the origin if that is https."),
        Setting(
            "push.private_addresses", .list,
            "Addresses or networks (CIDR) of your own network that apps may be woken through, such as a UnifiedPush "
                + "server at home. Any other address that is not of the public internet is refused."),
        Setting(
            "applications.private_addresses", .list,
            "Addresses or networks (CIDR) of your own network where applications may be told that somebody has signed out. "
                + "Any other address that is not of the public internet is refused."),
        Setting(
            "passwords.threads", .number(1...64),
            "How many passwords are checked at the same time. Each takes 19 MiB and a processor for some 25 ms. "
                + "Without this setting, one per processor."),
        Setting(
            "log.level", .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
            standard: "info",
            "The least important messages that are still logged."),
        Setting(
            "metrics.listen", .text, standard: "127.0.0.1:9464",
            "Where Prometheus reads metrics, on a loopback address only; off turns metrics off."),
    ]

    /// The setting with this key.
    static func named(_ key: String) -> Setting? {
        all.first { $0.key == key }
    }
}
