"""A server of ours in a process of its own: on a free loopback port, in a folder of its own, with a clock we can move."""

import atexit
import functools
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = Path(os.environ.get("AIKAGI_BINARY", ROOT / ".build" / "release" / "aikagi")).absolute()

START_SECONDS = 20


def free_port() -> int:
    """A loopback port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`aikagi serve`, started and stopped by the test.

    `origin_port` is the port that people see, if a balancer stands in front. Settings are environment variables
    without their prefix `AIKAGI_`.
    """

    def __init__(self, folder: Path, *, origin_port: int | None = None, **settings: str):
        self.folder = folder
        self.port = free_port()
        self.origin = f"http://localhost:{origin_port or self.port}"
        self.log = folder / "server.log"
        self._offset = 0
        self._clocks = [folder / "clock"]
        self._process: subprocess.Popen | None = None
        folder.mkdir(parents=True, exist_ok=True)

        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AIKAGI_")}
        self.environment = {
            **inherited,
            "AIKAGI_LISTEN": f"127.0.0.1:{self.port}",
            "AIKAGI_ORIGIN": self.origin,
            "AIKAGI_METRICS__LISTEN": f"127.0.0.1:{free_port()}",
            **{f"AIKAGI_{name}": value for name, value in settings.items()},
        }
        self._write_clock()
        self.environment |= {"LD_PRELOAD": str(movable_clock()), "AIKAGI_TEST_CLOCK": str(self._clocks[0])}

    def start(self) -> "Server":
        """Starts the process and waits until it says that it is ready."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [BINARY, "serve"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended with {self._process.returncode}:\n{self.output()}")
            if self.answers("/readyz"):
                return self
            time.sleep(0.05)
        self.stop()
        raise AssertionError(f"the server was not ready within {START_SECONDS} s:\n{self.output()}")

    def answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def stop(self) -> int | None:
        """Asks the server to end, as systemd would, and returns its exit status."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int | None:
        """Ends the server without a word of warning."""
        return self._end(signal.SIGKILL)

    def _end(self, signal_number: int) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        process.send_signal(signal_number)
        try:
            return process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def output(self) -> str:
        """Everything the server has printed and logged."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def command(self, *arguments: str) -> str:
        """Runs another command of `aikagi` in the server's folder with the server's settings; returns its output."""
        finished = subprocess.run(
            [BINARY, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=30
        )
        assert finished.returncode == 0, f"aikagi {' '.join(arguments)}: {finished.stdout}{finished.stderr}"
        return finished.stdout

    def setup_link(self) -> str:
        """The one-time link to the first account, as the terminal shows it."""
        return find_setup_link(self.command("setup-link"))

    def invite(self, address: str) -> str:
        """Invites somebody; the link to the account that waits for them."""
        return json.loads(self.command("user", "invite", address, "--json"))["url"]

    def mails_to(self, address: str) -> list[dict]:
        """The mails that wait in the outbox for an address, newest first."""
        mails = json.loads(self.command("outbox", "--limit", "1000", "--json"))
        return [mail for mail in mails if mail["recipient"] == address]

    def mailed_code(self, address: str) -> str:
        """The eight digits in the newest mail to an address."""
        mails = self.mails_to(address)
        assert mails, f"no mail to {address}"
        return re.sub(r"\D", "", re.search(r"\b\d{4}[ \u2009\u202f\xa0]?\d{4}\b", mails[0]["text"]).group())

    def texted_code(self, number: str) -> str:
        """The six digits in the newest text message to a number (E.164), as a telephone binds them to the origin."""
        messages = self.mails_to(number)
        assert messages, f"no text message to {number}"
        return re.search(r"\n@localhost #(\d{6})$", messages[0]["text"]).group(1)

    # The clock

    def now(self) -> float:
        """The time the server believes it is, in seconds since 1970."""
        return time.time() + self._offset

    def advance(self, seconds: int) -> None:
        """Moves the server's clock forward; the browser's stays."""
        self._offset += seconds
        self._write_clock()

    def leads_clock_of(self, other: "Server") -> None:
        """From now on the other server's clock moves with this one's."""
        self._clocks.append(other._clocks[0])

    def _write_clock(self) -> None:
        for clock in self._clocks:
            # In place: the server has the file mapped.
            with clock.open("r+b" if clock.exists() else "wb") as file:
                file.write(struct.pack("=q", self._offset))


@functools.cache
def movable_clock() -> Path:
    """The library that lets us move a server's clock, compiled once for all tests."""
    library = Path(tempfile.mkdtemp(prefix="aikagi-clock-")) / "clock.so"
    atexit.register(shutil.rmtree, library.parent)
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["clang", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, source], check=True)
    return library


def find_setup_link(text: str) -> str:
    """The set-up link in what a terminal shows."""
    links = re.findall(r"https?://\S+/link/[\w-]+", text)
    assert links, f"no set-up link in:\n{text}"
    return links[-1]
