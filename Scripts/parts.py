"""Runs the parts of `make test` one after the other, goes on after a failure, and ends with `N passed, N failed`.

Each part is a command with a time limit of its own, so that a hang is a failure and not a stall. What a part prints
goes to a file under the scratch folder and is shown only when the part fails. A part that runs tests leaves JUnit
XML behind, whose cases are counted; any other part counts as one.
"""

import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = Path(os.environ.get("AIKAGI_SCRATCH", ROOT / ".build")).resolve()
RESULTS = SCRATCH / "test-results"
PYTHON = ROOT / ".venv" / "bin" / "python"

SWIFT_FOLDERS = ["Package.swift", "Sources", "Tests", "Benchmarks", "Fuzz"]

# A browser on a busy machine can fail a test that says nothing about the product. Each failed browser test is run once
# more, and is named even if it passes then; more of them than this in one part are a failure of the part.
MOST_UNSTEADY = 3

# A whole run on two cores from a clean checkout must end within 90 minutes; this leaves room for the last words.
WHOLE_RUN_MINUTES = 85


@dataclass(frozen=True)
class Part:
    """One line of the report."""

    name: str
    command: list[str]
    minutes: float
    counts_cases: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    # Without what this part builds, the parts named here say nothing and are not run, but count as failed.
    needs: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower())

    @property
    def report(self) -> Path:
        return RESULTS / f"{self.slug}.xml"

    @property
    def log(self) -> Path:
        return RESULTS / f"{self.slug}.log"


@dataclass(frozen=True)
class Outcome:
    passed: int
    failed: int
    note: str = ""


def swift_tests(name: str, *choice: str, minutes: float, with_postgres: bool = False) -> Part:
    """The Swift tests that `choice` selects, from the binary that the part "debug build" has made."""
    part = Part(name, [], minutes, counts_cases=True, needs=("debug build",))
    command = ["swift", "test", "--skip-build", "--disable-xctest", "--scratch-path", str(SCRATCH)]
    command += ["--xunit-output", str(part.report), *choice]
    if with_postgres:
        # One at a time: each test opens pools of its own, and hundreds of them at once are more files than Foundation
        # can start another process with.
        command = ["Scripts/with-postgres", *command, "--no-parallel"]
    return Part(name, command, minutes, counts_cases=True, needs=part.needs)


def browser_tests(name: str, *choice: str, minutes: float) -> Part:
    """The pytest tests that `choice` selects, against the release binary and a PostgreSQL server of their own."""
    part = Part(name, [], minutes)
    command = ["Scripts/with-postgres", str(PYTHON), "-m", "pytest", "-c", "Browser/pytest.ini"]
    command += ["--junit-xml", str(part.report), "--reruns", "1", *choice]
    return Part(
        name,
        command,
        minutes,
        counts_cases=True,
        environment={"AIKAGI_BINARY": str(SCRATCH / "release" / "aikagi")},
        needs=("release build", "Python packages"),
    )


FORMAT = Part(
    "format lint",
    ["swift", "format", "lint", "--strict", "--recursive", "--parallel", *SWIFT_FOLDERS],
    minutes=5,
)
SCRIPT_TYPES = Part("script types", ["tsc", "--project", "tsconfig.json"], minutes=3)
DEBUG_BUILD = Part("debug build", ["swift", "build", "--build-tests", "--scratch-path", str(SCRATCH)], minutes=35)
RELEASE_BUILD = Part("release build", ["Scripts/build-release"], minutes=35)
TERMINAL_APP = Part(
    "terminal app", ["swift", "build", "--product", "aikagi-authenticator", "--scratch-path", str(SCRATCH)], minutes=35
)
# The same inputs in every run, so that what it says is about the change; longer walks are for a quiet evening.
FUZZ_TARGETS = Part("fuzz targets", ["Fuzz/run", "--check"], minutes=10, needs=("debug build",))
PYTHON_PACKAGES = Part("Python packages", ["Scripts/python-environment"], minutes=5)

# Test targets with a part of their own; every other one is run by "unit tests", so that a new one is not forgotten.
APART = "^(StoreContractTests|EndToEndTests|CommandTests|RepositoryTests)[.]"


def parts_with_swift(with_postgres: bool) -> list[Part]:
    databases = "on SQLite and PostgreSQL" if with_postgres else "on SQLite"
    return [
        FORMAT,
        SCRIPT_TYPES,
        DEBUG_BUILD,
        swift_tests("unit tests", "--skip", APART, minutes=15, with_postgres=with_postgres),
        swift_tests("repository tests", "--filter", "^RepositoryTests[.]", minutes=5),
        swift_tests(
            f"contract tests {databases}",
            *("--filter", "^StoreContractTests[.]"),
            minutes=15,
            with_postgres=with_postgres,
        ),
        swift_tests(
            f"end-to-end tests {databases}",
            *("--filter", "^EndToEndTests[.]"),
            minutes=15,
            with_postgres=with_postgres,
        ),
        swift_tests("command transcripts", "--filter", "^CommandTests[.]", minutes=5),
    ]


SELECTIONS = {
    "quick": parts_with_swift(with_postgres=False),
    "everything": [
        *parts_with_swift(with_postgres=True),
        FUZZ_TARGETS,
        PYTHON_PACKAGES,
        RELEASE_BUILD,
        TERMINAL_APP,
        browser_tests("browser tests", "-m", "not first_run and not pictures", minutes=32),
        browser_tests("pictures and accessibility", "-m", "pictures", minutes=20),
        browser_tests("first run from a clone", "-m", "first_run", minutes=28),
    ],
    "browser": [
        PYTHON_PACKAGES,
        RELEASE_BUILD,
        TERMINAL_APP,
        browser_tests("browser tests", "-m", "not first_run and not pictures", minutes=32),
    ],
    "pictures": [
        PYTHON_PACKAGES,
        RELEASE_BUILD,
        browser_tests("pictures and accessibility", "-m", "pictures", minutes=20),
    ],
}


