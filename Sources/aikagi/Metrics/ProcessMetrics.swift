internal import Glibc

/// What the operating system knows about this process, under the names that Prometheus's own clients use.
enum ProcessMetrics {
    static func exposition() -> String {
        var text = ""
        func add(_ name: String, _ type: String, _ value: String) {
            text += "# TYPE \(name) \(type)\n\(name) \(value)\n"
        }
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            let seconds = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }
            add("process_cpu_seconds_total", "counter", "\(seconds.reduce(0, +))")
        }
        // proc(5): the second field of statm is the resident set in pages.
        if let pages = firstLine(of: "/proc/self/statm")?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
            add("process_resident_memory_bytes", "gauge", "\(pages * sysconf(Int32(_SC_PAGESIZE)))")
        }
        if let count = countEntries(of: "/proc/self/fd") { add("process_open_fds", "gauge", "\(count)") }
        return text
    }

    private static func firstLine(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count).prefix { $0 != 0x0A }, as: UTF8.self) : nil
    }

    private static func countEntries(of path: String) -> Int? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var count = 0
        while let entry = readdir(folder) {
            // `.` and `..` are no entries, nor is the one that this listing itself holds open.
            if entry.pointee.d_name.0 != UInt8(ascii: ".") { count += 1 }
        }
        return count - 1
    }
}
