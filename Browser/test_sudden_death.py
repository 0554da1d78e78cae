"""What the server has acknowledged is there after `kill -9`, however often: outside ledgers hold it to its word.

`AIKAGI_KILLS=200` makes the long run of it; the tests make a short one.
"""

import http.client
import json
import os
import random
import shutil
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rig import person as people
from rig import postgres
from rig.member import Member
from rig.server import Server

KILLS = int(os.environ.get("AIKAGI_KILLS", "10"))
MEMBERS = 6


@pytest.mark.timeout(120 + 20 * KILLS)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost(database, start_server, open_page, tmp_path):
    """REL-01: the process is killed in the middle of sign-ins, spent codes, ended sessions and changes, and again."""
    settings = {"DATABASE_URL": postgres.create_database()} if database == "postgresql" else {}
    server = start_server(**settings)
    people.set_up_first_account(open_page(), server.setup_link(), people.Person(), server)
    members = [Member(server, number) for number in range(MEMBERS)]
    for member in members:
        member.join()

    dice = random.Random(20_240_229)
    interrupted = 0
    with ThreadPoolExecutor(MEMBERS) as pool:
        for kill in range(1, KILLS + 1):
            begin_new_step(server)
            load_until_killed(server, members, pool, seconds=dice.uniform(0.2, 1.2))
            interrupted += sum(member.ledger.doubt is not None for member in members)
            if database == "sqlite":
                assert integrity(server.folder / "var", tmp_path / "copy") == "ok", f"after kill {kill}"
            server.start()
            in_parallel(pool, members, Member.check)
            assert json.loads(server.command("audit", "verify", "--json"))["intact"], f"after kill {kill}"

    check_audit_log(server, members)
    acknowledged = sum((member.ledger.acknowledged for member in members), Counter())
    report(database, acknowledged, interrupted)
    assert len(acknowledged) == 8 or KILLS < 10, f"not everything was done: {dict(acknowledged)}"
    assert sum(acknowledged.values()) > 5 * KILLS, "there was next to no load"
    assert interrupted > KILLS / 2, "the kills fell between the requests"


def begin_new_step(server: Server) -> None:
    """Moves the server's clock to the start of a step of 30 seconds, so that one step lasts for the load and the check."""
    server.advance(31 - int(server.now()) % 30)


def load_until_killed(server: Server, members: list[Member], pool: ThreadPoolExecutor, seconds: float) -> None:
    gone = threading.Event()

    def work(member: Member) -> None:
        try:
            while True:
                member.act()
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException):
            # The server is gone, by our own hand; what it had not answered is in doubt.
            assert gone.is_set(), f"{member.address}: the server broke off by itself"

    working = [pool.submit(work, member) for member in members]
    time.sleep(seconds)
    gone.set()
    server.kill()
    for future in working:
        future.result()


def in_parallel(pool: ThreadPoolExecutor, members: list[Member], what: Callable[[Member], None]) -> None:
    for future in [pool.submit(what, member) for member in members]:
        future.result()


def integrity(folder: Path, copy: Path) -> str:
    """What SQLite says of the database as the kill has left it: of a copy, since opening it would already mend it."""
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for name in ["aikagi.sqlite", "aikagi.sqlite-wal"]:
        if (folder / name).exists():
            shutil.copy(folder / name, copy)
    database = sqlite3.connect(copy / "aikagi.sqlite")
    try:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        return "; ".join(row[0] for row in database.execute("PRAGMA integrity_check"))
    finally:
        database.close()


def check_audit_log(server: Server, members: list[Member]) -> None:
    """Each sign-in that led to a session stands in the log, and none that did not."""
    accounts = {account["identifiers"][0]: account["id"] for account in json.loads(server.command("user", "list", "--json"))}
    rows = [json.loads(line) for line in server.command("audit", "export").splitlines()]
    recorded = Counter(row["account"] for row in rows if row["event"] == "signedIn")
    for member in members:
        assert recorded[accounts[member.address]] == member.sign_ins(), f"{member.address}: {member.ledger}"


def report(database: str, acknowledged: Counter, interrupted: int) -> None:
    deeds = ", ".join(f"{name} {count}" for name, count in sorted(acknowledged.items()))
    print(f"{database}: {KILLS} kills, {interrupted} requests cut off, acknowledged {acknowledged.total()}: {deeds}")
