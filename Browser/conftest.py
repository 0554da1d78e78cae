"""Servers, browsers and accounts for the tests of this folder."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from rig import person as people  # noqa: E402
from rig import postgres  # noqa: E402
from rig.account import Account  # noqa: E402
from rig.balancer import Balancer  # noqa: E402
from rig.server import BINARY, Server  # noqa: E402
from rig.stage import Stage  # noqa: E402

CHROMIUM = os.environ.get("AIKAGI_CHROMIUM", "/usr/bin/chromium")
LOCALES = {"en": "en-GB", "ja": "ja-JP"}
TIME_ZONES = {"en": "Europe/London", "ja": "Asia/Tokyo"}
PICTURES_OF_FAILURES = BINARY.parent.parent / "test-results"

OpenPage = Callable[..., Page]

# A busy machine makes a page late, not wrong; a test says a time of its own where lateness would be the fault.
expect.set_options(timeout=15_000)


# Browsers


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Chromium's sandbox needs rights that a container does not give; all it opens here is our own pages.
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens a page in a browser context of its own: another person, or the same one on another device.

    A script error, a broken policy (CSP) or a resource that does not load fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    complaints: list[str] = []

    def open_page(
        language: str = "en",
        scheme: str = "light",
        width: int = 1280,
        height: int = 900,
        javascript: bool = True,
        storage_state: dict | None = None,
    ) -> Page:
        context = browser.new_context(
            locale=LOCALES[language],
            timezone_id=TIME_ZONES[language],
            color_scheme=scheme,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            storage_state=storage_state,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on("console", lambda message: note_console(message, complaints))
        pages.append(page)
        return page

    yield open_page

    if getattr(request.node, "failed_call", False):
        PICTURES_OF_FAILURES.mkdir(parents=True, exist_ok=True)
        for index, page in enumerate(pages):
            name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
            page.screenshot(path=PICTURES_OF_FAILURES / f"{name}-{index}.png", full_page=True)
            print(f"--- page {index}: {page.url}\n{page.locator('body').inner_text()[:2000]}")
    for context in contexts:
        context.close()
    assert not complaints, complaints


# What Chromium writes for answers of 400 and above, for a network that a test has cut, and for pushes that its contexts
# without a profile don't have: all of it the tests' own doing.
EXPECTED = ["the server responded with a status of", "net::ERR_INTERNET_DISCONNECTED", "Push API in incognito mode"]


def note_console(message, complaints: list[str]) -> None:
    if message.type == "error" and not any(words in message.text for words in EXPECTED):
        complaints.append(f"console: {message.text}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call":
        item.failed_call = outcome.get_result().failed


# Servers


@pytest.fixture
def start_server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Server]]:
    """Starts servers that end with the test; what they printed is shown if it fails."""
    servers: list[Server] = []

    def start(**settings) -> Server:
        server = Server(tmp_path / f"server-{len(servers) + 1}", **settings)
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.stop()
        if getattr(request.node, "failed_call", False):
            print(f"--- {server.log}\n{server.output()[-6000:]}")


@pytest.fixture
def server(start_server) -> Server:
    """One server on SQLite, with nobody in it."""
    return start_server()


@pytest.fixture
def server_on_postgres(start_server) -> Server:
    """One server on a PostgreSQL database of its own, with nobody in it."""
    return start_server(DATABASE_URL=postgres.create_database())


@pytest.fixture
def two_servers(start_server, tmp_path: Path) -> Iterator[Server]:
    """Two servers on one PostgreSQL database behind a balancer that gives each request to the other one.

    They share the master key, as two nodes must. The first stands for both: its origin is the balancer's.
    """
    balancer = Balancer()
    shared = {"DATABASE_URL": postgres.create_database(), "MASTER_KEY_FILE": str(tmp_path / "master.key")}
    first = start_server(origin_port=balancer.port, **shared)
    second = start_server(origin_port=balancer.port, **shared)
    first.leads_clock_of(second)
    balancer.start([first.port, second.port])
    yield first
    balancer.stop()
    assert len(balancer.answered) == 2, f"only one server was asked: {balancer.answered}"


@pytest.fixture
def stage() -> Iterator[Stage]:
    """The server's part towards the web app, played by the tests."""
    stage = Stage()
    yield stage
    stage.close()


# Accounts


@pytest.fixture
def administrator(server: Server) -> people.Person:
    """The first account of `server`; `test_sign_in.py` makes it as people do, in a browser."""
    return Account(server).set_up().person
