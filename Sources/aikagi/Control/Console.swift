internal import ArgumentParser
internal import Foundation
internal import Logging
internal import SignInService
internal import Store

/// Where commands ask: the running server if there is one, else the database itself.
///
/// Only one process may use a SQLite file (security case REL-19), so a command never opens it beside a server; and the
/// file's lock keeps a server from starting beside a command.
struct Console {
    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// Ends the command, with a reason on standard error, if nobody can answer or the answer is no.
    func ask(_ question: ControlRequest) async throws -> ControlAnswer {
        do {
            return try accepted(try await answer(question))
        } catch {
            throw Installation.failure(of: error)
        }
    }

    /// A server that is starting or stopping holds the file and doesn't listen: that is over in a moment.
    private func answer(_ question: ControlRequest) async throws -> ControlAnswer {
        var patience = 30
        while true {
            do {
                if let answer = try await askServer(question) { return answer }
                return try await answerHere(question)
            } catch StoreFault.inUse where patience > 0 {
                patience -= 1
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func accepted(_ answer: ControlAnswer) throws -> ControlAnswer {
        guard case .refused(let reason) = answer else { return answer }
        throw failure(reason, CommandStatus.negative)
    }

    /// - Returns: `nil` if no server listens.
    private func askServer(_ question: ControlRequest) async throws -> ControlAnswer? {
        let body = Array(try JSONEncoder().encode(question))
        do {
            let reply = try LocalExchange.send("POST", "/", body: body, to: .socket(path: settings.controlSocket))
            guard reply.status == 200 else {
                throw failure("the server can't answer now; its log says why.", CommandStatus.unavailable)
            }
            return try JSONDecoder().decode(ControlAnswer.self, from: Data(reply.body))
        } catch LocalExchange.Fault.nobody {
            return nil
        } catch LocalExchange.Fault.noReply {
            throw failure("the server doesn't answer.", CommandStatus.unavailable)
        }
    }

    private func answerHere(_ question: ControlRequest) async throws -> ControlAnswer {
        if case .file(let path) = settings.storeLocation, !settings.databaseFileExists {
            throw failure("there is no database at \(path) yet. Start the server first.", CommandStatus.unavailable)
        }
        var logger = Logger(label: "console") { label in
            JSONLogHandler(label: label, logLevel: .warning, time: SystemTime(), output: .standardError)
        }
        logger.logLevel = .warning
        let installation = try await Installation.open(settings, logger: logger)
        do {
            let answer = try await ControlDesk(installation).answer(question)
            await installation.store.close()
            return answer
        } catch {
            await installation.store.close()
            throw error
        }
    }
}
