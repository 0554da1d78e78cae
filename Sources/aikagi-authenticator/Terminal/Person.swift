internal import Foundation
internal import Glibc

/// The person at the terminal: what they are told, and what they type.
struct Person: Sendable {
    let words: Words

    init(_ options: CommonOptions) {
        words = Words(options.language)
    }

    /// Says a line on the standard output.
    func tell(_ line: String) {
        show(line + "\n")
    }

    /// Says a line about trouble.
    func warn(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// Asks for a line; nil when there is nobody to ask any more.
    func ask(_ question: String) async -> String? {
        show(question)
        return await Self.line()
    }

    /// Asks for a line that is not shown while it is typed.
    func askSecretly(_ question: String) async -> String? {
        show(question)
        var settings = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &settings) == 0
        guard isTerminal else { return await Self.line() }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        let line = await Self.line()
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
        show("\n")
        return line
    }

    /// Whether the person says yes.
    func agrees(_ question: String) async -> Bool {
        let answer = await ask("\(question) [y/N] ")
        return ["y", "yes", "はい"].contains(answer?.lowercased())
    }

    private func show(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// Reads on a thread of its own: the cooperative pool must not wait for a person.
    private static func line() async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: readLine()) }
        }
    }
}
