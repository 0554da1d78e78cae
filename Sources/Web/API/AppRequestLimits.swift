package import SignInPolicy

/// How often apps may ask, as the administrator has set it.
package struct AppRequestLimits: Sendable, Hashable {
    package let ofInstallation: Allowance
    package let ofNetwork: Allowance
    package let failures: Allowance

    /// - Parameters:
    ///   - ofInstallation: requests a minute of one installation.
    ///   - ofNetwork: requests a minute of all apps in one network.
    ///   - failures: requests with a wrong signature, from one network in ten minutes.
    package init(
        ofInstallation: Int = Limits.appRequestsOfInstallation, ofNetwork: Int = Limits.appRequestsOfNetwork,
        failures: Int = Limits.appFailuresOfNetwork
    ) {
        self.ofInstallation = Allowance(count: ofInstallation, in: .seconds(60))
        self.ofNetwork = Allowance(count: ofNetwork, in: .seconds(60))
        self.failures = Allowance(count: failures, in: Limits.appFailureWindow)
    }
}
