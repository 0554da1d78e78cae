/// The input of one run as text: as it is where it is UTF-8, repaired where it is not.
func fuzzText(_ start: UnsafePointer<UInt8>, _ count: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
}

/// Stops the run, so that libFuzzer keeps the input.
func hold(_ condition: Bool, _ rule: StaticString) {
    precondition(condition, "\(rule)")
}
