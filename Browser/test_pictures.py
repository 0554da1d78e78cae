"""Every page in both languages, both colour schemes and two widths: a picture to look at, and what a machine can see."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rig import accessibility, person as people
from rig.inventory import PLACES, Place, Visit
from rig.server import Server

PICTURES = Path(os.environ.get("AIKAGI_PICTURES", Path(__file__).parent / "pictures"))

pytestmark = pytest.mark.pictures


@pytest.fixture(scope="module")
def inhabited(tmp_path_factory) -> Iterator[tuple[Server, people.Person]]:
    """A server with one account, for all pictures."""
    server = Server(tmp_path_factory.mktemp("inhabited"), REGISTRATION__ALLOWED="true").start()
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


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_page(place: Place, language, scheme, width, open_page, inhabited, empty_server, signed_in_browser):
    server, person = inhabited
    page = open_page(
        language=language,
        scheme=scheme,
        width=width,
        height=844 if width == 390 else 800,
        storage_state=signed_in_browser if place.signed_in else None,
    )
    visit = Visit(page, server, person, empty_server)
    if place.signed_in:
        visit.speak(language)
    place.arrive(visit)

    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{place.name}-{language}-{scheme}-{width}.png", full_page=True)

    assert urlsplit(page.url).path == place.path
    assert page.locator("html").get_attribute("lang") == language
    found = accessibility.complaints(page)
    assert not found, "\n".join(found)
    page.set_viewport_size({"width": 320, "height": 640})
    found = accessibility.layout_complaints(page)
    assert not found, "at 320 px: " + "\n".join(found)
