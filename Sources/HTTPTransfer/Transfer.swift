internal import CCurl
internal import Glibc

/// One request on its way through libcurl. Made anywhere, then touched by the loop's thread alone.
///
/// A class, because libcurl's callbacks get a pointer to it. Unchecked, because nothing but the order of calls keeps
/// it to one thread: the loop takes it out of its queue and never gives it to another.
final class Transfer: @unchecked Sendable {
    let ticket: UInt64
    let receiver: any TransferReceiver
    private let request: HTTPRequest
    private var handle: UnsafeMutableRawPointer?
    private var requestFields: UnsafeMutablePointer<curl_slist>?
    private var rule = AddressRule.anywhere
    private var bodyLimit = 0

    private var head = HTTPResponseHead(status: 0)
    private var headBytes = 0
    private var bodyBytes = 0
    /// Why a callback of ours told libcurl to stop, which libcurl itself knows as a failed callback only.
    private var ownFault: TransferFault?
    /// When the last byte came, or the transfer began.
    private(set) var lastSign = ContinuousClock.now

    /// Some servers talk more in their headers than anyone listens to.
    private static let headLimit = 64 * 1_024

    init(ticket: UInt64, request: HTTPRequest, receiver: any TransferReceiver) {
        self.ticket = ticket
        self.request = request
        self.receiver = receiver
    }

    deinit {
        if let handle { curl_easy_cleanup(handle) }
        curl_slist_free_all(requestFields)
    }

    /// Makes the libcurl handle, ready to be added to a loop.
    func prepare(_ settings: HTTPClientSettings) throws(TransferFault) -> UnsafeMutableRawPointer {
        guard request.isWellFormed else { throw .unusable("the URL or a header has forbidden characters") }
        guard let handle = curl_easy_init() else { throw .unusable("libcurl can't start") }
        self.handle = handle
        rule = settings.addresses
        bodyLimit = settings.bodyLimit
        lastSign = .now
        for option in transportOptions(handle, settings) + requestOptions(handle) + callbacks(handle) {
            let code = option()
            guard code == CURLE_OK else { throw .unusable(Self.text(of: code)) }
        }
        return handle
    }

