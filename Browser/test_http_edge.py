"""What no browser sends, against the real server on a socket."""

import json
import time
from urllib.parse import urlencode

import pytest
from rig.visitor import Visitor, raw


@pytest.fixture
def port(server) -> int:
    return server.port


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


@pytest.mark.parametrize("host", ["evil.test", "localhost", "localhost:1", "localhost.evil.test", "localhost:{port}."])
def test_HTTP_01_a_host_that_is_not_ours_is_refused(port, host):
    visitor = Visitor(port, host=host.format(port=port))
    answer = visitor.request("GET", "/sign-in")
    assert answer.status in (400, 421)
    assert "evil" not in answer.text


@pytest.mark.parametrize("field", ["", "Host:\r\n"])
def test_HTTP_01_a_request_for_no_host_is_refused(port, field):
    answer = raw(port, f"GET /sign-in HTTP/1.1\r\n{field}Connection: close\r\n\r\n".encode())
    assert status_of(answer) in (400, 421)


def test_HTTP_01_forwarded_hosts_change_no_link(port):
    headers = {"X-Forwarded-Host": "evil.test", "Forwarded": "host=evil.test", "X-Forwarded-Proto": "https"}
    answer = Visitor(port).request("GET", "/sign-in", headers=headers)
    assert answer.status == 200
    assert "evil" not in answer.text


