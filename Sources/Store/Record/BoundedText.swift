extension String {
    /// The text cut to at most `limit` bytes of UTF-8, between two characters, with `…` at the place of the cut.
    ///
    /// For texts that strangers choose: whatever they send, a row stays small.
    func bounded(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var kept = String.UnicodeScalarView()
        var size = 3
        for scalar in unicodeScalars {
            size += String(scalar).utf8.count
            guard size <= limit else { break }
            kept.append(scalar)
        }
        return String(kept) + "…"
    }
}
