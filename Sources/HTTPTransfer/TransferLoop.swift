internal import CCurl
internal import Foundation
internal import Synchronization

/// The thread that drives every transfer of one client.
///
/// Unchecked, because the pointer to libcurl's loop is one to the compiler and no more: all but
/// `curl_multi_wakeup`, which may be called from anywhere while the loop lives, is called by the thread alone.
final class TransferLoop: @unchecked Sendable {
    /// What other threads leave for the loop to do.
    private struct Orders {
        var waiting: [Transfer] = []
        var cancelled: Set<UInt64> = []
        var lastTicket: UInt64 = 0
        /// Tickets that are neither refused nor over.
        var open: Set<UInt64> = []
        var isStopped = false
        /// Whether libcurl's loop still exists, and so may be woken.
        var isAlive = true
    }

    private let orders = Mutex(Orders())
    private let settings: HTTPClientSettings
    private let multi: UnsafeMutableRawPointer
    /// Transfers that libcurl works on. Only the loop's thread reads or changes it.
    private var running: [UInt64: (transfer: Transfer, handle: UnsafeMutableRawPointer)] = [:]

    /// How often silent streams are looked for.
    private static let longestPause: Int32 = 1_000

    /// `curl_global_init` isn't thread-safe in every build, so it runs once, as the initializer of a constant.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init?(_ settings: HTTPClientSettings) {
        guard Self.isReady, let multi = curl_multi_init() else { return nil }
        self.settings = settings
        self.multi = multi
        _ = aikagi_curl_multi_set_number(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, settings.transfersAtOnce)
    }

    func start() {
        let thread = Thread { [self] in work() }
        thread.name = "http transfers"
        thread.start()
    }

    func nextTicket() -> UInt64 {
        orders.withLock { orders in
            orders.lastTicket += 1
            return orders.lastTicket
        }
    }

    /// Takes the transfer, or ends it at once when there are too many.
    func submit(_ transfer: Transfer) {
        let fault: TransferFault? = orders.withLock { orders in
            if orders.isStopped { return .stopped }
            // The flag is read under the lock: a task that is cancelled after this finds its ticket open.
            if Task.isCancelled { return .cancelled }
            guard orders.open.count < settings.transfersAtOnce else { return .busy }
            orders.open.insert(transfer.ticket)
            orders.waiting.append(transfer)
            wake(orders)
            return nil
        }
        if let fault { transfer.receiver.ended(fault) }
    }

    func cancel(_ ticket: UInt64) {
        orders.withLock { orders in
            guard orders.open.contains(ticket) else { return }
            orders.cancelled.insert(ticket)
            wake(orders)
        }
    }

    func stop() {
        orders.withLock { orders in
            orders.isStopped = true
            wake(orders)
        }
    }

    private func wake(_ orders: borrowing Orders) {
        if orders.isAlive { _ = curl_multi_wakeup(multi) }
    }

    private func work() {
        while carryOut() {
            var count: Int32 = 0
            _ = curl_multi_perform(multi, &count)
            settle()
            endSilentStreams()
            _ = curl_multi_poll(multi, nil, 0, Self.longestPause, nil)
        }
        for ticket in Array(running.keys) { end(ticket, .stopped) }
        orders.withLock { $0.isAlive = false }
        _ = curl_multi_cleanup(multi)
    }

    /// Does what others have ordered.
    ///
    /// - Returns: whether to go on.
    private func carryOut() -> Bool {
        let (new, cancelled, isStopped) = orders.withLock { orders in
            defer { (orders.waiting, orders.cancelled) = ([], []) }
            return (orders.waiting, orders.cancelled, orders.isStopped)
        }
        for transfer in new {
            if isStopped || cancelled.contains(transfer.ticket) {
                close(transfer, isStopped ? .stopped : .cancelled)
            } else {
                begin(transfer)
            }
        }
        for ticket in cancelled { end(ticket, .cancelled) }
        return !isStopped
    }

    private func begin(_ transfer: Transfer) {
        do {
            let handle = try transfer.prepare(settings)
            guard curl_multi_add_handle(multi, handle) == CURLM_OK else {
                throw TransferFault.unusable("libcurl takes no more")
            }
            running[transfer.ticket] = (transfer, handle)
        } catch {
            close(transfer, error as? TransferFault ?? .unusable("\(error)"))
        }
    }

    /// Ends the transfers that libcurl has finished with.
    private func settle() {
        var code = CURLE_OK
        while let handle = aikagi_curl_multi_next_ended(multi, &code) {
            guard let owner = aikagi_curl_owner(handle) else { continue }
            let transfer = Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
            end(transfer.ticket, transfer.fault(of: code))
        }
    }

    private func endSilentStreams() {
        let latest = ContinuousClock.now - settings.silenceTimeout
        for (ticket, entry) in running where !entry.transfer.receiver.isWhole && entry.transfer.lastSign < latest {
            end(ticket, .timedOut)
        }
    }

    private func end(_ ticket: UInt64, _ fault: TransferFault?) {
        guard let (transfer, handle) = running.removeValue(forKey: ticket) else { return }
        _ = curl_multi_remove_handle(multi, handle)
        close(transfer, fault)
    }

    private func close(_ transfer: Transfer, _ fault: TransferFault?) {
        orders.withLock { orders in
            orders.open.remove(transfer.ticket)
            orders.cancelled.remove(transfer.ticket)
        }
        transfer.receiver.ended(fault)
    }
}
