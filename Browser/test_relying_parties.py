"""Applications that are not ours sign people in: with authlib, in a real browser, whose policies hold."""

import re

import pytest
from playwright.sync_api import Page, expect
from rig import person as people
from rig.account import Account
from rig.relying_party import RelyingParty

TRUST = re.compile("/account/sessions/trust-browser([?].*)?$")


@pytest.fixture
def party(server, administrator, request):
    party = RelyingParty(server, "The wiki", *getattr(request, "param", ()))
    yield party
    party.close()


@pytest.fixture
def somebody(server, administrator) -> people.Person:
    return Account(server, "rina@example.org").join().person


def sign_in_on_the_way(page: Page, server, person) -> None:
    page.fill("main [name=identifier]", person.address)
    people.submit(page)
    people.give_password(page, person.password)
    page.fill("main [name=code]", people.fresh_code(person, server))
    people.submit(page)
    if TRUST.search(page.url):
        page.locator("main .links a").click()


@pytest.mark.parametrize("party", [(), ("--rs256", "--secret-in-form"), ("--public",)], indirect=True, ids=str)
def test_somebody_signs_in_to_an_application_and_out_again(server, party, somebody, open_page):
    """OP-01, OP-22, OP-33"""
    page = open_page(width=390, height=844)
    page.goto(party.address())
    sign_in_on_the_way(page, server, somebody)
    expect(page.get_by_role("heading")).to_contain_text("The wiki")
    page.locator("main button.primary").click()
    page.wait_for_url(party.callback + "?**")
    tokens = party.tokens()
    claims = party.claims(tokens["id_token"])
    assert claims["nonce"] == "a nonce" and claims["acr"] == "mfa" and claims["amr"] == ["pwd", "otp", "mfa"]
    person = party.session.get(party.metadata["userinfo_endpoint"]).json()
    assert person["sub"] == claims["sub"] and person["email"] == somebody.address and person["email_verified"]
    new = party.session.refresh_token(party.metadata["token_endpoint"])
    assert new["refresh_token"] != tokens["refresh_token"]
    assert party.claims(new["id_token"])["sub"] == claims["sub"]
    # A second time nobody is asked anything.
    page.goto(party.address(prompt="none"))
    page.wait_for_url(party.callback + "?**")
    assert "code=" in party.answers[-1]
    page.goto(
        f"{party.metadata['end_session_endpoint']}?id_token_hint={tokens['id_token']}"
        f"&post_logout_redirect_uri={party.signed_out}&state=bye"
    )
    page.locator("main button.primary").click()
    page.wait_for_url(party.signed_out + "?state=bye")
    page.goto(party.address(prompt="none"))
    page.wait_for_url(party.callback + "?**")
    assert "error=login_required" in party.answers[-1]


def test_an_answer_by_a_form_arrives(server, party, somebody, open_page):
    page = open_page(language="ja")
    page.goto(party.address(response_mode="form_post"))
    sign_in_on_the_way(page, server, somebody)
    page.locator("main button.primary").click()
    page.wait_for_url(party.callback)
    assert party.claims(party.tokens()["id_token"])["sub"]


def test_somebody_who_declines_is_led_back(server, party, somebody, open_page):
    page = open_page()
    page.goto(party.address())
    sign_in_on_the_way(page, server, somebody)
    page.locator("main button.secondary").click()
    page.wait_for_url(party.callback + "?**")
    assert "error=access_denied" in party.answers[-1]
