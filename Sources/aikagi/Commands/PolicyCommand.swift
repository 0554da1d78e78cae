internal import ArgumentParser
internal import Identity
internal import SignInPolicy
internal import SignInService

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Prove what the rules promise.",
        subcommands: [Check.self, Tables.self])

    struct Tables: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what three typical accounts survive, and what a thief could do with them.",
            discussion: "As Markdown, for your own handbook. For an account of yours: 'aikagi readiness NAME --tables'."
        )

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            for line in ReadinessTables.markdown(under: try options.settings().rules) { print(line) }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Walk over every account that the rules let come about, and look for one that is locked out.",
            discussion: """
                Takes the ways to sign in that this configuration has, and walks under each policy: with a second step \
                for those who have one or for everybody, and with resilience as a warning or a must. Where a promise \
                is broken it tells how an account came to that, and ends with 1. Reads no account and changes nothing.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "How many things an account may have beside its password and mailbox.") var things = 3
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            guard (0...10).contains(things) else { throw ValidationError("--things is a number from 0 to 10.") }
        }

        func run() async throws {
            let methods = try options.settings().rules.methods
            let clock = ContinuousClock()
            let start = clock.now
            let walks = await PolicyWalk.all(of: methods, upTo: things)
            let result = PolicyWalk.Result(walks, seconds: (clock.now - start) / .seconds(1), things: things)
            if json {
                print(try result.asJSON(onOneLine: false))
            } else {
                for line in result.lines { print(line) }
            }
            guard result.holds else { throw CommandStatus.negative }
        }
    }
}

/// One policy that was walked, and what came of it.
struct PolicyWalk: Sendable {
    let rules: SignInRules
    let report: PolicyCheck.Report

    /// Every policy there can be with these methods, walked side by side.
    static func all(of methods: Set<Identity.Method>, upTo things: Int) async -> [PolicyWalk] {
        let policies = SignInRules.SecondStep.allCases.flatMap { secondStep in
            SignInRules.Resilience.allCases.map { resilience in
                SignInRules(methods: methods, secondStep: secondStep, resilience: resilience)
            }
        }
        return await withTaskGroup(of: (Int, PolicyWalk).self) { group in
            for (index, rules) in policies.enumerated() {
                group.addTask {
                    (index, PolicyWalk(rules: rules, report: PolicyCheck(of: rules, upTo: things).run()))
                }
            }
            var walks: [(Int, PolicyWalk)] = []
            for await walk in group { walks.append(walk) }
            return walks.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private var words: String {
        let step = rules.secondStep == .required ? "second step for everybody" : "second step for who has one"
        let danger = rules.resilience == .required ? "resilience a must" : "resilience warned of"
        return "\(step), \(danger)"
    }

    /// Everything that the command says.
    struct Result: Encodable {
        let holds: Bool
        let accounts: Int
        let steps: Int
        let combinations: Int
        let seconds: Double
        let things: Int
        let policies: [Policy]

        struct Policy: Encodable {
            let policy: String
            let accounts: Int
            let steps: Int
            let combinations: Int
            let brokenPromise: String?
            let story: [String]?
        }

        init(_ walks: [PolicyWalk], seconds: Double, things: Int) {
            policies = walks.map { walk in
                let broken = walk.report.counterexample
                return Policy(
                    policy: walk.words, accounts: walk.report.accounts, steps: walk.report.steps,
                    combinations: walk.report.combinations, brokenPromise: broken?.promise.words, story: broken?.story)
            }
            holds = policies.allSatisfy { $0.story == nil }
            accounts = policies.map(\.accounts).reduce(0, +)
            steps = policies.map(\.steps).reduce(0, +)
            combinations = policies.map(\.combinations).reduce(0, +)
            self.seconds = (seconds * 10).rounded() / 10
            self.things = things
        }

        var lines: [String] {
            let walked = policies.map { "\($0.policy): \($0.accounts) accounts, \($0.steps) steps" }
            let end =
                "\(accounts) accounts with up to \(things) things beside password and mailbox, \(steps) steps, "
                + "\(combinations) combinations of proofs, \(seconds) seconds."
            guard holds else {
                let stories = policies.flatMap { policy -> [String] in
                    guard let promise = policy.brokenPromise, let story = policy.story else { return [] }
                    return ["", "Broken: \(promise)", "Under: \(policy.policy)"] + story.map { "  \($0)" }
                }
                return walked + stories + ["", end]
            }
            return walked + [""] + Promise.allCases.map { "holds  \($0.words)" } + ["", end]
        }
    }
}
