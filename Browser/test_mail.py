"""Mails on their way to a real mail server (aiosmtpd), over a real TLS conversation or not at all."""

import json
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from rig.server import Server, free_port

ADDRESS = "grace@example.org"


@dataclass
class MailServer:
    """What a mail server was told, and how."""

    port: int
    letters: list[dict] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.senders.append(address)
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        tls = server.transport.get_extra_info("ssl_object")
        self.letters.append(
            {"recipients": envelope.rcpt_tos, "text": envelope.content.decode(), "tls": tls.version() if tls else None}
        )
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, login) -> AuthResult:
        assert isinstance(login, LoginPassword)
        self.logins.append((login.login, login.password))
        return AuthResult(success=True)


class NotNow(SMTP):
    """Offers STARTTLS, and says at the last moment that it can't, as somebody on the line would."""

    async def smtp_STARTTLS(self, argument):
        await self.push("454 TLS not available due to temporary reason")


@dataclass
class Certificate:
    """A certificate that signs itself, with its key."""

    file: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.file, self.key)
        return context


def make_certificate(folder: Path, host: str = "localhost", days: int = 2) -> Certificate:
    """`days` below 0 makes one that has ended."""
    folder.mkdir()
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    request, names = folder / "request.pem", folder / "names"
    names.write_text(f"subjectAltName=DNS:{host}\nbasicConstraints=CA:TRUE\n")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", made.key]
    for command in [
        ["req", "-new", *key, "-subj", f"/CN={host}", "-out", request],
        ["x509", "-req", "-in", request, "-signkey", made.key, "-days", str(days), "-extfile", names, "-out", made.file],
    ]:
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    return made


@pytest.fixture
def mail_server() -> Iterator[Callable[..., MailServer]]:
    """Starts mail servers that end with the test. `certificate` makes them offer STARTTLS."""
    controllers: list[Controller] = []

    def start(certificate: Certificate | None = None, talk: type[SMTP] = SMTP, wrapped: bool = False) -> MailServer:
        server = MailServer(free_port())
        context = certificate.context() if certificate else None
        settings = {} if wrapped or not context else {"tls_context": context, "require_starttls": talk is SMTP}

        class Talking(Controller):
            def factory(self):
                return talk(self.handler, authenticator=server.authenticate, auth_require_tls=False, **settings)

        controllers.append(
            Talking(server, hostname="127.0.0.1", port=server.port, ssl_context=context if wrapped else None)
        )
        controllers[-1].start()
        return server

    yield start
    for controller in controllers:
        controller.stop()


def settings_for(mail: MailServer, authorities: Path | None, protection: str = "starttls") -> dict[str, str]:
    settings = {
        "MAIL__TRANSPORT": "smtp", "MAIL__FROM": "id@example.org", "SMTP__HOST": "localhost",
        "SMTP__PORT": str(mail.port), "SMTP__PROTECTION": protection, "SMTP__USER": "aikagi", "SMTP__PASSWORD": "s3cret",
    }  # fmt: skip
    return settings | ({"SMTP__AUTHORITIES": str(authorities)} if authorities else {})


def invite_and_wait(server: Server) -> dict:
    """The mail of an invitation, once it was sent or tried."""
    server.invite(ADDRESS)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        mail = next(mail for mail in json.loads(server.command("outbox", "--json")) if mail["kind"] == "invitation")
        if mail["state"] != "waiting" or mail.get("failure"):
            return mail
        time.sleep(0.1)
    raise AssertionError(f"nothing came of the mail:\n{server.output()[-3000:]}")


@pytest.mark.parametrize("protection", ["starttls", "tls"])
def test_HTTP_13_mails_go_through_tls_to_one_recipient(protection, start_server, mail_server, tmp_path):
    """OTP-09: one recipient, the stored address."""
    certificate = make_certificate(tmp_path / "certificate")
    mail = mail_server(certificate, wrapped=protection == "tls")
    server = start_server(**settings_for(mail, certificate.file, protection))
    assert invite_and_wait(server)["state"] == "sent"
    [letter] = mail.letters
    assert letter["recipients"] == [ADDRESS]
    assert letter["tls"] in ("TLSv1.2", "TLSv1.3")
    assert mail.logins == [(b"aikagi", b"s3cret")]
    assert f"To: <{ADDRESS}>" in letter["text"] or f"To: {ADDRESS}" in letter["text"]


FAULTS = {
    "no STARTTLS": "STARTTLS not supported",
    "STARTTLS taken back": "STARTTLS denied",
    "unknown authority": "self-signed certificate",
    "another host": "no alternative certificate subject name matches",
    "expired": "certificate has expired",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_HTTP_13_nothing_is_said_to_a_mail_server_that_is_not_the_right_one(fault, start_server, mail_server, tmp_path):
    """Neither letter nor sender nor password, in the clear or to the wrong party; the mail waits and is tried again."""
    host = "mail.example.org" if fault == "another host" else "localhost"
    certificate = make_certificate(tmp_path / "certificate", host, days=-1 if fault == "expired" else 2)
    mail = mail_server(
        None if fault == "no STARTTLS" else certificate, talk=NotNow if fault == "STARTTLS taken back" else SMTP
    )
    server = start_server(**settings_for(mail, None if fault == "unknown authority" else certificate.file))
    tried = invite_and_wait(server)
    assert tried["state"] == "waiting" and FAULTS[fault] in tried["failure"]
    assert (mail.letters, mail.senders, mail.logins) == ([], [], [])
    assert "s3cret" not in server.output() + tried["failure"]
