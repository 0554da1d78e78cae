import Testing

@Suite struct `The command line` {
    @Test(arguments: try Transcript.all())
    func `answers as the transcript says`(transcript: Transcript) throws {
        #expect(!transcript.steps.isEmpty, "\(transcript) has no command")
        let terminal = try Terminal()
        for step in transcript.steps {
            let answer = try terminal.run(step.command)
            let place = "\(transcript):\(step.line): $ \(step.command)"
            #expect(
                step.accepts(answer.lines),
                """
                \(place)
                expected:
                \(step.output.joined(separator: "\n"))
                printed:
                \(answer.lines.joined(separator: "\n"))
                """)
            #expect(answer.status == step.status, "\(place)\n\(answer.lines.joined(separator: "\n"))")
        }
    }
}

@Suite struct `A transcript` {
    private let transcript = Transcript(
        name: "sample.txt",
        text: """
            # A comment.
            $ aikagi first
            one [..] three
            ...
            last

            # Another.
            $ aikagi second
            ? 64
            """)

    @Test func `is taken apart into commands, outputs and exit statuses`() throws {
        #expect(transcript.steps.map(\.command) == ["aikagi first", "aikagi second"])
        #expect(transcript.steps.map(\.output) == [["one [..] three", "...", "last"], []])
        #expect(transcript.steps.map(\.status) == [0, 64])
        #expect(transcript.steps.map(\.line) == [2, 8])
    }

    @Test(arguments: [["one two three", "last"], ["one 2 three", "a", "b", "last"], ["one  three", "last", "last"]])
    func `accepts what its wildcards allow`(printed: [String]) throws {
        let step = try #require(transcript.steps.first)
        #expect(step.accepts(printed))
    }

    @Test(arguments: [
        [], ["one three", "last"], ["one two three"], ["one two three", "last", "more"], ["two", "last"],
    ])
    func `refuses anything else`(printed: [String]) throws {
        let step = try #require(transcript.steps.first)
        #expect(!step.accepts(printed))
    }
}
