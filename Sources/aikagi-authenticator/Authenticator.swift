// aikagi-authenticator is the Aikagi app for a terminal: it adds this machine to an account, shows and answers requests
// for approval, and makes codes. What an installation is and says is AuthenticatorCore's; this target asks the person,
// keeps a file that only its owner reads, and sends requests. It follows no redirect, believes no server that did not
// enrol it, asks for no password, and puts no secret on a command line.

internal import ArgumentParser

/// The app for a terminal.
@main struct Authenticator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aikagi-authenticator",
        abstract: helpText("The Aikagi authenticator app for a terminal.", "ターミナルで使うAikagi認証アプリ。"),
        discussion: helpText(
            """
            Begin with 'enrol' and the address of your server, or the link that your account's page "Devices" shows. \
            Then 'watch' waits for sign-ins to approve, and 'code' makes codes, also without a network.

            Exit status:
            0  done
            1  the answer is no, there is nothing to do, or you have stopped
            64  a wrong command line
            65  a link, picture, code or name that can't be used here
            69  the server can't be reached or can't answer now
            77  the server refuses: a wrong PIN, an installation that has ended
            78  this machine is in no account, or its file can't be used
            """,
            """
            まず「enrol」にサーバーのアドレス、またはアカウントの「デバイス」ページに表示されるリンクを指定します。
            「watch」でサインインの承認リクエストを待ち、「code」でコードを作ります(オフラインでも可)。

            終了ステータス:
            0  完了
            1  拒否、対象なし、または中止
            64  コマンドの誤り
            65  使えないリンク・画像・コード・名前
            69  サーバーに接続できない、または応答できない
            77  サーバーが拒否(PINの間違い、終了した登録など)
            78  未登録、または鍵のファイルが使えない
            """),
        subcommands: [
            EnrolCommand.self, WatchCommand.self, ApproveCommand.self, CodeCommand.self, ScanCommand.self,
            VaultCommand.self,
            DevicesCommand.self, RenameCommand.self, PromoteCommand.self, ObjectCommand.self, LostCommand.self,
            RestrictCommand.self, LockCommand.self, AccountsCommand.self, SignOutCommand.self,
        ])
}

/// What all commands have in common.
struct CommonOptions: ParsableArguments {
    @Option(
        help: help(
            "The folder with this machine's keys. Standard: ~/.local/share/aikagi-authenticator",
            "この端末の鍵のフォルダー。標準: ~/.local/share/aikagi-authenticator"))
    var folder: String?

    @Option(help: help("The language: en or ja. Standard: that of the terminal.", "言語: en または ja。標準: ターミナルの言語"))
    var language: String?

    @Option(
        help: help(
            "Which account, if this machine is in several: its address or the beginning of it, as 'accounts' lists it.",
            "複数のアカウントがある場合の対象。「accounts」に表示されるアドレス(先頭部分でも可)"))
    var account: String?
}
