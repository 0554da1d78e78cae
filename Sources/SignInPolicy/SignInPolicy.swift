// SignInPolicy is every rule of signing in, as values and pure functions: what completes a sign-in, what is offered
// next, when something ends, how long a guesser waits. Start with WaysIn (what is enough) and SignInAttempt (the
// conversation); the other machines are smaller copies of the same pattern.
//
// It refuses to know a clock, randomness, a network, a database, a log or Foundation: time, counters and the truth
// about the account are passed in with each event, and the answer is a value that says what the caller must do.
// It checks no secret: that happens elsewhere, and only a verified `Proof` comes in here.
