"""What a person does in a terminal: type a command, read what it prints, point a phone at it."""

import fcntl
import os
import pty
import re
import signal
import subprocess
import tempfile
import termios
import threading
import time
from pathlib import Path


class Terminal:
    """A terminal in which one command runs until it is ended."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]):
        self._shown = bytearray()
        self._screen, inside = pty.openpty()
        termios.tcsetwinsize(inside, (50, 120))
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "TERM": "xterm-256color"},
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(inside)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                self._shown += os.read(self._screen, 65536)
            except OSError:
                return

    def output(self) -> str:
        """What has been shown so far, without colours."""
        text = bytes(self._shown).decode(errors="replace").replace("\r\n", "\n")
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)

    def type(self, line: str) -> None:
        os.write(self._screen, f"{line}\n".encode())

    def wait_for(self, text: str, seconds: float) -> str:
        """The output, as soon as `text` stands in it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if text in self.output():
                return self.output()
            assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.output()[-6000:]}"
            time.sleep(0.02)
        raise AssertionError(f"no '{text}' within {seconds} s:\n{self.output()[-6000:]}")

    def end(self) -> None:
        """Presses Ctrl-C, and waits until everything that the command has started is gone."""
        os.write(self._screen, b"\x03")
        if not self._is_gone_within(40):
            os.killpg(self.process.pid, signal.SIGKILL)
            self._is_gone_within(5)
        os.close(self._screen)

    def _is_gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.process.poll()
            try:
                os.killpg(self.process.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.02)
        return False


def read_terminal_qr(text: str) -> str:
    """What a phone reads from a QR code drawn with half blocks, black on white, two rows of modules a line."""
    blocks = set(" ▀▄█")
    rows = [line for line in text.splitlines() if len(line) > 20 and set(line) <= blocks and set(line) != {" "}]
    assert rows, "no QR code in the terminal"
    width = max(len(row) for row in rows)
    pixels: list[list[bool]] = []
    for row in rows:
        cells = row.ljust(width)
        pixels.append([cell in "▀█" for cell in cells])
        pixels.append([cell in "▄█" for cell in cells])

    found = decode(pixels)
    assert found, "the QR code in the terminal cannot be read:\n" + "\n".join(rows)
    return found


def decode(pixels: list[list[bool]], scale: int = 6, margin: int = 4) -> str:
    width = len(pixels[0]) + 2 * margin
    light_row = [255] * (width * scale)
    image: list[list[int]] = [light_row] * (margin * scale)
    for row in pixels:
        shades = [0 if ink else 255 for ink in row]
        padded = [255] * margin + shades + [255] * margin
        image += [[shade for shade in padded for _ in range(scale)]] * scale
    image += [light_row] * (margin * scale)
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "qr.pgm"
        header = f"P5 {width * scale} {len(image)} 255\n".encode()
        picture.write_bytes(header + b"".join(bytes(row) for row in image))
        command = ["zbarimg", "--quiet", "--raw", str(picture)]
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
