internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import NIOCore
internal import SignInService

extension Response {
    /// The sheet of backup codes as a file to keep: one code a line, and nothing that needs a language.
    static func backupCodesFile(_ shown: Enrolling.ShownCodes, serverName: String) -> Response {
        let rows = shown.codes.enumerated().map { index, code in
            let number = index < 9 ? " \(index + 1)" : "\(index + 1)"
            return "\(number)  \(groups(of: code.reveal()))"
        }
        let made = CivilTime(shown.made).rfc3339.prefix(10)
        let text = (["Aikagi", "\(shown.identifier) · \(serverName) · \(made)", ""] + rows + [""])
            .joined(separator: "\n")
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; charset=utf-8",
                .contentDisposition: "attachment; filename=\"aikagi-backup-codes.txt\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Five digits at a time, as they are printed.
    private static func groups(of code: String) -> String {
        stride(from: 0, to: code.count, by: 5).map { String(code.dropFirst($0).prefix(5)) }.joined(separator: " ")
    }
}