    private func transportOptions(
        _ handle: UnsafeMutableRawPointer, _ settings: HTTPClientSettings
    ) -> [() -> CURLcode] {
        func number(_ option: CURLoption, _ value: Int) -> () -> CURLcode {
            { aikagi_curl_set_number(handle, option, value) }
        }
        func text(_ option: CURLoption, _ value: String) -> () -> CURLcode {
            { aikagi_curl_set_text(handle, option, value) }
        }
        var options = [
            text(CURLOPT_PROTOCOLS_STR, settings.allowsPlainText ? "https,http" : "https"),
            // A proxy would be what the address rule sees.
            text(CURLOPT_PROXY, ""),
            number(CURLOPT_FOLLOWLOCATION, 0),
            // One transfer a connection: a stream holds up nothing else.
            number(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            // Signals would go to whatever thread; without them libcurl resolves names on a thread of its own.
            number(CURLOPT_NOSIGNAL, 1),
            // A name server that is slow to answer holds up its own transfer, not the thread that ends it.
            number(CURLOPT_QUICK_EXIT, 1),
            number(CURLOPT_TCP_KEEPALIVE, 1),
            number(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(settings.connectTimeout)),
            number(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            // The certificate must lead to a trusted authority and name the host (HTTP-13).
            number(CURLOPT_SSL_VERIFYPEER, 1),
            number(CURLOPT_SSL_VERIFYHOST, 2),
        ]
        if receiver.isWhole { options.append(number(CURLOPT_TIMEOUT_MS, Self.milliseconds(settings.totalTimeout))) }
        if let authorities = settings.authorities { options.append(text(CURLOPT_CAINFO, authorities)) }
        return options
    }

    private func requestOptions(_ handle: UnsafeMutableRawPointer) -> [() -> CURLcode] {
        // No "Expect: 100-continue", which costs a round trip.
        var lines = ["Expect:"]
        if !request.fields.contains(where: { $0.name.lowercased() == "content-type" }) { lines.append("Content-Type:") }
        // libcurl wants a semicolon where a value is empty.
        lines += request.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        for line in lines { requestFields = curl_slist_append(requestFields, line) ?? requestFields }
        var options = [
            { [request] in aikagi_curl_set_text(handle, CURLOPT_URL, request.url) },
            { aikagi_curl_set_number(handle, CURLOPT_PATH_AS_IS, 1) },
            { [requestFields] in aikagi_curl_set_list(handle, CURLOPT_HTTPHEADER, requestFields) },
        ]
        if request.method != .get || !request.body.isEmpty {
            options.append { [request] in aikagi_curl_set_body(handle, request.body, request.body.count) }
            options.append { [request] in
                aikagi_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
            }
        }
        return options
    }

    private func callbacks(_ handle: UnsafeMutableRawPointer) -> [() -> CURLcode] {
        let context = Unmanaged.passUnretained(self).toOpaque()
        return [
            { aikagi_curl_set_owner(handle, context) },
            { aikagi_curl_set_opener(handle, openSocket, context) },
            { aikagi_curl_set_listener(handle, noteHeadLine, context) },
            { aikagi_curl_set_sink(handle, notePiece, context) },
        ]
    }

    /// What libcurl's last word on the transfer means.
    func fault(of code: CURLcode) -> TransferFault? {
        if let ownFault, code != CURLE_OK { return ownFault }
        return switch code {
        case CURLE_OK: nil
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .unusable(Self.text(of: code))
        case CURLE_COULDNT_RESOLVE_HOST: .unresolvable
        case CURLE_COULDNT_CONNECT: .unreachable(Self.text(of: code))
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE:
            .untrusted(Self.text(of: code))
        default: .broken(Self.text(of: code))
        }
    }

    /// A socket for the address, or -1 if the rule forbids it.
    fileprivate func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let target = withUnsafePointer(to: &address.pointee.addr) { IPAddress($0) }
        guard let target, rule.permits(target) else {
            ownFault = target.map { .addressRefused($0) } ?? .unusable("no address of the internet")
            return -1
        }
        // What is said of this one counts, and not that another was refused before it.
        ownFault = nil
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.`protocol`)
    }

    /// Notes one line of the header. A second status line follows an interim response (RFC 9110 §15.2).
    fileprivate func noteHead(_ line: UnsafeRawBufferPointer) -> Bool {
        lastSign = .now
        headBytes += line.count
        guard headBytes <= Self.headLimit else {
            ownFault = .tooLarge
            return false
        }
        let text = String(decoding: line, as: UTF8.self)
            .drop { $0 == " " }.prefix { $0 != "\r\n" && $0 != "\n" && $0 != "\r" }
        if text.hasPrefix("HTTP/") {
            head = HTTPResponseHead(status: text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
        } else if text.isEmpty {
            if head.status >= 200 { receiver.received(head) }
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            head.fields.append((text[..<colon].lowercased(), String(value)))
        }
        return true
    }

    fileprivate func note(_ piece: UnsafeRawBufferPointer) -> Bool {
        lastSign = .now
        bodyBytes += piece.count
        guard !receiver.isWhole || bodyBytes <= bodyLimit, receiver.received(Array(piece)) else {
            ownFault = .tooLarge
            return false
        }
        return true
    }

    private static func text(of code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }

    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let address, let transfer = transfer(context) else { return -1 }
    return transfer.open(address)
}

private func noteHeadLine(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let buffer, let transfer = transfer(context) else { return 0 }
    return transfer.noteHead(UnsafeRawBufferPointer(start: buffer, count: size * count)) ? size * count : 0
}

private func notePiece(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let buffer, let transfer = transfer(context) else { return 0 }
    // Nothing at all is a piece too, and not a refusal of it.
    return transfer.note(UnsafeRawBufferPointer(start: buffer, count: size * count)) ? size * count : -1
}
