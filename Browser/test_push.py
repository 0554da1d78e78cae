"""What push services do, and what the server, the waiting page and the installation do then.

The push service and the app are written with other people's libraries and from our documents alone.
"""

import re
import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from rig import person as people
from rig.device import Device
from rig.push_service import PushService, Subscription
from rig.server import Server

REQUEST_LIFE = 120
# The page opens its other ways by itself after six seconds; "at once" is clearly before.
AT_ONCE = 4_000


@dataclass
class Scene:
    """Somebody whose phone has the app, which is woken through the push service."""

    server: Server
    person: people.Person
    device: Device
    service: PushService
    subscription: Subscription
    # Signed in, on a page of their own.
    own_page: Page

    def ask(self, page: Page) -> None:
        """Signs in as far as the page that waits for the app."""
        people.give_identifier(page, self.server, self.person.address)
        people.give_password(page, self.person.password)
        expect(page).to_have_url(re.compile("/sign-in/approval$"))

    def number_on(self, page: Page) -> str:
        return re.sub(r"\D", "", page.locator(".big-number [aria-hidden]").inner_text())

    def approve(self, page: Page, request: str) -> None:
        """Types the number into the app; the page goes on by itself."""
        self.device.receipt(request, "arrived")
        reply = self.device.answer(self.device.request(request), number=self.number_on(page))
        assert reply.body == {"outcome": "approved"}, reply
        people.expect_overview(page, self.server)


@pytest.fixture
def service():
    service = PushService()
    yield service
    service.stop()
    assert not service.complaints, service.complaints


@pytest.fixture
def scene(start_server, open_page, service) -> Scene:
    server = start_server(PUSH__PRIVATE_ADDRESSES="127.0.0.1", PUSH__CONTACT="mailto:admin@example.org")
    person, page = people.Person(), open_page()
    people.set_up_first_account(page, server.setup_link(), person, server)
    device, subscription = Device(server), service.subscribe()
    device.enrol(enrolment_link(page, server))
    # The page goes on by itself once the device has answered its test.
    expect(page.locator("a.primary[href='/account/devices']")).to_be_visible()
    subscription.application_server_key = device.ask("GET", "/server").body["vapidKey"]
    assert device.subscribe(subscription).status == 204
    return Scene(server, person, device, service, subscription, page)


def enrolment_link(page: Page, server: Server) -> str:
    page.goto(f"{server.origin}/account/devices/add")
    return server.origin + page.locator("a[href*='#enrol=']").get_attribute("href")


def test_CRY_01_PUSH_12_a_push_opens_for_the_app_alone_and_names_the_request_and_nothing_else(scene, open_page):
    page = open_page()
    scene.ask(page)
    push = scene.service.wait_for(scene.subscription)[0]
    number = scene.number_on(page)
    assert re.fullmatch("[A-Z2-7]{26}", push.text), "an opaque ID"
    assert number not in push.text
    for secret in (number, push.text, scene.person.address, scene.person.name):
        assert secret.encode() not in push.body
    assert 0 < push.ttl <= REQUEST_LIFE
    assert push.urgency == "high"
    assert push.topic
    assert push.claims["sub"] == "mailto:admin@example.org"
    scene.approve(page, push.text)


def test_PUSH_02_what_the_app_fetches_has_no_number(scene, open_page):
    page = open_page()
    scene.ask(page)
    push = scene.service.wait_for(scene.subscription)[0]
    request = scene.device.request(push.text)
    assert scene.number_on(page) not in str(request)
    assert request["digits"] == 6


@pytest.mark.parametrize("status", [413, 429, 500, 503])
def test_PUSH_14_a_push_service_in_trouble_opens_the_other_ways_and_is_tried_again(scene, open_page, status):
    scene.subscription.answer = status
    page = open_page()
    scene.ask(page)
    expect(page.locator("#ways")).to_have_attribute("open", "", timeout=AT_ONCE)
    # Nobody is let in for that (PUSH-15), and the request still stands.
    expect(page).to_have_url(re.compile("/sign-in/approval$"))
    scene.subscription.answer = 201
    push = scene.service.wait_for(scene.subscription)[0]
    assert scene.subscription.asked >= 2
    scene.approve(page, push.text)


@pytest.mark.parametrize("status", [404, 410])
def test_PUSH_14_a_device_that_the_push_service_knows_no_more_is_gone(scene, open_page, status):
    scene.subscription.answer = status
    page = open_page()
    scene.ask(page)
    # The page has nothing to wait for any more, and says what else there is.
    expect(page.locator("a[href='/sign-in/code']")).to_be_visible(timeout=AT_ONCE)
    wait_until(lambda: scene.device.ask("GET", "/installation").body.get("code") == "gone")
    assert scene.device.ask("GET", "/installation").body["reason"] == "notAnswering"
    scene.own_page.goto(f"{scene.server.origin}/account/devices")
    expect(scene.own_page.get_by_text(scene.device.name)).to_have_count(0)
    # It is never waited for again: the next sign-in asks for a code at once.
    other = open_page()
    people.sign_in(other, scene.server, scene.person)
    assert scene.subscription.asked == 1


def test_PUSH_14_a_slow_push_service_opens_the_other_ways_after_six_seconds(scene, open_page):
    scene.subscription.answer = "never"
    page = open_page()
    scene.ask(page)
    scene.service.wait_until_asked(scene.subscription)
    expect(page.locator("#ways")).not_to_have_attribute("open", "")
    expect(page.locator("#ways")).to_have_attribute("open", "", timeout=9_000)


def test_PUSH_14_a_push_that_comes_late_still_counts(scene, open_page):
    scene.subscription.answer = "late"
    page = open_page()
    scene.ask(page)
    scene.approve(page, scene.service.wait_for(scene.subscription)[0].text)


def test_PUSH_14_the_app_finds_the_request_without_any_push(scene, open_page):
    scene.subscription.answer = 500
    page = open_page()
    scene.ask(page)
    [request] = scene.device.ask("GET", "/installation").body["requests"]
    scene.approve(page, request)


@pytest.mark.parametrize(
    "endpoint",
    ["https://10.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/x", "http://push.example.net/x", "file:///x"],
)
def test_CRY_05_an_endpoint_in_a_forbidden_place_is_refused_and_the_old_one_stays(scene, endpoint):
    other = scene.service.subscribe()
    other.endpoint = endpoint
    reply = scene.device.subscribe(other)
    assert (reply.status, reply.body["code"]) == (422, "badInput")
    page = scene.own_page
    page.goto(f"{scene.server.origin}/account/devices")
    page.locator("form[action='/account/devices/test'] button").first.click()
    scene.service.wait_for(scene.subscription)


def wait_until(holds, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
