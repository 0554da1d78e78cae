"""What the server has acknowledged is there after `kill -9`, however often: an outside ledger holds it to its word.

`AIKAGI_KILLS=200` makes the long run of it; the tests make a short one.
"""

import http.client
import os
import random
import re
import threading
import time
from urllib.parse import urlencode

import pytest
from rig import person as people
from rig import postgres
from rig.server import Server
from rig.visitor import Visitor

KILLS = int(os.environ.get("AIKAGI_KILLS", "12"))
WORKERS = 6
RENAME = "/account/authenticator-apps/rename"


class Worker:
    """Somebody who renames an authenticator app again and again, and writes down what was acknowledged."""

    def __init__(self, server: Server, number: int):
        self.server = server
        self.visitor = Visitor(server.port)
        self.person = people.Person(address=f"worker-{number}@example.org")
        self.asked = 0
        self.acknowledged = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def join(self) -> None:
        """Accepts an invitation and sets everything up."""
        link = self.server.invite(self.person.address)
        self.visitor.open(link.removeprefix(self.server.origin))
        page = self.visitor.submit("/invitation", name=self.person.name, newPassword=self.person.password)
        self.person.secret = re.search(r"secret=([A-Z2-7]+)", page.text).group(1)
        code = people.fresh_code(self.person, self.server)
        page = self.visitor.submit("/sign-in/second-step", code=code, name="phone 0")
        sheet = re.search(r'class="backup-codes".*?</ol>', page.text, re.S).group()
        codes = ["".join(re.findall(r"<span>(\d{5})</span>", row)) for row in sheet.split("</li>") if "<li" in row]
        page = self.visitor.open("/sign-in/second-step/backup-codes/confirm")
        asked = int(re.search(r'for="code">\D*(\d+)', page.text).group(1))
        self.visitor.submit("/sign-in/second-step/backup-codes/confirm", code=codes[asked - 1][10:15])
        assert self.recorded() == 0

    def start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _work(self) -> None:
        try:
            apps = self.visitor.open("/account/authenticator-apps")
            page = self.visitor.open(re.search(r'"(/account/authenticator-apps/rename\?id=[^"]+)"', apps.text).group(1))
            hidden = next(fields for place, fields in page.forms() if place == RENAME)
            while not self._stop.is_set():
                self.asked += 1
                answer = self.visitor.request("POST", RENAME, urlencode(hidden | {"name": f"phone {self.asked}"}))
                assert answer.status == 303, f"{answer.status}: {answer.text[:300]}"
                self.acknowledged = self.asked
        except (OSError, http.client.HTTPException):
            """The server is gone; what it had not answered may or may not be there."""

    def recorded(self) -> int:
        """The newest name that the server knows of."""
        page = self.visitor.open("/account/authenticator-apps")
        assert page.path == "/account/authenticator-apps", f"the session is gone: sent to {page.path}"
        return int(re.search(r"phone (\d+)", page.text).group(1))


@pytest.mark.timeout(60 + 5 * KILLS)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost(database, start_server, open_page):
    """REL-01: the process is killed under load, again and again."""
    settings = {"DATABASE_URL": postgres.create_database()} if database == "postgresql" else {}
    server = start_server(**settings)
    people.set_up_first_account(open_page(), server.setup_link(), people.Person(), server)
    workers = [Worker(server, number) for number in range(WORKERS)]
    for worker in workers:
        worker.join()

    generator = random.Random(20_240_229)
    for _ in range(KILLS):
        for worker in workers:
            worker.start()
        time.sleep(generator.uniform(0.05, 0.4))
        server.kill()
        for worker in workers:
            worker.stop()
        server.start()
        for worker in workers:
            assert worker.acknowledged <= worker.recorded() <= worker.asked, f"{worker.person.address} lost a change"

    assert sum(worker.acknowledged for worker in workers) > KILLS, "there was no load"
    server.command("audit", "verify")
