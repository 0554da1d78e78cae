internal import ApprovalProtocol
internal import Hummingbird
internal import Identity
internal import SignInPolicy
internal import SignInService

/// An installation about itself and about the account's other devices.
struct InstallationAPI: Sendable {
    let services: Services

    private var installations: Installations { services.installations }

    func add(to signed: RouterGroup<InstallationContext>, _ active: RouterGroup<ActiveContext>) {
        signed.on(.installation, use: show)
        signed.on(.rename, use: rename)
        signed.on(.heartbeat, use: heartbeat)
        signed.on(.subscribe, use: subscribe)
        signed.on(.unsubscribe, use: unsubscribe)
        signed.on(.unlock, use: unlock)
        signed.on(.signOut, use: signOut)
        active.on(.lock, use: changeLock)
        active.on(.lost, use: reportLost)
        active.on(.promote, use: promote)
        active.on(.object, use: object)
        active.on(.restriction, use: restrict)
    }

    @Sendable private func show(_ request: Request, _ context: InstallationContext) async throws -> Response {
        guard let standing = try await installations.standing(of: context.installation) else {
            throw APIProblem.goneMeanwhile
        }
        let open = try await services.approvals.open(for: context.installation.id)
        return .json(InstallationSummary(standing, of: context.installation, requests: open))
    }

    @Sendable private func rename(_ request: Request, _ context: InstallationContext) async throws -> Response {
        let name = try context.body(NameBody.self).name
        switch try await installations.rename(context.installation, to: name, from: context.client) {
        case .renamed: return .noContent
        case .refused: throw APIProblem(.badInput, because: "name")
        case .notFound: throw APIProblem.goneMeanwhile
        }
    }

    @Sendable private func heartbeat(_ request: Request, _ context: InstallationContext) async throws -> Response {
        let body = try context.body(HeartbeatBody.self)
        let beat = try await installations.heartbeat(
            context.installation, showing: body.chain.bytes, from: context.client)
        switch beat {
        case .alone(let next): return .json(HeartbeatBody(chain: WireBytes(next)))
        case .copied: throw APIProblem.gone(.copied)
        case .gone: throw APIProblem.goneMeanwhile
        }
    }

    @Sendable private func subscribe(_ request: Request, _ context: InstallationContext) async throws -> Response {
        let body = try context.body(PushSubscriptionBody.self)
        guard
            let address = Installations.PushAddress(
                endpoint: body.endpoint, key: body.p256dh.bytes, auth: body.auth.bytes),
            installations.accepts(address)
        else { throw APIProblem(.badInput, because: "push address") }
        guard try await installations.subscribe(context.installation, to: address) else {
            throw APIProblem.goneMeanwhile
        }
        return .noContent
    }

    @Sendable private func unsubscribe(_ request: Request, _ context: InstallationContext) async throws -> Response {
        _ = try await installations.unsubscribe(context.installation)
        return .noContent
    }

    @Sendable private func unlock(_ request: Request, _ context: InstallationContext) async throws -> Response {
        let proof = try context.body(UnlockBody.self).proof.bytes
        switch try await installations.unlock(context.installation, proof: proof, from: context.client) {
        case .share(let share): return .json(ShareAnswer(share: WireBytes(share)))
        case .wrong(let triesLeft): throw APIProblem.wrong(.pinWrong, triesLeft: triesLeft)
        case .destroyed: throw APIProblem(.pinDestroyed)
        case .noPin: throw APIProblem(.notAllowed, because: "no PIN")
        case .gone: throw APIProblem.goneMeanwhile
        }
    }

    @Sendable private func changeLock(_ request: Request, _ context: ActiveContext) async throws -> Response {
        let body = try context.inner.body(LockBody.self)
        switch try await installations.changeLock(context.installation, to: body, from: context.client) {
        case .changed(let share): return .json(ShareAnswer(share: share.map(WireBytes.init)))
        case .pinWrong(let triesLeft): throw APIProblem.wrong(.pinWrong, triesLeft: triesLeft)
        case .pinDestroyed: throw APIProblem(.pinDestroyed)
        case .badSignature: throw APIProblem(.badSignature, because: "new approval key")
        case .badInput: throw APIProblem(.badInput, because: "lock")
        case .lastWayIn: throw APIProblem(.notAllowed, because: "the last way in")
        case .gone: throw APIProblem.goneMeanwhile
        }
    }

    @Sendable private func signOut(_ request: Request, _ context: InstallationContext) async throws -> Response {
        let (live, isConfirmed) = (context.installation, try context.body(SignOutBody.self).confirm)
        guard let removal = try await installations.removal(of: live.id, of: live.account) else {
            throw APIProblem.goneMeanwhile
        }
        let costs = SignOutAnswer.costs(of: removal)
        guard isConfirmed else { return .json(SignOutAnswer(cost: costs, signedOut: false)) }
        switch try await installations.signOut(live, from: context.client) {
        case .done: return .json(SignOutAnswer(cost: costs, signedOut: true))
        case .refused: throw APIProblem(.notAllowed, because: "the last way in")
        case .notFound: throw APIProblem.goneMeanwhile
        }
    }

    @Sendable private func reportLost(_ request: Request, _ context: ActiveContext) async throws -> Response {
        let id = AuthenticatorID(try context.inner.id())
        switch try await installations.reportLost(id, by: context.installation, from: context.client) {
        case .done: return .noContent
        case .refused: throw APIProblem(.notAllowed, because: "the last way in")
        case .notFound: throw APIProblem(.notFound)
        }
    }

    @Sendable private func promote(_ request: Request, _ context: ActiveContext) async throws -> Response {
        let (id, body) = (AuthenticatorID(try context.inner.id()), try context.inner.body(PromotionBody.self))
        switch try await installations.promote(id, by: context.installation, body, from: context.client) {
        case .promoted, .alreadyPrimary: return .json(PromotionAnswer(waitsUntil: nil))
        case .waits(let due): return .json(PromotionAnswer(waitsUntil: due.millisecondsSinceEpoch))
        case .anotherWaits: throw APIProblem(.notAllowed, because: "another promotion waits")
        case .stepUpFirst, .badSignature: throw APIProblem(.badSignature, because: "promotion")
        case .notFound: throw APIProblem(.notFound)
        }
    }

    @Sendable private func object(_ request: Request, _ context: ActiveContext) async throws -> Response {
        guard try await installations.objectToPromotion(context.installation, from: context.client) else {
            throw APIProblem(.notFound)
        }
        return .noContent
    }

    @Sendable private func restrict(_ request: Request, _ context: ActiveContext) async throws -> Response {
        let isOn = try context.inner.body(RestrictionBody.self).on
        switch try await installations.restrict(isOn, by: context.installation, from: context.client) {
        case .done: return .noContent
        case .noWayBack, .stepUpFirst: throw APIProblem(.notAllowed, because: "nobody could lift it")
        case .notFound: throw APIProblem.goneMeanwhile
        }
    }
}
