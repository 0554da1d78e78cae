"""What a person does in a terminal: type a command, read what it prints, point a phone at it."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path


class Running:
    """A command that goes on until it is ended, in a process group of its own, with its output in a file."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str], output: Path):
        self.output_file = output
        with output.open("wb") as screen:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def output(self) -> str:
        return self.output_file.read_text(errors="replace")

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
        for signal_number, seconds in [(signal.SIGINT, 40), (signal.SIGKILL, 5)]:
            try:
                os.killpg(self.process.pid, signal_number)
            except ProcessLookupError:
                return
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                self.process.poll()
                try:
                    os.killpg(self.process.pid, 0)
                except ProcessLookupError:
                    return
                time.sleep(0.02)


def read_terminal_qr(text: str) -> str:
    """What a phone reads from a QR code drawn with half blocks, dark characters on a light ground or the reverse."""
    blocks = set(" ▀▄█")
    rows = [line for line in text.splitlines() if len(line) > 20 and set(line) <= blocks and set(line) != {" "}]
    assert rows, "no QR code in the terminal"
    width = max(len(row) for row in rows)
    pixels: list[list[bool]] = []
    for row in rows:
        cells = row.ljust(width)
        pixels.append([cell in "▀█" for cell in cells])
        pixels.append([cell in "▄█" for cell in cells])

    # A terminal may be light on dark, so both readings are tried; the quiet zone is added as the terminal's margin.
    for ink_is_dark in (True, False):
        found = decode(pixels, ink_is_dark)
        if found:
            return found
    raise AssertionError("the QR code in the terminal cannot be read:\n" + "\n".join(rows))


def decode(pixels: list[list[bool]], ink_is_dark: bool, scale: int = 6, margin: int = 4) -> str:
    width = len(pixels[0]) + 2 * margin
    light_row = [255] * (width * scale)
    image: list[list[int]] = [light_row] * (margin * scale)
    for row in pixels:
        shades = [0 if ink == ink_is_dark else 255 for ink in row]
        padded = [255] * margin + shades + [255] * margin
        image += [[shade for shade in padded for _ in range(scale)]] * scale
    image += [light_row] * (margin * scale)
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "qr.pgm"
        header = f"P5 {width * scale} {len(image)} 255\n".encode()
        picture.write_bytes(header + b"".join(bytes(row) for row in image))
        command = ["zbarimg", "--quiet", "--raw", str(picture)]
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
