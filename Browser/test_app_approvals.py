"""The web app and approval requests, on a stage that checks every signature with another library."""

import pytest
from playwright.sync_api import expect
from rig.app_user import PIN, AppUser


@pytest.fixture
def user(stage, open_page) -> AppUser:
    """The app, enrolled with a PIN and open."""
    return AppUser(open_page(width=390, height=844), stage.origin).join(stage.link())


@pytest.fixture
def device(stage, user):
    return next(iter(stage.devices.values()))


def test_the_test_of_the_enrolment_makes_a_device_live(stage, open_page):
    """D-8: nothing counts before a request has gone to the device and a signed answer has come back."""
    user = AppUser(open_page(), stage.origin).enrol(stage.link())
    (device,) = stage.devices.values()
    assert device.life == "pending"
    assert "#" not in user.page.url, "the link stays in the address"
    user.confirm_test()
    assert device.life == "live"
    (test,) = stage.questions.values()
    assert "shown" in test.receipts


def test_approves_with_the_number_from_the_browser(stage, user, device):
    """PUSH-01, PUSH-02: one field to type in, no list; nothing that the app fetches has the number in it."""
    fetched = []
    user.page.on("response", lambda answer: "/stream" not in answer.url and fetched.append(answer))
    question = stage.ask(device, "481902")
    user.expect_question()
    for words in ["Sakura Hayashi", "id.example.org", "Firefox on Windows", "Kyoto, Japan", "203.0.113.7"]:
        expect(user.page.locator("dl.facts")).to_contain_text(words)
    expect(user.page.locator("main input")).to_have_count(1)
    expect(user.page.locator("main select, main input[type=radio]")).to_have_count(0)
    assert not any("481902" in answer.text() for answer in fetched if "/requests/" in answer.url)

    user.approve("481 902")
    user.expect_outcome("Approved")
    assert question.state == "approved"
    assert question.receipts[0] == "arrived" and "shown" in question.receipts


def test_wrong_numbers_are_counted_and_end_it(stage, user, device):
    """PUSH-01."""
    question = stage.ask(device, "481902")
    user.expect_question()
    user.approve("4819")
    expect(user.main()).to_contain_text("Type all 6 digits.")
    for left in [2, 1]:
        user.approve("111111")
        expect(user.main()).to_contain_text(f"{left} left")
        expect(user.page.locator("#number")).to_be_focused()
    user.approve("111111")
    user.expect_outcome("Refused after wrong numbers")
    assert (question.state, question.wrong) == ("refused", 3)


def test_refuses(stage, user, device):
    """PUSH-05."""
    question = stage.ask(device)
    user.refuse()
    user.expect_outcome("Refused")
    assert question.state == "refused"


def test_it_was_not_me(stage, user, device):
    """PUSH-06: asked once more, then said to the server, with the advice to change the password."""
    question = stage.ask(device)
    user.page.locator(".refusals .danger").click()
    expect(user.main()).to_contain_text("Somebody may know your password")
    assert question.state == "open"
    user.submit()
    user.expect_outcome("Stopped")
    assert question.state == "notMe"
    expect(user.page.locator("main a.primary")).to_have_attribute("href", "/account/password")


@pytest.mark.parametrize("decision", ["refused", "notMe"])
def test_a_locked_app_can_refuse_and_not_approve(stage, user, device, decision):
    """PUSH-05: without the PIN there is no approval key, so there is nothing to approve with."""
    user.page.reload()
    question = stage.ask(device)
    user.expect_question()
    expect(user.page.locator("#number")).to_have_count(0)
    user.refuse() if decision == "refused" else user.say_not_me()
    user.expect_outcome("Refused" if decision == "refused" else "Stopped")
    assert question.state == decision


def test_a_locked_app_approves_after_its_pin(stage, user, device):
    user.page.reload()
    question = stage.ask(device)
    user.expect_question()
    user.unlock()
    user.approve("481902")
    user.expect_outcome("Approved")
    assert question.state == "approved"


