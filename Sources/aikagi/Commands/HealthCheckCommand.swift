internal import ArgumentParser
internal import Hummingbird
internal import Web

struct HealthCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Ask the running server whether it is ready, for containers and supervisors.",
        discussion: "Ends with 0 if people can sign in now, else with 1.")

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let listen = try options.settings().listen
        let reply = try? LocalExchange.send(
            "GET", Paths.ready.description, to: .loopback(listen), patience: .seconds(5))
        guard let reply else { throw failure("no server answers at \(listen).", CommandStatus.negative) }
        guard reply.status == 200 else { throw failure("the server is not ready.", CommandStatus.negative) }
        print("ready")
    }
}
