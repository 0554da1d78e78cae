import Identity
import Testing

@testable import Store

@Suite struct `A statement` {
    @Test func `numbers its places in the order of their names, each name once`() {
        let sql: SQL = "UPDATE t SET a = :new WHERE id = :id AND a < :new"
        let sqlite = SpelledStatement(sql, in: .sqlite)
        #expect(sqlite.text == "UPDATE t SET a = ?1 WHERE id = ?2 AND a < ?1")
        #expect(sqlite.names == ["new", "id"])
        let postgreSQL = SpelledStatement(sql, in: .postgreSQL)
        #expect(postgreSQL.text == "UPDATE t SET a = $1 WHERE id = $2 AND a < $1")
    }

    @Test func `leaves texts in quotes alone`() {
        let spelled = SpelledStatement("SELECT ':no', a FROM t WHERE b = :yes AND c = 'it''s :no'", in: .postgreSQL)
        #expect(spelled.text == "SELECT ':no', a FROM t WHERE b = $1 AND c = 'it''s :no'")
        #expect(spelled.names == ["yes"])
    }

    @Test func `resolves what the databases spell differently`() {
        let sql: SQL = "CREATE TABLE t (a {integer}, b {text}, c {blob}) {strict}"
        #expect(SpelledStatement(sql, in: .sqlite).text == "CREATE TABLE t (a INTEGER, b TEXT, c BLOB) STRICT")
        #expect(
            SpelledStatement(sql, in: .postgreSQL).text == "CREATE TABLE t (a BIGINT, b TEXT COLLATE \"C\", c BYTEA) ")
        let held: SQL = "SELECT 1 FROM t {for update}"
        #expect(SpelledStatement(held, in: .postgreSQL).text == "SELECT 1 FROM t FOR NO KEY UPDATE")
        #expect(SpelledStatement(held, in: .sqlite).text == "SELECT 1 FROM t ")
    }

    @Test func `takes its values by name, and faults when one is missing`() throws {
        let arguments: Arguments = ["id": "x", "count": 3, "at": Moment(secondsSinceEpoch: 1), "none": String?.none]
        #expect(
            try arguments.values(named: ["none", "at", "id", "count"]) == [
                .null, .integer(1_000), .text("x"), .integer(3),
            ])
        #expect(throws: StoreFault.statement("no value was given for :other")) {
            try arguments.values(named: ["other"])
        }
    }

    @Test func `a row that holds something else than expected is damage, not a default`() throws {
        let row = Row(columns: .init(["state", "number"]), values: [.text("nonsense"), .null])
        #expect(throws: StoreFault.corrupted("column state holds a value that is no AccountState")) {
            let _: AccountState = try row["state"]
        }
        #expect(throws: StoreFault.self) { let _: Int = try row["number"] }
        #expect(throws: StoreFault.statement("the answer has no column other")) { let _: Int = try row["other"] }
        let nothing: Int? = try row["number"]
        #expect(nothing == nil)
    }

    @Test(arguments: [
        ("var/aikagi.sqlite", StoreLocation.file(path: "var/aikagi.sqlite")),
        ("sqlite:///srv/a.db", .file(path: "/srv/a.db")), ("sqlite:a.db", .file(path: "a.db")),
        ("postgresql://u:p@h/d?sslmode=require", .server(url: "postgresql://u:p@h/d?sslmode=require")),
        ("postgres://h/d", .server(url: "postgres://h/d")),
    ])
    func `a location is read as the operator wrote it`(text: String, location: StoreLocation) {
        #expect(StoreLocation(text) == location)
    }

    @Test(arguments: [
        ("postgresql://ada:canary@db.example:5432/aikagi?sslmode=require", "postgresql://db.example:5432/aikagi"),
        ("postgres://ada:c@nary@db/aikagi", "postgres://db/aikagi"),
        ("postgresql://db/aikagi?password=canary", "postgresql://db/aikagi"), ("var/a.sqlite", "var/a.sqlite"),
    ])
    func `ADM-11: a location in a log has no password`(text: String, shown: String) {
        #expect("\(StoreLocation(text))" == shown)
    }

    @Test func `ADM-10: a text is cut between characters, and stays within its bytes`() {
        #expect("abc".bounded(to: 3) == "abc")
        #expect("abcd".bounded(to: 3) == "…")
        for limit in 3..<40 {
            let cut = String(repeating: "🔑é", count: 20).bounded(to: limit)
            #expect(cut.utf8.count <= limit)
            #expect(!cut.contains("\u{FFFD}"))
        }
    }
}
