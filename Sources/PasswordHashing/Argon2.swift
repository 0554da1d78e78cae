import CArgon2

/// The one call into libargon2.
enum Argon2 {
    /// Computes a tag with Argon2id, version 0x13 (RFC 9106), in the thread's own memory.
    @Sendable static func tag(of request: HashingRequest, in memory: HashingMemory) -> Result<[UInt8], HashingRefusal> {
        var message = request.message
        var salt = request.salt
        var key = request.key
        var tag = [UInt8](repeating: 0, count: request.tagLength)

        var context = argon2_context()
        context.t_cost = UInt32(request.cost.passes)
        context.m_cost = UInt32(request.cost.memory)
        context.lanes = UInt32(request.cost.lanes)
        // One thread whatever the lanes: libargon2 then starts none of its own.
        context.threads = 1
        context.version = ARGON2_VERSION_13.rawValue
        context.allocate_cbk = HashingMemory.allocate
        context.free_cbk = HashingMemory.deallocate
        // ARGON2_FLAG_CLEAR_PASSWORD | ARGON2_FLAG_CLEAR_SECRET: the copies made here are overwritten.
        context.flags = 1 << 0 | 1 << 1

        let code = message.withUnsafeMutableBufferPointer { message in
            salt.withUnsafeMutableBufferPointer { salt in
                key.withUnsafeMutableBufferPointer { key in
                    tag.withUnsafeMutableBufferPointer { tag in
                        (context.pwd, context.pwdlen) = (message.baseAddress, UInt32(message.count))
                        (context.salt, context.saltlen) = (salt.baseAddress, UInt32(salt.count))
                        (context.secret, context.secretlen) = (key.isEmpty ? nil : key.baseAddress, UInt32(key.count))
                        (context.out, context.outlen) = (tag.baseAddress, UInt32(tag.count))
                        return memory.use { argon2_ctx(&context, Argon2_id) }
                    }
                }
            }
        }
        return switch argon2_error_codes(code) {
        case ARGON2_OK: .success(tag)
        case ARGON2_MEMORY_ALLOCATION_ERROR: .failure(.outOfMemory)
        default: .failure(.library(code: code))
        }
    }
}
