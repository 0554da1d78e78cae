"""Mobile numbers: added by the code that was sent to them, and a second step from then on."""

import re

import pytest
from playwright.sync_api import expect
from rig import person as people
from rig.account import Account

NUMBER = "+819012345678"


@pytest.fixture
def texting(start_server):
    server = start_server(SMS__TRANSPORT="outbox", SMS__REGION="JP")
    Account(server).set_up()
    return server


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_number_is_added_and_signs_in_as_second_step(texting, open_page, language):
    """M-6, OTP-18, OTP-19"""
    somebody = Account(texting, "mio@example.org").join().person
    page = open_page(language=language, width=390, height=844)
    people.sign_in(page, texting, somebody)
    people.speaks(page, language)
    page.goto(f"{texting.origin}/account/identifiers")
    page.locator("main a.primary").click()
    people.proves_afresh(page, texting, somebody)
    risk = {"en": "About codes by SMS", "ja": "SMSで届くコードについて"}[language]
    expect(page.get_by_role("heading", name=risk)).to_be_visible()
    # As people of the country write it.
    page.fill("main [name=identifier]", "090-1234-5678")
    people.submit(page)
    expect(page).to_have_url(re.compile("/account/identifiers/verify$"))
    page.fill("main [name=code]", texting.texted_code(NUMBER))
    people.submit(page)
    expect(page).to_have_url(re.compile("/account/identifiers[?]notice=numberAdded$"))
    expect(page.locator("main .rows")).to_contain_text("+81 90-1234-5678")

    texting.advance(31)
    people.sign_out(page)
    people.give_identifier(page, texting, "090 1234 5678")
    people.give_password(page, somebody.password)
    page.goto(f"{texting.origin}/sign-in/other-ways")
    page.locator("main .rows input[value^=smsCode] ~ button").click()
    expect(page).to_have_url(re.compile("/sign-in/sms-code$"))
    expect(page.locator("main .account")).to_contain_text("+8•••••78")
    page.fill("main [name=code]", texting.texted_code(NUMBER))
    people.submit(page)
    people.expect_signed_in(page, texting)
