"""Codes that are sent: in place of a forgotten password, with the second step as always."""

import re

import pytest
from playwright.sync_api import expect
from rig import person as people


def ask_for_a_mailed_code(page, server, address: str) -> None:
    """From the first page to the one that takes the code."""
    people.give_identifier(page, server, address)
    page.locator("main a[href$='/other-ways']").click()
    page.locator("main .rows input[value^=emailCode] ~ button").click()
    expect(page).to_have_url(re.compile("/sign-in/mail-code$"))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_forgotten_password_is_no_obstacle(language, server, administrator, open_page):
    page = open_page(language=language, width=390)
    ask_for_a_mailed_code(page, server, administrator.address)
    expect(page.locator("main")).to_contain_text(administrator.address)
    page.fill("main [name=code]", server.mailed_code(administrator.address))
    people.submit(page)

    # Half the way: the second step is what it always was.
    expect(page).to_have_url(re.compile("/sign-in/code$"))
    page.fill("main [name=code]", people.fresh_code(administrator, server))
    people.submit(page)
    people.expect_overview(page, server)

    page.goto(f"{server.origin}/account/activity")
    people.speaks(page, language)
    expect(page.locator("main")).to_contain_text(
        "A code to sign in was asked for" if language == "en" else "サインイン用のコードが申し込まれました"
    )
    subjects = [mail["subject"] for mail in server.mails_to(administrator.address)]
    assert {"Sign-in by recovery", "復元用の方法でサインインがありました"} & set(subjects), subjects


def test_an_address_that_nobody_has_gets_the_same_page_and_no_mail(server, administrator, open_page):
    texts = []
    for address in ["nobody@example.org", administrator.address]:
        page = open_page()
        ask_for_a_mailed_code(page, server, address)
        page.fill("main [name=code]", "00000000")
        people.submit(page)
        texts.append(page.locator("main").inner_text().replace(address, "…"))
        page.locator("main [name=again]").click()
        expect(page).to_have_url(re.compile(r"/sign-in/mail-code\?notice=codeSent$"))
        texts.append(page.locator("main").inner_text().replace(address, "…"))
    assert texts[:2] == texts[2:]
    assert not server.mails_to("nobody@example.org")
