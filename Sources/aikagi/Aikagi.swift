internal import ArgumentParser
internal import Configuration
internal import Hummingbird
internal import ServiceLifecycle

@main
struct Aikagi: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "aikagi")
}
