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
    private var mapping: UnsafeMutableRawBufferPointer?
    private var isLent = false

    init(blockBytes: Int) {
        self.blockBytes = blockBytes
    }

    deinit {
        if let mapping { munmap(mapping.baseAddress, mapping.count) }
    }

    /// Makes this the memory from which libargon2 is served on the calling thread.
    func use<Result>(_ body: () -> Result) -> Result {
        pthread_setspecific(currentKey, Unmanaged.passUnretained(self).toOpaque())
        defer { pthread_setspecific(currentKey, nil) }
        return body()
    }

    /// Gives the pages back to the system. The addresses stay, and read as zero until they are written again.
    func release() {
        guard let mapping, !isLent else { return }
        madvise(mapping.baseAddress, mapping.count, MADV_DONTNEED)
    }

    /// Serves `bytes` from the block if it is free and large enough, otherwise from the system: a stored hash may
    /// cost more than new ones do.
    fileprivate func lend(_ bytes: Int) -> UnsafeMutableRawPointer? {
        guard bytes <= blockBytes, !isLent, let block else { return malloc(bytes) }
        isLent = true
        return block
    }

    fileprivate func takeBack(_ memory: UnsafeMutableRawPointer?) {
        if let memory, isLent, UnsafeMutableRawPointer(memory) == block {
            isLent = false
        } else {
            free(memory)
        }
    }

    /// Where the block begins: at the first large page of its mapping, which is made when it is first wanted.
    private var block: UnsafeMutableRawPointer? {
        if mapping == nil { mapping = Self.map(blockBytes + Self.largePageBytes) }
        return mapping?.baseAddress?.alignedUp(toMultipleOf: Self.largePageBytes)
    }

    private static let largePageBytes = 2 << 20

    /// Argon2 jumps about in its block; with large pages the processor finds its way without a table walk each time.
    private static func map(_ bytes: Int) -> UnsafeMutableRawBufferPointer? {
        let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start, start != MAP_FAILED else { return nil }
        madvise(start, bytes, MADV_HUGEPAGE)
        return UnsafeMutableRawBufferPointer(start: start, count: bytes)
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
