internal import Foundation
internal import PublicKeyCredentials
internal import SignInService

extension SettingReading {
    /// - Returns: `nil` if there is no origin to make keys for, which is a problem of its own.
    mutating func keys(origin: PublicOrigin?, serviceName: String) -> KeySettings? {
        guard let origin else { return nil }
        let party = optionalText("passkeys.relying_party")?.lowercased() ?? origin.host
        if party != origin.host, !origin.host.hasSuffix(".\(party)") || !party.contains(".") {
            refuse("passkeys.relying_party", "must be the host of the origin, or a domain above it.")
        }
        let related = list("passkeys.related_origins").compactMap { text in
            let related = PublicOrigin(text)
            if related == nil {
                refuse("passkeys.related_origins", "has '\(text)', which is no origin such as https://id.example.com.")
            }
            return related?.text
        }
        return KeySettings(
            party: RelyingParty(id: party, name: serviceName, origins: Set([origin.text] + related)),
            attestation: AttestationPolicy(
                formats: attestationFormats(), trust: attestationTrust(), models: keyModels()),
            allowsSynced: flag("passkeys.synced"))
    }

    private mutating func attestationFormats() -> Set<Attestation.Format> {
        Set(
            list("passkeys.attestation_formats").compactMap { text in
                let format = Attestation.Format(rawValue: text)
                guard let format, format != Attestation.Format.none else {
                    refuse(
                        "passkeys.attestation_formats",
                        "has '\(text)', which is none of packed, tpm, android-key, apple, fido-u2f.")
                    return nil
                }
                return format
            })
    }

    private mutating func attestationTrust() -> AttestationTrust? {
        guard let folder = optionalText("passkeys.attestation_roots") else { return nil }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let certificates = names.sorted().compactMap { FileManager.default.contents(atPath: "\(folder)/\($0)") }
            .flatMap(Self.certificates)
        guard !certificates.isEmpty, let trust = AttestationTrust(roots: certificates) else {
            refuse("passkeys.attestation_roots", "must be a folder of certificates, in PEM or DER; \(folder) is none.")
            return nil
        }
        return trust
    }

    /// The certificates of a file: several in PEM, or one in DER.
    private static func certificates(in file: Data) -> [[UInt8]] {
        let (begin, end) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
        guard let text = String(data: file, encoding: .utf8), text.contains(begin) else { return [Array(file)] }
        return text.components(separatedBy: begin).dropFirst().map { part in
            let base64 = part.components(separatedBy: end).first ?? ""
            return Array(Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data())
        }
    }

    private mutating func keyModels() -> Set<[UInt8]> {
        Set(
            list("passkeys.models").compactMap { text in
                guard let id = UUID(uuidString: text) else {
                    refuse(
                        "passkeys.models",
                        "has '\(text)', which is no AAGUID such as cb69481e-8ff7-4039-93ec-0a2729a154a8.")
                    return nil
                }
                return withUnsafeBytes(of: id.uuid) { Array($0) }
            })
    }
}
