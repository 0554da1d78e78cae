"""Every page in both languages, both colour schemes and two widths: a picture to look at, and what a machine can see."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from rig import accessibility, person as people
from rig.inventory import PLACES, Place, Visit
from rig.server import Server

PICTURES = Path(os.environ.get("AIKAGI_PICTURES", Path(__file__).parent / "pictures"))

pytestmark = pytest.mark.pictures


@pytest.fixture(scope="module")
def inhabited(tmp_path_factory) -> Iterator[tuple[Server, people.Person]]:
    """A server with one account, for all pictures."""
    server = Server(tmp_path_factory.mktemp("inhabited"), REGISTRATION__ALLOWED="true", SMS__TRANSPORT="outbox").start()
    yield server, people.Person()
    server.stop()


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("empty")).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def signed_in_browser(browser, inhabited) -> dict:
    """The cookies of a browser in which the person has just made the account."""
    server, person = inhabited
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    people.set_up_first_account(page, server.setup_link(), person, server)
    state = context.storage_state()
    context.close()
    return state


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_page(place: Place, language, open_page, inhabited, empty_server, signed_in_browser):
    server, person = inhabited
    page = open_page(language=language, storage_state=signed_in_browser if place.signed_in else None)
    visit = Visit(page, server, person, empty_server)
    if place.signed_in:
        visit.speak(language)
    place.arrive(visit)
    if place.signed_in:
        # Secrets of sessions are renewed now and then: the next visit comes with the newest.
        signed_in_browser.update(page.context.storage_state())

    assert urlsplit(page.url).path == place.path
    assert page.locator("html").get_attribute("lang") == language
    status = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
    assert status in place.statuses, f"answered with {status}"

    found = [
        f"{scheme}, {width} px: {complaint}"
        for scheme in ["light", "dark"]
        for width, height in [(390, 844), (1280, 800)]
        for complaint in look_at(page, place, language, scheme, width, height)
    ]
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"320 px: {complaint}" for complaint in accessibility.layout_complaints(page)]
    assert not found, "\n".join(found)


def look_at(page: Page, place: Place, language: str, scheme: str, width: int, height: int) -> list[str]:
    """Takes a picture, and returns what a machine finds wrong with the page as it is shown now."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{place.name}-{language}-{scheme}-{width}.png", full_page=True)
    return accessibility.complaints(page)