def test_an_unanswered_request_ends(stage, user, device):
    """PUSH-05, PUSH-07: running out of time is no approval."""
    question = stage.ask(device, seconds=3)
    user.expect_question()
    user.expect_outcome("Too late")
    assert question.state == "open"


def test_answered_elsewhere(stage, user, device):
    """PUSH-17: the first answer counts, and the other device says so."""
    question = stage.ask(device)
    user.expect_question()
    question.state = "approved"
    user.approve("481902")
    user.expect_outcome("Answered elsewhere")

    second = stage.ask(device)
    user.expect_question()
    stage.withdraw(second)
    user.expect_outcome("No longer waiting")


def test_a_question_can_wait(stage, user, device):
    """Whoever needs a code first goes back, and finds the question on the first screen, as long as it is open."""
    question = stage.ask(device, seconds=30)
    user.expect_question()
    user.page.locator("main .back").click()
    user.section(1)
    assert user.codes()
    user.section(0)
    user.page.get_by_role("button", name="Is this you signing in?").click()
    user.approve("481902")
    user.expect_outcome("Approved")
    assert question.state == "approved"

    stage.ask(device, seconds=3)
    user.expect_question()
    user.page.locator("main .back").click()
    user.section(0)
    expect(user.heading()).to_have_text("A sign-in waits for you")
    expect(user.heading()).to_have_text("Nothing waits for you")


def test_nothing_in_a_request_becomes_part_of_the_page(stage, user, device):
    """PUSH-13: markup, directions and endless names stay what they are."""
    hostile = "<img src=x onerror=alert(1)>\u202egnp.exe " + "W" * 400
    stage.ask(device, browser=hostile, place="<b>Kyoto</b>", application="</dl><h1>Approved</h1>")
    user.expect_question()
    expect(user.page.locator("main img, dl.facts b, dl.facts h1")).to_have_count(0)
    expect(user.page.locator("main h1")).to_have_count(1)
    expect(user.page.locator("dl.facts")).to_contain_text("<b>Kyoto</b>")
    assert user.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    direction = user.page.locator("dd", has_text="onerror").evaluate("node => getComputedStyle(node).unicodeBidi")
    assert direction == "isolate"


def test_a_wrong_clock_is_set_right_and_told(stage, user, device):
    """DEV-17, PUSH-07: the server's time counts, whatever the device's clock says."""
    stage.ahead = 3 * 86_400
    user.page.reload()
    expect(user.main()).to_contain_text("clock is 3 days slow")
    question = stage.ask(device)
    user.expect_question()
    user.unlock()
    user.approve("481902")
    user.expect_outcome("Approved")
    assert question.state == "approved"


def test_the_keyboard_is_enough(stage, user, device):
    stage.ask(device)
    expect(user.page.locator("#number")).to_be_focused()
    user.page.keyboard.type("481902")
    user.page.keyboard.press("Enter")
    user.expect_outcome("Approved")
    expect(user.heading()).to_be_focused()


def test_speaks_japanese(stage, open_page):
    page = open_page(language="ja", width=390)
    user = AppUser(page, stage.origin).join(stage.link())
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    (device,) = stage.devices.values()
    question = stage.ask(device)
    expect(user.heading()).to_have_text("サインインに心当たりはありますか？")
    user.approve("４８１９０２")
    user.expect_outcome("承認しました")
    assert question.state == "approved"


# QR sign-in


def test_signs_in_another_screen_by_its_code(stage, user):
    """QR-02: the screen's browser and place are shown, and its number has to be typed."""
    stage.codes["S" * 43] = "730114"
    user.open(f"#scan={'S' * 43}")
    expect(user.heading()).to_have_text("Sign in on this screen?")
    expect(user.main()).to_contain_text("Only go on if you scanned the code on your own screen")
    expect(user.page.locator("dl.facts")).to_contain_text("Firefox on Windows")
    assert "#" not in user.page.url
    user.unlock()
    user.approve("730114")
    user.expect_outcome("Approved")


