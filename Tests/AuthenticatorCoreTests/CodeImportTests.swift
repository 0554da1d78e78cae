import Bytes
import Foundation
import OneTimeCodes
import TestSupport
import Testing

@testable import AuthenticatorCore

@Suite struct `Codes from elsewhere` {
    private struct Expected: Decodable {
        struct Code: Decodable, Hashable {
            let issuer, account, secret, algorithm: String
            let digits, period: Int
        }
        struct Rejected: Decodable {
            let number: Int
            let name, reason: String
        }
        let codes: [Code]?
        let rejected: [Rejected]?
        let missingParts: [Int64]?
        let refusal: String?
    }

    @Test func `T-3: of every sample, the good entries are read and the bad ones named with their reason`() throws {
        let folder = Vectors.folder.appending(path: "vault/imports")
        let bytes = try Data(contentsOf: folder.appending(path: "expected.json"))
        for (name, expected) in try JSONDecoder().decode([String: Expected].self, from: bytes) {
            let file = Array(try Data(contentsOf: folder.appending(path: name)))
            if let refusal = expected.refusal {
                do {
                    _ = try CodeImport(file)
                    Issue.record("\(name) was read")
                } catch { #expect("\(error)" == refusal, "\(name)") }
                continue
            }
            let read = try CodeImport(file)
            let codes = read.codes.map { code in
                let parameters = code.totp.parameters
                return Expected.Code(
                    issuer: code.issuer, account: code.account, secret: code.totp.secret.base32,
                    algorithm: parameters.hash.rawValue, digits: parameters.digits, period: parameters.period)
            }
            #expect(codes == expected.codes, "\(name)")
            let rejected = expected.rejected?.map {
                CodeImport.Rejected(
                    number: $0.number, name: $0.name,
                    reason: CodeImport.Rejected.Reason(rawValue: $0.reason) ?? .notALink)
            }
            #expect(read.rejected == rejected, "\(name)")
            #expect(read.missingParts == expected.missingParts, "\(name)")
        }
    }

    @Test func `T-3: what was exported in the clear is read again, code for code`() throws {
        var codes = Self.keeper()
        _ = codes.add((1...5).map { `The vault`.codes("Service\($0)", "me", seed: $0) }, at: 10)
        var again = Self.keeper()
        let intake = again.add(try CodeImport(codes.plainExport).codes, at: 20)
        #expect(intake.added == 5)
        #expect(again.others.map { $0.code(at: 59_000).code } == codes.others.map { $0.code(at: 59_000).code })
        #expect(again.others.map(\.issuer) == codes.others.map(\.issuer))
    }

    @Test func `T-3: an encrypted export holds no secret, opens by its passphrase, and by no other`() throws {
        var codes = Self.keeper()
        _ = codes.add([`The vault`.codes("GitHub", "octocat")], at: 10)
        let file = try codes.encryptedExport(under: "violet kettle under the stairs")
        let secret = Base32.encode([UInt8](repeating: 7, count: 20))
        for known in ["GitHub", "octocat", secret] {
            #expect(Data(file).range(of: Data(known.utf8)) == nil)
        }
        let export = try #require(VaultExport(file))
        #expect(throws: VaultExport.WrongPassphrase.self) { try export.codes(with: "violet kettle under the stair") }
        let read = try export.codes(with: "violet kettle under the stairs")
        #expect(read.map(\.issuer) == ["GitHub"])
        #expect(read.first?.totp.secret.base32 == secret)
        #expect(VaultExport(Array("{}".utf8)) == nil)
    }

    @Test func `T-3: taking in the same file twice changes nothing, and a thousand codes are enough`() throws {
        var codes = Self.keeper()
        let one = [`The vault`.codes("GitHub", "octocat")]
        let intake1 = codes.add(one, at: 10)
        #expect(intake1 == codes.intake(added: 1))
        let intake2 = codes.add(one, at: 20)
        #expect(intake2 == codes.intake(known: 1))
        let many = (0..<1_000).map { `The vault`.codes("S\($0)", "me") }
        let intake3 = codes.add(many, at: 30)
        #expect(intake3 == codes.intake(added: 999, leftOut: 1))
        #expect(throws: CodeKeeper.Refusal.full) {
            try codes.add("otpauth://totp/more?secret=JBSWY3DPEHPK3PXP", at: 40)
        }
    }

    private static func keeper() -> CodeKeeper {
        CodeKeeper(own: [], document: VaultDocument(), device: "i1", vault: nil)
    }
}

extension CodeKeeper {
    fileprivate func intake(added: Int = 0, known: Int = 0, leftOut: Int = 0) -> Intake {
        Intake(added: added, known: known, leftOut: leftOut)
    }
}
