internal import AuthenticatorCore

extension Session {
    /// The device that the person means, by its name or its id. Says so if there is no such one, or several.
    func device(named name: String, isThisToo: Bool = true) async throws -> Overview.Device {
        let devices = try await ask { installation, now in try installation.overview(at: now) }.devices
            .filter { isThisToo || !$0.isThis }
        let named = devices.filter { $0.id == name || $0.name == name }
        guard let device = named.first, named.count == 1 else {
            person.warn(named.isEmpty ? words.noSuchDevice(name) : words.severalDevices(name))
            throw Trouble(.unusable)
        }
        return device
    }
}
