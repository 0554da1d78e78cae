/// How long what an application is given lasts, each with the bound that it respects.
package enum TokenLimits {
    /// An authorization code. RFC 6749 §4.1.2: at most 10 minutes; FAPI 2.0 §5.3.2.1: at most 60 seconds.
    package static let codeLife = Duration.seconds(60)
    /// An access token. RFC 9700 §2.2.2: short, because it is worth something to whoever has it.
    package static let accessTokenLife = Duration.seconds(10 * 60)
    /// An ID token, which says who signed in and is read at once.
    package static let identityTokenLife = Duration.seconds(5 * 60)
    /// How long a refresh token that is not used keeps; ours (RFC 9700 §4.14.2).
    package static let refreshIdle = Duration.seconds(30 * 86_400)
    /// After this nothing is refreshed, and the person is asked again; ours (RFC 9700 §4.14.2).
    package static let refreshLife = Duration.seconds(180 * 86_400)
    /// How long a request for sign-in waits for the person.
    package static let requestLife = Duration.seconds(30 * 60)
    /// How far an application's clock may be ahead. FAPI 2.0 §5.3.2.1: 10 seconds accepted, 60 refused.
    package static let clockTolerance = Duration.seconds(10)
    /// The longest life of an application's own assertion: what common libraries make (authlib: an hour); RFC 7523 §3
    /// leaves it to the server.
    package static let assertionLife = Duration.seconds(60 * 60)
    /// How long a browser may take to come with the name of a request that was handed in. RFC 9126 §2.2: 5 to 600
    /// seconds; FAPI 2.0 §5.3.2.2: less than 600.
    package static let pushedRequestLife = Duration.seconds(60)
    /// How long a device waits for the person; RFC 8628 leaves it open.
    package static let deviceRequestLife = Duration.seconds(10 * 60)
    /// How long a device waits between two questions. RFC 8628 §3.2: 5 seconds where nothing is said.
    package static let devicePace = Duration.seconds(5)
    /// A logout token. OpenID Connect Back-Channel Logout 1.0 §2.4: at most two minutes.
    package static let logoutTokenLife = Duration.seconds(2 * 60)
    /// How long applications may keep the list of our keys, in seconds; a new key signs nothing before that has passed.
    package static let keySetAge = 15 * 60
    /// How long a key that has been replaced is still published: what it signed is long over by then, and what an
    /// application gives back as a hint is still recognised; ours.
    package static let retiredKeyLife = Duration.seconds(30 * 86_400)
}
