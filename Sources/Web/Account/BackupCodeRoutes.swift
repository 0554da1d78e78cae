internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// Backup codes: how they stand, a new set, and the proof that it was kept.
///
/// The set is shown while it waits for that proof, in the session that made it, and never again (BKUP-03).
struct BackupCodeRoutes: Sendable {
    let authenticators: OwnAuthenticators
    let enrolling: Enrolling
    let installations: Installations
    /// Printed on the sheet.
    let serverName: String
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        signedIn.get(Destination.backupCodes.route, use: standing)
        fresh.get(Destination.backupCodesNew.route, use: shown)
        fresh.post(Destination.backupCodesNew.route, use: make)
        fresh.get(Destination.backupCodesDownload.route, use: download)
        fresh.get(Destination.backupCodesConfirm.route, use: confirmPage)
        fresh.post(Destination.backupCodesConfirm.route, use: confirm)
    }

    /// `GET /account/backup-codes`
    @Sendable private func standing(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let codes = try await authenticators.backupCodes(of: context.session.account)
        let page = BackupCodesPage(standing: codes.map { .init(left: $0.left, total: $0.total, made: $0.made) })
        return renderer.landing(page, at: .backupCodes, request, for: context)
    }

    /// `POST /account/backup-codes/new`
    @Sendable private func make(_ request: Request, _ context: FreshContext) async throws -> Response {
        switch try await enrolling.makeCodes(for: context.session.account, heldBy: context.holder) {
        case .show: .seeOther(.backupCodesNew)
        case .addAppFirst: .seeOther(.authenticatorAppAdd)
        }
    }

    /// `GET /account/backup-codes/new`
    @Sendable private func shown(_ request: Request, _ context: FreshContext) async throws -> Response {
        guard let codes = try await pending(context) else { return .seeOther(.backupCodes) }
        let page = BackupCodesShownPage(
            purpose: .ownPages, codes: codes.codes, identifier: codes.identifier, serverName: serverName,
            made: codes.made, replacesOlder: codes.replacesOlder)
        return renderer.landing(page, at: .backupCodesNew, request, for: context.signedIn)
    }

    /// `GET /account/backup-codes/download`: the sheet as a file of text.
    @Sendable private func download(_ request: Request, _ context: FreshContext) async throws -> Response {
        guard let codes = try await pending(context) else { return .seeOther(.backupCodes) }
        return .backupCodesFile(codes, serverName: serverName)
    }

    /// `GET /account/backup-codes/confirm`
    @Sendable private func confirmPage(_ request: Request, _ context: FreshContext) async throws -> Response {
        guard let codes = try await pending(context) else { return .seeOther(.backupCodes) }
        return renderer.form(
            BackupCodesConfirmPage(purpose: .ownPages, number: codes.asked), at: .backupCodesConfirm,
            for: context.signedIn)
    }

    /// `POST /account/backup-codes/confirm`
    @Sendable private func confirm(_ request: Request, _ context: FreshContext) async throws -> Response {
        let answer = try await enrolling.submit(
            codeGroup: context.form[.code], for: context.session.account, heldBy: context.holder,
            from: context.client)
        switch answer {
        case .confirmed(factor: .some(let factor)):
            return factor.method == .totp
                ? .seeOther(.authenticatorApps, saying: .authenticatorAppAdded) : .seeOther(.keys, saying: .keyAdded)
        case .confirmed(factor: nil):
            // Whoever was sent here by a device that is to be added goes on there.
            return try await installations.waitsForCodes(context.session)
                ? .seeOther(.deviceAdd) : .seeOther(.backupCodes, saying: .backupCodesConfirmed)
        case .beginAgain: return .seeOther(.backupCodes)
        case .askAgain:
            guard let codes = try await pending(context) else { return .seeOther(.backupCodes) }
            let page = BackupCodesConfirmPage(
                purpose: .ownPages, number: codes.asked, problems: [.wrongBackupCodeGroup])
            return renderer.form(page, at: .backupCodesConfirm, for: context.signedIn)
        }
    }

    private func pending(_ context: FreshContext) async throws -> Enrolling.ShownCodes? {
        try await enrolling.codes(for: context.session.account, heldBy: context.holder)
    }
}
