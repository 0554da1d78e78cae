internal import Identity
internal import OpenIDConnect
internal import SignInService

extension ControlDesk {
    func add(_ new: ControlRequest.NewApplication) async throws -> ControlAnswer {
        let metadata: ApplicationMetadata
        do throws(ApplicationMetadata.Refusal) {
            metadata = try ApplicationMetadata(
                redirectURIs: new.redirects, logoutURIs: new.logoutRedirects,
                authentication: Self.authentication(of: new),
                algorithm: new.wantsRS256 ? .rs256 : .es256, isTrusted: new.isTrusted,
                leastContext: AuthenticationContext(rawValue: new.require) ?? .single,
                terms: ApplicationTerms(
                    keySet: new.keySet, pushesRequests: new.pushesRequests, signsInDevices: new.signsInDevices,
                    ownScopes: new.ownScopes, ownAudience: new.ownAudience, logoutNoticeURI: new.logoutNotice))
        } catch {
            return .refused(Self.words(for: error))
        }
        let registration = try await services.applications.register(named: new.name, metadata)
        return .application(
            ControlAnswer.Application(
                registration.application, secret: registration.secret, issuer: services.authorizations.issuer))
    }

    func listApplications() async throws -> ControlAnswer {
        let issuer = services.authorizations.issuer
        return .applications(
            try await services.applications.all().map {
                ControlAnswer.Application($0, secret: nil, issuer: issuer)
            })
    }

    func remove(application id: String) async throws -> ControlAnswer {
        try await services.applications.remove(ApplicationID(id))
            ? .done("The application is gone. What it was given doesn't count any more.")
            : .refused("There is no application with the client ID '\(id)': see 'aikagi app list'.")
    }

    func rotateKeys() async throws -> ControlAnswer {
        let start = try await services.signingKeys.rotate()
        return .done("New keys are published. They sign from \(CivilTime(start).toTheMinute) on.")
    }

    private static func authentication(
        of new: ControlRequest.NewApplication
    ) -> ApplicationMetadata.Authentication {
        if new.isPublic { return .none }
        if new.keySet != nil { return .privateKey }
        return new.secretInForm ? .secretInForm : .secretInHeader
    }

    private static func words(for refusal: ApplicationMetadata.Refusal) -> String {
        switch refusal {
        case .noRedirectURI: "Say with --redirect where answers may be sent."
        case .redirectURI(let text, let why), .logoutURI(let text, let why):
            "'\(text)' can't be registered: \(words(for: why))"
        case .terms(let refusal): words(for: refusal)
        case .keysAndMethodDiffer:
            "An application with --keys proves itself by signing: leave out --public and --secret-in-form."
        case .ownScopesOfPublic:
            "An application that can keep no secret gets nothing in its own name: leave out --public."
        }
    }

    private static func words(for refusal: ApplicationTerms.Refusal) -> String {
        switch refusal {
        case .keySet:
            "The file with the keys has to be a JWK set of public keys for ES256 or RS256, and of nothing else."
        case .scope(let scope):
            "'\(scope)' can't be a scope: letters, digits and signs, without spaces and quotation marks."
        case .scopeOfPeople(let scope): "'\(scope)' means something of a person here: choose another name."
        case .logoutNoticeURI(let text, let why): "'\(text)' can't be registered: \(words(for: why))"
        case .logoutNoticeScheme(let text): "'\(text)' can't be registered: sign-outs are told over https."
        }
    }

    private static func words(for refusal: RedirectURI.Refusal) -> String {
        switch refusal {
        case .malformed: "it is not one whole address, such as https://wiki.example.org/callback."
        case .scheme: "it must begin with https://, or with http:// on this machine (127.0.0.1, [::1], localhost)."
        case .fragment: "it must not have a part behind '#'."
        case .userInformation: "it must not have a name before the host."
        case .tooLong: "it is longer than 2000 characters."
        }
    }
}

extension ControlAnswer.Application {
    init(_ application: RegisteredApplication, secret: Secret<String>?, issuer: String) {
        self.init(
            clientID: application.id.rawValue, name: application.name, secret: secret?.reveal(), issuer: issuer,
            redirects: application.metadata.redirectURIs.map(\.text),
            logoutRedirects: application.metadata.logoutURIs.map(\.text),
            authentication: application.metadata.authentication.rawValue,
            algorithm: application.metadata.algorithm.rawValue, isTrusted: application.metadata.isTrusted,
            require: application.metadata.leastContext.rawValue, created: CivilTime(application.createdAt).rfc3339,
            terms: Self.words(for: application.metadata.terms))
    }

    private static func words(for terms: ApplicationTerms) -> [String] {
        [
            terms.pushesRequests ? "hands its requests in first" : nil,
            terms.signsInDevices ? "signs in devices without a keyboard" : nil,
            terms.ownScopes.isEmpty ? nil : "may have in its own name: \(terms.ownScopes.joined(separator: " "))",
            terms.ownAudience.map { "its own tokens are for \($0)" },
            terms.logoutNoticeURI.map { "is told of sign-outs at \($0)" },
        ].compactMap(\.self)
    }
}