SMUGGLED = {
    "CL and TE": b"POST /sign-in HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
    "two TE": b"POST /sign-in HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "obscured TE": b"POST /sign-in HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabc",
    "two CL": b"POST /sign-in HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "CL that is no number": b"POST /sign-in HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: +3\r\n\r\nabc",
    "bare CR": b"GET /sign-in HTTP/1.1\rHost: localhost:PORT\r\r",
    "space before the colon": b"GET /sign-in HTTP/1.1\r\nHost : localhost:PORT\r\n\r\n",
    "folded field": b"GET /sign-in HTTP/1.1\r\nHost: localhost:PORT\r\nX-A: b\r\n c\r\n\r\n",
    "two hosts": b"GET /sign-in HTTP/1.1\r\nHost: localhost:PORT\r\nHost: evil.test\r\n\r\n",
    "chunk size that is no number": b"POST /sign-in HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "NUL in a field": b"GET /sign-in HTTP/1.1\r\nHost: localhost:PORT\r\nX-A: a\x00b\r\n\r\n",
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_HTTP_03_ambiguous_requests_are_never_taken_for_two(port, name):
    answer = raw(port, SMUGGLED[name].replace(b"PORT", str(port).encode()), wait=3)
    # A refusal, or a closed connection without an answer; a page of ours only for what has one meaning by RFC 9112.
    statuses = [int(part.split(b" ", 1)[0]) for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert len(statuses) <= 1, answer[:400]
    assert all(400 <= status < 500 or name == "folded field" for status in statuses), answer[:200]
    assert b"smuggled" not in answer


FOREIGN = {
    "absolute URI": b"POST http://evil.test/password-reset HTTP/1.1\r\nHost: localhost:PORT\r\n",
    "host": b"POST /password-reset HTTP/1.1\r\nHost: evil.test\r\n",
    "two hosts": b"POST /password-reset HTTP/1.1\r\nHost: localhost:PORT\r\nHost: evil.test\r\n",
    "two hosts, ours last": b"POST /password-reset HTTP/1.1\r\nHost: evil.test\r\nHost: localhost:PORT\r\n",
    "forwarded": b"POST /password-reset HTTP/1.1\r\nHost: localhost:PORT\r\nX-Forwarded-Host: evil.test\r\nForwarded: host=evil.test\r\n",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_REC_06_no_request_puts_another_origin_into_a_mail(name, server, administrator):
    """Sent as bytes: what a client library would never let through."""
    visitor = Visitor(server.port)
    visitor.open("/password-reset")
    fields = next(hidden for place, hidden in visitor.page.forms() if place == "/password-reset")
    body = urlencode(fields | {"identifier": administrator.address})
    cookies = "; ".join(f"{key}={value}" for key, value in visitor.cookies.items())
    rest = f"Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    answer = raw(server.port, FOREIGN[name].replace(b"PORT", str(server.port).encode()) + rest.encode())
    assert b"evil" not in answer
    mails = [mail for mail in server.mails_to(administrator.address) if mail["kind"] == "password-reset-code"]
    # Either it is no request at all, or one like any other.
    assert len(mails) == (1 if status_of(answer) == 303 else 0), status_of(answer)
    assert all("evil" not in mail["text"] and server.origin in mail["text"] for mail in mails)


def memory(server) -> int:
    """Resident memory in kB."""
    text = open(f"/proc/{server._process.pid}/status").read()
    return int(text.split("VmRSS:")[1].split()[0])


def test_HTTP_05_bodies_without_measure_are_refused_with_flat_memory(server):
    before = memory(server)
    head = f"POST /sign-in HTTP/1.1\r\nHost: localhost:{server.port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    declared = raw(server.port, (head + "Content-Length: 10000000000\r\n\r\n").encode() + b"a=b&" * 10_000)
    assert status_of(declared) == 413
    chunk = b"4000\r\n" + b"a" * 0x4000 + b"\r\n"
    endless = raw(server.port, (head + "Transfer-Encoding: chunked\r\n\r\n").encode() + chunk * 400)
    assert status_of(endless) == 413
    fields = "&".join(f"f{index}=x" for index in range(3_000))
    many = raw(server.port, (head + f"Content-Length: {len(fields)}\r\n\r\n{fields}").encode())
    assert status_of(many) == 413
    assert memory(server) - before < 40_000
    assert server.answers("/readyz")


def test_HTTP_05_a_compressed_form_is_no_form(port):
    visitor = Visitor(port)
    visitor.open("/sign-in")
    answer = visitor.request("POST", "/sign-in", "x" * 100, headers={"Content-Encoding": "gzip"})
    assert answer.status in (400, 403, 415)


@pytest.mark.parametrize("entry", ["a" * 4_000, "a@" + "b." * 2_000, '"' * 4_000 + "@x.org", ("(" * 2_000) + "@x.org", "@" * 4_000])
def test_HTTP_07_addresses_made_to_be_slow_are_read_at_once(port, entry):
    visitor = Visitor(port)
    visitor.open("/sign-in")
    begin = time.monotonic()
    answer = visitor.submit("/sign-in", identifier=entry)
    assert answer.status == 422
    assert time.monotonic() - begin < 1


TRAVERSALS = [
    "/static/../../etc/passwd", "/static/x/..%2f..%2fetc%2fpasswd", "/static/x/%2e%2e/%2e%2e/etc/passwd",
    "/static/x/aikagi.css%00.js", "/static//etc/passwd", "/static/x/..\\..\\etc\\passwd", "/static/x/%c0%ae%c0%ae/etc/passwd",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_HTTP_08_no_path_leads_out_of_the_static_files(port, path):
    answer = raw(port, f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
    assert status_of(answer) in (400, 404)
    assert b"root:" not in answer


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "BREW"])
def test_HTTP_11_methods_that_a_page_does_not_have_are_refused_without_a_word_too_much(port, method):
    answer = raw(port, f"{method} /sign-in HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
    # A method that no RFC knows is no request to the parser.
    assert status_of(answer) == (400 if method == "BREW" else 405)
    assert method == "BREW" or b"\r\nAllow: GET, POST\r\n" in answer
    for word in (b"Hummingbird", b"Swift", b"SQL", b".swift", b"Server:"):
        assert word not in answer


def test_HTTP_16_metrics_are_on_a_loopback_port_of_their_own_and_hold_no_secret(server):
    assert Visitor(server.port).request("GET", "/metrics").status == 404
    listen = server.environment["AIKAGI_METRICS__LISTEN"]
    metrics = raw(int(listen.rsplit(":", 1)[1]), b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", wait=3)
    assert b"process_cpu_seconds_total" in metrics
    token = server.setup_link().rsplit("/", 1)[1].encode()
    assert token not in metrics
    for path in ("/livez", "/readyz", "/healthz"):
        answer = Visitor(server.port).request("GET", path)
        assert answer.text.strip() in ("live", "ready")


def test_HTTP_19_nothing_that_is_sent_ends_the_process(server):
    visitor = Visitor(server.port)
    for path in ("/", "/sign-in?notice=%ff", "/account/activity?before=99999999999999999999", "/link/" + "A" * 43, "/%00", "/step-up?returnTo=//evil.test"):
        assert visitor.request("GET", path).status < 500, path
    for body in ("formToken=%zz", "formToken", "=", "&&&&", "a[]=1", "formToken=a&formToken=b", "%00=%00"):
        assert visitor.request("POST", "/sign-in", body).status < 500, body
    raw(server.port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, wait=2)
    assert server.answers("/readyz")


@pytest.mark.parametrize("target", ["//evil.test", "/\\evil.test", "/%09/evil.test", "https:evil.test", "%2f%2fevil.test", "data:text/html,x", "/@evil.test", "https://localhost@evil.test"])
def test_HTTP_02_a_place_to_return_to_is_a_page_of_ours(server, target):
    visitor = Visitor(server.port)
    visitor.open("/sign-in")
    hidden = next(hidden for action, hidden in visitor.page.forms() if action == "/language")
    answer = visitor.request("POST", "/language", urlencode(hidden | {"language": "ja", "returnTo": target}))
    assert answer.status in (303, 400, 422)
    location = answer.header("Location") or "/"
    assert location.startswith("/") and not location.startswith("//") and "evil" not in location


def failed_from(server, header: dict[str, str]) -> str:
    """The address that the audit log has for a wrong password sent with these fields."""
    visitor = Visitor(server.port)
    visitor.open("/sign-in")
    visitor.submit("/sign-in", identifier="nobody@example.org")
    hidden = dict(visitor.page.forms())["/sign-in/password"]
    answer = visitor.request("POST", "/sign-in/password", urlencode(hidden | {"password": "wrong"}), headers=header)
    assert answer.status in (422, 429)
    rows = [json.loads(line) for line in server.command("audit", "export").splitlines()]
    return next(str(row) for row in reversed(rows) if "signInFailed" in str(row))


SPOOFED = [
    {"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}, {"X-Real-IP": "203.0.113.9"},
    {"True-Client-IP": "203.0.113.9"}, {"X-Forwarded-For": "a"}, {"X-Forwarded-For": "::::"},
    {"X-Forwarded-For": "203.0.113.9," * 800},
]  # fmt: skip


def test_RATE_11_an_address_in_a_field_is_believed_of_nobody_by_default(server):
    for header in SPOOFED:
        row = failed_from(server, header)
        assert "203.0.113.9" not in row and "127.0.0.1" in row


def test_RATE_11_a_configured_proxy_is_believed_for_the_last_hop_only(start_server):
    server = start_server(TRUSTED_PROXIES="127.0.0.1")
    assert "198.51.100.4" in failed_from(server, {"X-Forwarded-For": "203.0.113.9, 198.51.100.4"})
    assert "203.0.113.9" not in failed_from(server, {"X-Forwarded-For": "203.0.113.9, ::::"})


def test_mails_are_limited_for_a_network_and_not_for_its_neighbour(start_server):
    """REC-19: an IPv6 network is its first 64 bits; the limit is that of the server in front, told by its proxy."""
    server = start_server(TRUSTED_PROXIES="127.0.0.1", MAIL__REQUESTS_PER_NETWORK="2")

    def status(address: str) -> int:
        visitor = Visitor(server.port)
        visitor.open("/password-reset")
        headers = {"X-Forwarded-For": address, "Content-Type": "application/x-www-form-urlencoded"}
        fields = next(hidden for place, hidden in visitor.page.forms() if place == "/password-reset")
        body = urlencode(fields | {"identifier": "nobody@example.org"})
        return visitor.request("POST", "/password-reset", body, headers).status

    assert [status("2001:db8:0:7::1"), status("2001:db8:0:7:aaaa::2"), status("2001:db8:0:7::3")] == [303, 303, 429]
    assert status("2001:db8:0:8::1") == 303
    assert [status("192.0.2.1"), status("192.0.2.1"), status("192.0.2.1"), status("192.0.2.2")] == [303, 303, 429, 303]
