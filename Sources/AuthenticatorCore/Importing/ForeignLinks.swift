internal import OneTimeCodes

/// Links, one a line.
enum ForeignLinks {
    static func drafts(
        in text: String
    ) throws(CodeImport.Refusal) -> (drafts: [ImportDraft], parts: [CodeImport.Part]) {
        let lines = text.split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty }
        guard lines.contains(where: { isScheme("otpauth", of: $0) || isScheme(GoogleMigration.scheme, of: $0) }) else {
            throw .unknownForm
        }
        var (drafts, parts): ([ImportDraft], [CodeImport.Part]) = ([], [])
        for line in lines {
            guard isScheme(GoogleMigration.scheme, of: line) else {
                drafts.append(draft(of: line))
                continue
            }
            if let migration = GoogleMigration(line) {
                drafts += migration.drafts
                parts.append(migration.part)
            } else {
                drafts.append(ImportDraft(name: "") { () throws(ImportDraft.Reason) in throw .unreadable })
            }
        }
        return (drafts, parts)
    }

    private static func draft(of line: String) -> ImportDraft {
        ImportDraft(name: label(in: line)) { () throws(ImportDraft.Reason) in
            let uri: OTPAuthURI
            do throws(OTPAuthURI.Refusal) { uri = try OTPAuthURI(parsing: line) } catch {
                throw reason(error, in: line)
            }
            return ImportedCodes(issuer: uri.issuer, account: uri.account, totp: uri.totp)
        }
    }

    private static func reason(_ refusal: OTPAuthURI.Refusal, in line: String) -> ImportDraft.Reason {
        switch refusal {
        case .tooLong, .notOTPAuth, .malformed, .repeated: .notALink
        case .notTimeBased: line.lowercased().hasPrefix("otpauth://hotp/") ? .counterBased : .notALink
        case .missingSecret, .secret: .badSecret
        case .unknownHash, .notANumber, .parameters: .badSettings
        }
    }

    /// The label, which is no secret.
    private static func label(in line: String) -> String {
        guard isScheme("otpauth", of: line) else { return "" }
        let path = line.dropFirst("otpauth://".count).drop { $0 != "/" }.dropFirst().prefix { $0 != "?" && $0 != "#" }
        return PercentEncoding.decode(path) ?? String(path)
    }

    private static func isScheme(_ scheme: String, of line: String) -> Bool {
        line.prefix(scheme.count + 1).lowercased() == scheme + ":"
    }

    private static func trimmed(_ line: Substring) -> String {
        String(String(line.drop { $0.isWhitespace }.reversed()).drop { $0.isWhitespace }.reversed())
    }
}
