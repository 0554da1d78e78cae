"""A machine with the app for a terminal, and somebody who types."""

import subprocess

from .server import BINARY
from .terminal import Terminal

# Nobody measures it, so the debug build that the other tests are run from will do.
APP = BINARY.parent.parent / "debug" / "aikagi-authenticator"
PIN = "481902"


class TerminalApp:
    """A machine with the app, and somebody who types."""

    def __init__(self, folder, language: str = "en"):
        self.folder = folder
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": f"{language}.UTF-8", "TZ": "UTC"}
        folder.mkdir(exist_ok=True)

    def run(self, *arguments: str, typing: str = "") -> subprocess.CompletedProcess:
        return subprocess.run(
            [APP, *arguments, "--folder", str(self.folder / "keys")], input=typing, env=self.environment,
            cwd=self.folder, text=True, capture_output=True, timeout=60, check=False)

    def start(self, *arguments: str) -> Terminal:
        command = [str(APP), *arguments, "--folder", str(self.folder / "keys")]
        return Terminal(command, self.folder, self.environment)

    def watch(self) -> Terminal:
        return self.start("watch")