def run(part: Part, minutes: float) -> tuple[int | None, bool]:
    """Runs the part's command in a process group of its own: its exit status, and whether time ran out."""
    environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1", **part.environment}
    with part.log.open("wb") as log:
        process = subprocess.Popen(
            part.command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait(timeout=minutes * 60), False
        except subprocess.TimeoutExpired:
            return None, True
        finally:
            end_group(process)


def end_group(process: subprocess.Popen) -> None:
    """Ends whatever the part has left behind: first politely, then for certain."""
    for signal_number, seconds in [(signal.SIGTERM, 20), (signal.SIGKILL, 5)]:
        try:
            os.killpg(process.pid, signal_number)
        except ProcessLookupError:
            break
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            process.poll()
            try:
                os.killpg(process.pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.1)
    process.wait()


def counted_cases(part: Part) -> Outcome | None:
    """What the part's JUnit XML says, test by test: Swift Testing's own sum counts a test once for each complaint."""
    try:
        cases = list(parsed(part.report.read_text(errors="replace")).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return None
    marks = [{child.tag for child in case} for case in cases]
    failed = sum(1 for tags in marks if tags & {"failure", "error"})
    skipped = sum(1 for tags in marks if "skipped" in tags)
    # The report has a test that was run twice twice, the first time as if it had passed.
    return Outcome(len(cases) - failed - skipped - len(unsteady(part)), failed)


def parsed(report: str) -> ElementTree.Element:
    """The report's root, whoever wrote it: Swift Testing a line for each test, pytest all of them in one line."""
    report = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", re.sub(r"^<\?xml[^>]*\?>", "", report))
    try:
        return ElementTree.fromstring(report)
    except ElementTree.ParseError:
        return ElementTree.fromstring(well_formed(report))


def well_formed(report: str) -> str:
    """The report with the names of tests escaped: Swift Testing writes them as they are, quotation marks and all."""
    return re.sub(
        r'(<testcase classname=")(.*)(" name=")(.*)(" time=")',
        lambda found: found[1] + escape(unescape(found[2])) + found[3] + escape(unescape(found[4])) + found[5],
        report,
    )


def judge(part: Part, status: int | None, out_of_time: bool) -> Outcome:
    """What the part counts for. One that ends badly counts at least one failure, whatever its cases say."""
    if out_of_time:
        note = "out of time"
    elif status != 0:
        note = f"exit status {status}"
    else:
        note = ""
    if not part.counts_cases:
        return Outcome(0, 1, note) if note else Outcome(1, 0)

    cases = counted_cases(part)
    if cases is None:
        return Outcome(0, 1, note or "left no report")
    if cases.passed + cases.failed == 0:
        return Outcome(0, 1, note or "ran no test")
    if note and cases.failed == 0:
        return Outcome(cases.passed, 1, note)
    if cases.failed == 0 and len(unsteady(part)) > MOST_UNSTEADY:
        return Outcome(cases.passed, 1, "too many tests passed only when repeated")
    return Outcome(cases.passed, cases.failed, note)


def unsteady(part: Part) -> list[str]:
    """The tests that failed and were run once more, by what pytest says at its end."""
    if not part.log.exists():
        return []
    return re.findall(r"^RERUN (\S+)", part.log.read_text(errors="replace"), flags=re.MULTILINE)


def show_failure(part: Part) -> None:
    """The lines of the log that name a failure, then its end; tests that pass are left out."""
    lines = part.log.read_text(errors="replace").splitlines() if part.log.exists() else []
    lines = [line for line in lines if not line.startswith(("◇", "✔"))]
    telling = [line for line in lines if re.search(r"✘|\berror:|^(FAILED|ERROR)\b|Fatal error", line)]
    tail = lines[-150:]
    for line in [line for line in telling if line not in set(tail)][:150] + tail:
        print(f"    {line}")
    print(f"    (all of it: {part.log})", flush=True)


def main(selection: str) -> int:
    RESULTS.mkdir(parents=True, exist_ok=True)
    for old in RESULTS.glob("*"):
        old.unlink()

    deadline = time.monotonic() + WHOLE_RUN_MINUTES * 60
    passed = failed = 0
    broken: set[str] = set()
    for part in SELECTIONS[selection]:
        print(f"{part.name} …", flush=True)
        begun = time.monotonic()
        missing = [name for name in part.needs if name in broken]
        if missing:
            outcome = Outcome(0, 1, f"not run, for want of: {', '.join(missing)}")
        else:
            minutes = min(part.minutes, (deadline - begun) / 60)
            outcome = judge(part, *run(part, minutes)) if minutes > 0 else Outcome(0, 1, "not run: out of time")
        passed += outcome.passed
        failed += outcome.failed
        if outcome.failed:
            broken.add(part.name)
            if not missing:
                show_failure(part)
        for name in unsteady(part):
            print(f"    run once more after a failure: {name}", flush=True)
        seconds = time.monotonic() - begun
        note = f" ({outcome.note})" if outcome.note else ""
        print(f"{part.name}: {outcome.passed} passed, {outcome.failed} failed{note}, {seconds:.0f} s", flush=True)

    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in SELECTIONS:
        sys.exit(f"usage: parts.py {'|'.join(SELECTIONS)}")
    sys.exit(main(sys.argv[1]))
