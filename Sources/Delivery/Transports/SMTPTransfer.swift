internal import CCurl
internal import Identity

/// One letter on its way through libcurl. Lives on one thread, for one `run()`.
///
/// A class, because libcurl's callbacks get a pointer to it.
final class SMTPTransfer {
    private let bytes: [UInt8]
    private let sender: MailAddress
    private let recipient: MailAddress
    private let server: SMTPServer
    private var sentCount = 0
    /// The last line in which the server refused something.
    private var refusal = ""

    init(_ bytes: [UInt8], from sender: MailAddress, to recipient: MailAddress, over server: SMTPServer) {
        self.bytes = bytes
        self.sender = sender
        self.recipient = recipient
        self.server = server
    }

    /// `curl_global_init` isn't thread-safe in every build, so it runs once, as the initializer of a constant.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    func run() -> SendOutcome {
        guard Self.isReady, let handle = curl_easy_init() else { return .tryAgain(reason: "libcurl can't start") }
        defer { curl_easy_cleanup(handle) }
        let recipients = curl_slist_append(nil, "<\(recipient)>")
        defer { curl_slist_free_all(recipients) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CURL_ERROR_SIZE)) { message in
            message.initialize(repeating: 0)
            let code = firstFailure(of: options(handle, recipients, message.baseAddress)) ?? curl_easy_perform(handle)
            return outcome(of: code, reply: aikagi_curl_reply_code(handle), message: text(message))
        }
    }

    /// Every option of the transfer, each set when it is asked for.
    private func options(
        _ handle: UnsafeMutableRawPointer, _ recipients: UnsafeMutablePointer<curl_slist>?,
        _ message: UnsafeMutablePointer<CChar>?
    ) -> [() -> CURLcode] {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let scheme = server.protection == .tls ? "smtps" : "smtp"
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        func number(_ option: CURLoption, _ value: Int) -> () -> CURLcode {
            { aikagi_curl_set_number(handle, option, value) }
        }
        func text(_ option: CURLoption, _ value: String) -> () -> CURLcode {
            { aikagi_curl_set_text(handle, option, value) }
        }
        var options = [
            { aikagi_curl_set_error_buffer(handle, message) },
            // What follows the slash is the name given in EHLO.
            text(CURLOPT_URL, "\(scheme)://\(host):\(server.port)/\(sender.domain)"),
            text(CURLOPT_PROTOCOLS_STR, scheme),
            // Proxies of the environment are for the web, not for mail.
            text(CURLOPT_PROXY, ""),
            // Signals would go to whatever thread; without them libcurl resolves names on a thread of its own.
            number(CURLOPT_NOSIGNAL, 1),
            number(CURLOPT_CONNECTTIMEOUT_MS, Int(server.connectTimeout.wholeMilliseconds)),
            number(CURLOPT_TIMEOUT_MS, Int(server.totalTimeout.wholeMilliseconds)),
            number(
                CURLOPT_USE_SSL, Int(server.protection == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue)),
            number(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            // The certificate must lead to a trusted authority and name the host (HTTP-13).
            number(CURLOPT_SSL_VERIFYPEER, 1),
            number(CURLOPT_SSL_VERIFYHOST, 2),
            text(CURLOPT_MAIL_FROM, "<\(sender)>"),
            { aikagi_curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients) },
            number(CURLOPT_UPLOAD, 1),
            { aikagi_curl_set_source(handle, readNextBytes, context) },
            { aikagi_curl_set_listener(handle, noteReplyLine, context) },
        ]
        if let authorities = server.authorities { options.append(text(CURLOPT_CAINFO, authorities)) }
        if let login = server.login {
            options.append(text(CURLOPT_USERNAME, login.user))
            options.append(text(CURLOPT_PASSWORD, login.password.reveal()))
        }
        return options
    }

    private func firstFailure(of options: [() -> CURLcode]) -> CURLcode? {
        for option in options {
            let code = option()
            if code != CURLE_OK { return code }
        }
        return nil
    }

    /// A 5xx means "never" only from the commands that speak about this letter: a server that refuses the login or
    /// the greeting may be put right, and the letter would be lost for nothing.
    private func outcome(of code: CURLcode, reply: Int, message: String) -> SendOutcome {
        if code == CURLE_OK { return .sent }
        let explanation = message.isEmpty ? String(cString: curl_easy_strerror(code)) : message
        let reason = refusal.isEmpty ? explanation : "\(explanation); the server said: \(refusal)"
        let isAboutLetter = code == CURLE_SEND_ERROR || sentCount == bytes.count
        return (500...599).contains(reply) && isAboutLetter ? .undeliverable(reason: reason) : .tryAgain(reason: reason)
    }

    fileprivate func readNext(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let chunk = bytes[sentCount...].prefix(buffer.count)
        buffer.copyBytes(from: chunk)
        sentCount += chunk.count
        return chunk.count
    }

    fileprivate func noteReply(_ line: UnsafeRawBufferPointer) {
        guard line.first == UInt8(ascii: "4") || line.first == UInt8(ascii: "5") else { return }
        refusal = printable(line.prefix(200))
    }

    private func text(_ buffer: UnsafeMutableBufferPointer<CChar>) -> String {
        printable(buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
    }

    /// The printable ASCII of what a foreign server said: the rest has no business in our logs.
    private func printable(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
    }
}

private func readNextBytes(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let buffer, let context else { return 0 }
    let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.readNext(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

private func noteReplyLine(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let buffer, let context else { return size * count }
    let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
    transfer.noteReply(UnsafeRawBufferPointer(start: buffer, count: size * count))
    return size * count
}
