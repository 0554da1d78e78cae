// HTTPTransfer makes HTTP requests to servers that are not ours, by libcurl, and reads what they answer, whole or as a
// stream. It knows nothing of what the bytes mean.
//
// It judges the numeric address of every connection before the connection is made, so that a name can't lead to a
// place that the caller forbids, whatever a name server says the second time. It refuses to follow redirects, to use a
// proxy, to keep cookies, to decompress, to read more than it was told to, to wait longer than it was told to, and to
// accept a certificate that does not name the host.

/// Sends requests and reads responses, on one thread of its own.
///
/// One thread, because libcurl drives any number of connections from one, and the cooperative pool must not wait for
/// a network. Connections are kept and used again. The client ends with its last reference: what is under way then
/// throws ``TransferFault/stopped``.
package final class HTTPClient: Sendable {
    private let loop: TransferLoop

    package init(_ settings: HTTPClientSettings = HTTPClientSettings()) throws(TransferFault) {
        guard let loop = TransferLoop(settings) else { throw .unusable("libcurl can't start") }
        self.loop = loop
        loop.start()
    }

    deinit {
        loop.stop()
    }

    /// Sends a request and reads the whole response, within the client's limits. Any status is a response.
    ///
    /// Ends with ``TransferFault/cancelled`` when the task is cancelled.
    package func send(_ request: HTTPRequest) async throws(TransferFault) -> HTTPResponse {
        let collector = ResponseCollector()
        return try await run(request, into: collector).get()
    }

    /// Sends a request and returns when the header of the response is there; the body comes piece by piece.
    ///
    /// Nothing limits how long the body lasts, only how long it may be silent. The transfer ends when the task that
    /// iterates over the body is cancelled, or nothing refers to the body any more.
    package func stream(_ request: HTTPRequest) async throws(TransferFault) -> HTTPStream {
        let pieces = ResponsePieces()
        return try await run(request, into: pieces).get()
    }

    private func run<Receiver: TransferReceiver>(
        _ request: HTTPRequest, into receiver: Receiver
    ) async -> Result<Receiver.Response, TransferFault> {
        let ticket = loop.nextTicket()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                receiver.begin(continuation, cancel: { [weak loop] in loop?.cancel(ticket) })
                loop.submit(Transfer(ticket: ticket, request: request, receiver: receiver))
            }
        } onCancel: {
            loop.cancel(ticket)
        }
    }
}

/// What a client allows.
package struct HTTPClientSettings: Sendable {
    /// Which addresses it may connect to.
    package var addresses: AddressRule
    /// Whether `http:` is spoken, besides `https:`.
    package var allowsPlainText: Bool
    /// A file of certificates to trust in place of the system's.
    package var authorities: String?
    /// How long a connection may take, with its name's resolution and TLS.
    package var connectTimeout: Duration
    /// How long a request may take that isn't a stream, from its start to the last byte.
    package var totalTimeout: Duration
    /// How long a stream may be silent.
    package var silenceTimeout: Duration
    /// How many bytes the body of a response may have; no limit for streams, whose reader takes what comes.
    package var bodyLimit: Int
    /// How many transfers may be under way at once. One more is refused as ``TransferFault/busy``.
    package var transfersAtOnce: Int

    package init(
        addresses: AddressRule = .anywhere, allowsPlainText: Bool = false, authorities: String? = nil,
        connectTimeout: Duration = .seconds(5), totalTimeout: Duration = .seconds(20),
        silenceTimeout: Duration = .seconds(45), bodyLimit: Int = 256 * 1_024, transfersAtOnce: Int = 64
    ) {
        self.addresses = addresses
        self.allowsPlainText = allowsPlainText
        self.authorities = authorities
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.silenceTimeout = silenceTimeout
        self.bodyLimit = bodyLimit
        self.transfersAtOnce = transfersAtOnce
    }
}
