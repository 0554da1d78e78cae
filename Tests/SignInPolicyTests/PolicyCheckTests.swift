import Identity
import SignInPolicy
import Testing

@Suite struct `The check of the policy` {
    static let rules = SignInRules(methods: Set(Method.allCases))

    /// One rule that is left out.
    struct Weakening: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var rules = PolicyCheckTests.rules
        var most = 2
        let weaken: @Sendable (inout Rulebook) -> Void
    }

    // The laxest policy and the strictest; the command walks all of them, and further (docs/recovery.md).
    @Test(arguments: [rules, SignInRules(methods: rules.methods, secondStep: .required, resilience: .required)])
    func `REC-01, REC-02: every account that the rules let come about keeps what it was promised`(rules: SignInRules) {
        let report = PolicyCheck(of: rules, upTo: 2).run()
        #expect(report.counterexample == nil)
        #expect(report.accounts > 500)
    }

    @Test(arguments: [Method.password, .emailCode, .smsCode, .backupCode])
    func `a policy that leaves one way out keeps the promises too`(method: Method) {
        let rules = SignInRules(methods: Self.rules.methods.subtracting([method]))
        #expect(PolicyCheck(of: rules, upTo: 2).run().counterexample == nil)
    }

    @Test(arguments: Self.weakenings)
    func `misses each rule that is left out, and tells the story`(weakening: Weakening) throws {
        var book = Rulebook.standard
        weakening.weaken(&book)
        let found = PolicyCheck(of: weakening.rules, by: book, upTo: weakening.most).run().counterexample
        let example = try #require(found)
        #expect(example.story.first?.hasPrefix("Mira opens an account with") == true)
        #expect(example.story.last?.hasPrefix("Then ") == true)
    }

    @Test func `the story of a missing rule reads like one`() {
        var book = Rulebook.standard
        Self.passing(.neverFirst).weaken(&book)
        let found = PolicyCheck(of: Self.rules, by: book, upTo: 2).run().counterexample
        #expect(found?.promise == .onlyTheTable)
        #expect(
            found?.story == [
                "Mira opens an account with a short password and an own mailbox.",
                "She adds the app with an app lock on the phone and backup codes.",
                "Then she signs in by backupCode.",
            ])
    }
}

private typealias PolicyCheckTests = `The check of the policy`

// MARK: One rule less

extension `The check of the policy` {
    static let weakenings: [Weakening] =
        proofRules + changeRules + [
            Weakening(testDescription: "an addition that needs a way back") { book in
                book.addition = { coming, shape, rules in
                    let answer = FloorRule(under: rules).judge(adding: coming, to: shape)
                    if case .needsRecovery = answer { return .allowed } else { return answer }
                }
            },
            Weakening(testDescription: "a passphrase without anything for every day") { book in
                book.addition = { coming, shape, rules in
                    let answer = FloorRule(under: rules).judge(adding: coming, to: shape)
                    return answer == .onlyRecovery ? .allowed : answer
                }
            },
            Weakening(testDescription: "factors that are out of order still count") { book in
                book.first = { proof, ways in
                    let verdict = ways.judge(first: proof)
                    let usable = ways.secondSteps(after: proof).offers
                    return proof.method == .password && verdict == .needsSecondStep && usable.isEmpty
                        ? .complete(Assurance(level: .one)) : verdict
                }
            },
            Weakening(testDescription: "the mailbox alone resets no password beside a second factor") { book in
                book.resets = { ways in
                    ways.passwordResets.map { WaysIn.Way(proofs: [$0.proofs[0]], assurance: $0.assurance) }
                }
            },
            Weakening(testDescription: "a re-installed app has lost its keys") { book in
                book.fatalLosses = { shape, rules in
                    FloorRule(under: rules).fatalLosses(of: shape).filter {
                        if case .reinstalled = $0 { false } else { true }
                    }
                }
            },
            Weakening(testDescription: "an app that does not answer is nothing to rely on") { book in
                book.fatalLosses = { shape, rules in
                    let held = shape.authenticators.map { old in
                        guard case .installation(let app) = old.kind, app.life == .doubtful else { return old }
                        let live = Installation(
                            device: app.device, role: app.role, life: .live, appLock: app.appLock)
                        return Authenticator(id: old.id, kind: .installation(live))
                    }
                    let trusting = AccountShape(
                        account: shape.account, state: shape.state, authenticators: held,
                        identifiers: shape.identifiers, noticeAddress: shape.noticeAddress, factorGeneration: 0)
                    return FloorRule(under: rules).fatalLosses(of: trusting)
                }
            },
            Weakening(testDescription: "a complete second step is offered") { book in
                book.secondSteps = { ways, first in
                    let menu = ways.secondSteps(after: first)
                    return Menu(offers: menu.offers.filter { $0.method != .backupCode }, withheld: menu.withheld)
                }
            },
            Weakening(testDescription: "a used sheet is not offered") { book in
                book.secondSteps = { ways, first in
                    let menu = ways.secondSteps(after: first)
                    let used = menu.withheld.filter { $0.reason == .usedUp }.compactMap(\.authenticator)
                    let offer = Offer(method: .backupCode, authenticators: used, need: .sheet)
                    return used.isEmpty ? menu : Menu(offers: menu.offers + [offer], withheld: menu.withheld)
                }
            },
        ]

