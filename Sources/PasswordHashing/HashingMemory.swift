import Glibc

/// The block of memory in which one thread computes.
///
/// libargon2 would ask the system for 19 MiB for every hash and give it back: nearly five thousand page faults each
/// time. A thread keeps its block while there is work, and lets the pages go when there has been none for a while.
/// libargon2 overwrites the block after every hash.
///
/// `@unchecked Sendable`: it is made for one thread and handed to nobody else; the C callbacks find it by that thread.
final class HashingMemory: @unchecked Sendable {
    /// How long an idle thread keeps its pages, in seconds.
    static let keptForSeconds = 5.0

    private let blockBytes: Int
    private var block: UnsafeMutableRawPointer?
    private var isLent = false

    init(blockBytes: Int) {
        self.blockBytes = blockBytes
    }

    deinit {
        if let block { munmap(block, blockBytes) }
    }

    /// Makes this the memory from which libargon2 is served on the calling thread.
    func use<Result>(_ body: () -> Result) -> Result {
        pthread_setspecific(currentKey, Unmanaged.passUnretained(self).toOpaque())
        defer { pthread_setspecific(currentKey, nil) }
        return body()
    }

    /// Gives the pages back to the system. The addresses stay, and read as zero until they are written again.
    func release() {
        guard let block, !isLent else { return }
        madvise(block, blockBytes, MADV_DONTNEED)
    }

    /// Serves `bytes` from the block if it is free and large enough, otherwise from the system: a stored hash may
    /// cost more than new ones do.
    fileprivate func lend(_ bytes: Int) -> UnsafeMutableRawPointer? {
        guard bytes <= blockBytes, !isLent, let block = mappedBlock() else { return malloc(bytes) }
        isLent = true
        return block
    }

    fileprivate func takeBack(_ memory: UnsafeMutableRawPointer?) {
        if let memory, memory == block {
            isLent = false
        } else {
            free(memory)
        }
    }

    private func mappedBlock() -> UnsafeMutableRawPointer? {
        if let block { return block }
        let mapped = mmap(nil, blockBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { return nil }
        // Argon2 jumps about in the block; with large pages the processor finds its way without a table walk each time.
        madvise(mapped, blockBytes, MADV_HUGEPAGE)
        block = mapped
        return mapped
    }

    // MARK: libargon2's callbacks, which carry no context of their own

    static let allocate: @convention(c) (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, Int) -> Int32 = {
        result, bytes in
        let memory = current.map { $0.lend(bytes) } ?? malloc(bytes)
        result?.pointee = memory?.assumingMemoryBound(to: UInt8.self)
        return memory == nil ? -1 : 0
    }

    static let deallocate: @convention(c) (UnsafeMutablePointer<UInt8>?, Int) -> Void = { memory, _ in
        if let current { current.takeBack(memory) } else { free(memory) }
    }

    private static var current: HashingMemory? {
        pthread_getspecific(currentKey).map { Unmanaged<HashingMemory>.fromOpaque($0).takeUnretainedValue() }
    }
}

private let currentKey: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
}()
