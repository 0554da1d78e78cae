"""The whole way in and out, the same on SQLite, on PostgreSQL, and on two servers that share one PostgreSQL."""

import re

import pytest
from playwright.sync_api import expect
from rig import person as people


@pytest.mark.parametrize("kind", ["server", "server_on_postgres", "two_servers"])
def test_an_account_is_made_signed_out_and_signed_in(kind, request, open_page):
    server = request.getfixturevalue(kind)
    person = people.Person()
    page = open_page()
    people.set_up_first_account(page, server.setup_link(), person, server)
    people.sign_out(page)

    page.goto(server.origin)
    expect(page).to_have_url(re.compile("/sign-in$"))
    people.sign_in(page, server, person)
    expect(page.locator("header")).to_contain_text(person.name)

    elsewhere = open_page(language="ja", width=390)
    people.sign_in_with_backup_code(elsewhere, server, person)
    expect(elsewhere.locator("html")).to_have_attribute("lang", re.compile("^(en|ja)$"))