    /// Lets pass what is kept back for `reason` alone.
    static func passing(_ reason: Withheld.Reason, under rules: SignInRules = rules, upTo most: Int = 2) -> Weakening {
        Weakening(testDescription: "\(reason)", rules: rules, most: most) { book in
            book.first = { proof, ways in
                let verdict = ways.judge(first: proof)
                return verdict == .insufficient(reason) ? .complete(Assurance(level: .two)) : verdict
            }
            book.pair = { first, second, ways in
                let verdict = ways.judge(first: first, second: second)
                return verdict == .insufficient(reason) ? .complete(Assurance(level: .two)) : verdict
            }
        }
    }

    private static let proofRules: [Weakening] =
        [
            .notEnrolled, .pending, .disabled, .gone, .sharedAddress, .neverFirst, .neverSecond,
            .notAfter(.emailCode), .notAfter(.smsCode), .notAfter(.upstream), .sameMethod, .sameHolding, .noAppLock,
            .onlyPasswordless, .userNotVerified, .tooWeak,
        ].map { passing($0) } + [
            passing(.notAllowed, under: SignInRules(methods: rules.methods.subtracting([.totp])))
        ]

    /// Lets happen what is refused for this reason, or warned of.
    private static func letting(
        _ name: String, under rules: SignInRules = rules, upTo most: Int = 2,
        _ isLet: @escaping @Sendable (FloorRule.Verdict) -> Bool
    ) -> Weakening {
        Weakening(testDescription: name, rules: rules, most: most) { book in
            book.change = { change, shape, rules in
                let verdict = FloorRule(under: rules).judge(change, of: shape)
                return isLet(verdict) ? .allowed : verdict
            }
        }
    }

    private static let changeRules: [Weakening] = [
        letting("the floor") { $0 == .refused(.noWayIn) },
        letting("the last identifier") { $0 == .refused(.lastIdentifier) },
        letting("only recovery left") { $0 == .refused(.onlyRecoveryLeft) },
        letting("a short password alone") { $0 == .refused(.passwordTooShortAlone) },
        letting("a policy's second step", under: SignInRules(methods: rules.methods, secondStep: .required)) {
            $0 == .refused(.secondStepRequired)
        },
        letting("the app that takes the password's place") { $0 == .refused(.noLockedApp) },
        letting("the warning") { if case .warn = $0 { true } else { false } },
        letting("what leaves a way back") { if case .refused(.losesResilience) = $0 { true } else { false } },
        letting("resilience", under: SignInRules(methods: rules.methods, resilience: .required)) {
            if case .refused(.losesResilience) = $0 { true } else { false }
        },
    ]
}
