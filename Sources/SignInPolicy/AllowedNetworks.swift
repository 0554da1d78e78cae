package import Identity

/// From where an account may be used (product.md S-3). It is asked after everything else was proven, so that nobody but
/// the person learns that there is a limit.
package struct AllowedNetworks: Sendable, Hashable {
    package let ranges: [NetworkRange]
    /// Whether sign-in is limited to them. Off, they are a list that waits.
    package let isOn: Bool

    package init(_ ranges: [NetworkRange] = [], isOn: Bool = false) {
        self.ranges = ranges
        self.isOn = isOn
    }

    /// - Parameter address: the text form. What can't be read is nowhere: a limit never lets it in.
    package func admits(_ address: String) -> Bool {
        !isOn || covers(address)
    }

    /// Whether one of the networks has the address, on or off.
    package func covers(_ address: String) -> Bool {
        guard let address = InternetAddress(address) else { return false }
        return ranges.contains { $0.contains(address) }
    }

    /// What may become of a change of them.
    package enum Verdict: Sendable, Hashable {
        case allowed
        /// The person would be outside of their own networks with it.
        case wouldLockOut
    }

    /// Judges these as what a change leads to: whoever makes one must not be outside afterwards.
    package func verdict(from address: String) -> Verdict {
        admits(address) ? .allowed : .wouldLockOut
    }
}
