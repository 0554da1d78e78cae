import Foundation
import Testing

/// Never locked out (product.md §4.5): whatever takes something away from an account has asked the one place that
/// decides. The verbs of the store are the only way to take something away, so whoever uses one is looked at.
@Suite struct `The floor` {
    /// What takes something away, as a verb of the store or of what stands in front of it.
    private static var takingAway: Regex<(Substring, Substring?, Substring?)> {
        #/(?:transaction\.|_ = try )(revoke\((codeApp|credential):|revokeBackupCodes\(|removePassphrase\(|removePassword\(|remove\((?!application:|network:)|end\(\s*installation:)|transaction\.turnSecondStepOff\(of:|\bending\.end\(|InstallationEnding\(environment: environment\)\.end\(/#
    }

    /// Files that take something away without asking, and why they may.
    private static let unasked = [
        "Sources/SignInService/Installations/InstallationEnding.swift":
            "it carries out what its callers have asked for",
        "Sources/SignInService/Accounts/SecondStepOff.swift": "it carries out what its callers have asked for",
        "Sources/SignInService/Approvals/InstallationActivation.swift": "ends one that never counted",
        "Sources/SignInService/Installations/Installations+Contact.swift":
            "a copied key, or one that says itself that it is gone: it opens nothing any more, whatever that costs",
    ]

    @Test func `no road goes around it: who takes something away has asked the rule`() throws {
        let takers = try Repository.swiftSources.filter { $0.target != "Store" }.filter {
            try $0.file.text().contains(Self.takingAway)
        }
        #expect(takers.count > 8)
        let around = try takers.filter { taker in
            try Self.unasked[taker.path] == nil && !taker.file.text().contains("FloorRule(under:")
        }
        #expect(around.map(\.path).isEmpty, "these take away without asking FloorRule")
        let stale = Set(Self.unasked.keys).subtracting(takers.map(\.path))
        #expect(stale.isEmpty, "these take nothing away any more")
    }

    @Test func `only the use cases take anything away, so pages and commands go through them`() throws {
        let others = try Repository.swiftSources.filter { !["Store", "SignInService"].contains($0.target) }.filter {
            try $0.file.text().contains(Self.takingAway)
        }
        #expect(others.map(\.path).isEmpty)
    }
}