def test_a_code_that_is_old_or_taken_is_said_to_be(stage, user):
    """QR-04."""
    user.open(f"#scan={'T' * 43}")
    expect(user.main()).to_contain_text("This code is too old or was used.")


def test_foreign_codes_are_not_opened(stage, user):
    """QR-03: nothing is asked of anybody but this server."""
    asked = []
    user.page.on("request", lambda request: asked.append(request.url))
    user.page.locator("main button.row").last.click()
    for text in ["https://evil.example/app#scan=" + "S" * 43, "javascript:alert(1)", stage.origin + "/app#delete=" + "S" * 43]:
        user.page.fill("#link", text)
        user.page.locator("main form .primary").click()
        expect(user.page.locator(".field-error")).to_contain_text("Nothing was opened.")
    assert not [url for url in asked if "evil" in url or "scans" in url]


# Knocking


def doorbell(stage, page):
    """Closes the app's page; what it gives back delivers a push to the app's worker, as the browser does."""
    page.context.grant_permissions(["notifications"], origin=stage.origin)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tools = page.context.new_cdp_session(page)
    workers = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: workers.extend(event["registrations"]))
    tools.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    registration = workers[-1]["registrationId"]
    page.goto("about:blank")
    target = {"origin": stage.origin, "registrationId": registration}
    return lambda data: tools.send("ServiceWorker.deliverPushMessage", target | {"data": data})


def notifications(stage, page):
    """What lies on the screen, once there is something."""
    page.goto(f"{stage.origin}/app/manifest.webmanifest")
    return page.evaluate(
        """async () => {
            const registration = await navigator.serviceWorker.getRegistration("/app");
            for (let turn = 0; turn < 100; turn += 1) {
                const shown = await registration.getNotifications();
                if (shown.length) return shown.map(({ title, body, actions, data }) => ({ title, body, actions, data }));
                await new Promise((resolve) => setTimeout(resolve, 50));
            }
            return [];
        }"""
    )


@pytest.mark.parametrize("data", ["a-request-of-another-server", "https://evil.example/app#request=1", "../../account"])
def test_a_push_that_the_own_server_knows_nothing_of_shows_nothing(stage, user, device, data):
    """PUSH-11: whoever sends it, only what the app's own server says is shown, and nothing else is ever asked."""
    asked = []
    user.page.context.on("request", lambda request: asked.append(request.url))
    ring = doorbell(stage, user.page)
    question = stage.ask(device)
    ring(data)
    [shown] = notifications(stage, user.page)
    assert (shown["title"], shown["body"]) == ("A sign-in request is over.", "")
    assert "request" not in shown["data"]
    assert question.receipts == []
    assert not [url for url in asked if url.startswith("http") and not url.startswith(stage.origin)]


def test_a_push_is_answered_at_once_and_says_nothing(stage, user, device):
    """PUSH-12, PUSH-24: the payload is an id; the lock screen shows that something waits, and nothing of what it is.
    PUSH-05: nothing can be answered from the notification."""
    page = user.page
    ring = doorbell(stage, page)
    question = stage.ask(device)
    ring(question.id)
    for _ in range(100):
        if question.receipts:
            break
        page.wait_for_timeout(50)
    assert question.receipts == ["arrived"]
    shown = notifications(stage, page)
    assert [one["title"] for one in shown] == ["A sign-in waits for you"]
    assert shown[0]["actions"] == []
    for secret in ["Sakura", "sakura", "Kyoto", "203.0.113.7", "Firefox", "481902", "id.example.org"]:
        assert secret not in shown[0]["title"] + shown[0]["body"]

    # What pressing it opens.
    page.goto(f"{stage.origin}/app#request={shown[0]['data']['request']}")
    user.expect_question()
    user.unlock(PIN)
    user.approve("481902")
    user.expect_outcome("Approved")
