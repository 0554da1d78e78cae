"""What a whole life of an account leaves behind: secrets that only their owner may have are nowhere in it."""

import re

from rig.member import APPS, Member
from rig.visitor import raw


def test_ADM_11_no_log_and_no_record_holds_a_secret(start_server):
    """OTP-05, PWD-16: everything is done once, with the log at its most talkative; then everything is searched."""
    server = start_server(LOG__LEVEL="trace")
    member = Member(server, 1)
    member.join()
    ledger = member.ledger
    secrets = {member.password, member.secret, member.mark, *ledger.live, *ledger.unspent}
    for _ in range(3):
        server.advance(31)
        member.sign_in()
        member.sign_in()
        secrets |= {*ledger.live}
    member.rename()
    member.swap_spare()
    member.replace_codes()
    secrets |= {*ledger.unspent}
    member.sign_out()
    member.end_others()

    visitor = member.browser()
    visitor.open("/sign-in")
    visitor.submit("/sign-in", identifier=member.address)
    visitor.submit("/sign-in/password", password="not-the-password-canary")
    visitor.request("GET", "/sign-in/password?password=canary-in-a-query")
    visitor.open("/password-reset")
    visitor.submit("/password-reset", identifier=member.address)
    code = server.mailed_code(member.address)
    visitor.submit("/password-reset/code", code=code)
    server.advance(31)
    visitor.submit("/password-reset/second-step", code=member.fresh_code())
    page = visitor.submit("/password-reset/new-password", newPassword="a new canary of a password")
    assert page.status == 200, page.text
    assert member.ledger.acknowledged["codes replaced"] == 1 and code
    secrets |= {code, "not-the-password-canary", "a new canary of a password", *visitor.cookies.values()}
    secrets |= {server.invite("canary@example.org").rsplit("/", 1)[1], server.setup_link().rsplit("/", 1)[1]}
    secrets |= {"-".join(re.findall(r"\d{5}", sheet_code)) for sheet_code in ledger.unspent}

    host, port = server.environment["AIKAGI_METRICS__LISTEN"].rsplit(":", 1)
    metrics = raw(int(port), b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", wait=3).decode()
    log, audit = server.output(), server.command("audit", "export")
    assert APPS in log and "signedIn" in audit and "process_cpu_seconds_total" in metrics, "nothing was searched"
    for name, text in {"log": log, "audit log": audit, "metrics": metrics}.items():
        found = [secret for secret in secrets if secret in text]
        assert found == [], f"the {name} holds {found}"
