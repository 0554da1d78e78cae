"""A push service on loopback, written with other people's libraries: it opens what we send with `http-ece`, checks who
sent it with `py-vapid`, and answers as the test wants."""

import base64
import json
import os
import re
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

# The longest life of a token that RFC 8292 §2 allows.
LONGEST_TOKEN_LIFE = 24 * 3600
# The most that RFC 8030 §7.2 makes every push service take.
LONGEST_BODY = 4096


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Delivered:
    """A message that the push service took, opened as the app would open it."""

    text: str
    ttl: int
    urgency: str
    topic: str
    # The claims of the sender's token.
    claims: dict
    # The bytes on the wire: what the push service itself could see.
    body: bytes


class Subscription:
    """What an app has after it subscribed: an address, and keys that only it knows."""

    def __init__(self, service: "PushService", name: str):
        self.endpoint = f"{service.origin}/push/{name}"
        self.private_key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        # The key of the one server that may push here; set when that server is known.
        self.application_server_key: str | None = None
        self.answer: int | str = 201
        self.delivered: list[Delivered] = []
        self.asked = 0

    @property
    def p256dh(self) -> bytes:
        return self.private_key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def as_json(self) -> dict:
        """The form in which `PushSubscription.toJSON` gives it."""
        return {
            "endpoint": self.endpoint,
            "keys": {"p256dh": base64url(self.p256dh), "auth": base64url(self.auth)},
        }


class PushService:
    """Answers 201 to what is in order. `Subscription.answer` makes it answer with another status, "late" (after
    `late_seconds`) or "never" (hangs until the sender goes)."""

    def __init__(self, late_seconds: float = 3):
        self.late_seconds = late_seconds
        self.complaints: list[str] = []
        self._subscriptions: dict[str, Subscription] = {}
        self._news = threading.Condition()
        self._closing = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                service._handle(self)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def subscribe(self) -> Subscription:
        name = base64url(os.urandom(16))
        subscription = self._subscriptions[f"/push/{name}"] = Subscription(self, name)
        return subscription

    def wait_for(self, subscription: Subscription, count: int = 1, seconds: float = 10) -> list[Delivered]:
        """The messages of a subscription, once there are `count`."""
        with self._news:
            if not self._news.wait_for(lambda: len(subscription.delivered) >= count, seconds):
                raise AssertionError(f"{len(subscription.delivered)} of {count} messages; {self.complaints}")
            return list(subscription.delivered)

    def wait_until_asked(self, subscription: Subscription, count: int = 1, seconds: float = 10) -> None:
        with self._news:
            assert self._news.wait_for(lambda: subscription.asked >= count, seconds), f"asked {subscription.asked} times"

    # What a request goes through

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        subscription = self._subscriptions.get(request.path)
        if subscription is None:
            return self._answer(request, 404)
        with self._news:
            subscription.asked += 1
            self._news.notify_all()
        answer = subscription.answer
        if answer == "never":
            self._closing.wait()
            return
        if answer == "late":
            self._closing.wait(self.late_seconds)
        elif answer != 201:
            return self._answer(request, answer, {"Retry-After": "1"} if answer in (429, 503) else {})
        try:
            delivered = self._opened(request, body, subscription)
        except (AssertionError, ValueError, KeyError, TypeError, http_ece.ECEException) as fault:
            self.complaints.append(f"{type(fault).__name__}: {fault}")
            return self._answer(request, 400)
        with self._news:
            subscription.delivered.append(delivered)
            self._news.notify_all()
        self._answer(request, 201, {"Location": f"{self.origin}/message/{len(subscription.delivered)}"})

    def _opened(self, request: BaseHTTPRequestHandler, body: bytes, subscription: Subscription) -> Delivered:
        fields = request.headers
        claims = self._claims(fields["Authorization"], subscription)
        assert fields["Content-Encoding"] == "aes128gcm", fields["Content-Encoding"]
        assert len(body) <= LONGEST_BODY, len(body)
        ttl = int(fields["TTL"])
        assert ttl >= 0
        topic = fields.get("Topic", "")
        assert re.fullmatch(r"[A-Za-z0-9_-]{0,32}", topic), topic
        text = http_ece.decrypt(
            body, private_key=subscription.private_key, auth_secret=subscription.auth, version="aes128gcm"
        ).decode()
        return Delivered(text, ttl, fields.get("Urgency", "normal"), topic, claims, body)

    def _claims(self, authorization: str, subscription: Subscription) -> dict:
        assert Vapid02.verify(authorization), "the token is not by its key"
        token, key = re.fullmatch(r"vapid t=([^,]+),\s*k=(.+)", authorization).groups()
        if subscription.application_server_key is not None:
            assert key == subscription.application_server_key, "another server's key"
        claims = json.loads(from_base64url(token.split(".")[1]))
        assert claims["aud"] == self.origin, claims
        assert time.time() < claims["exp"] <= time.time() + LONGEST_TOKEN_LIFE, claims
        return claims

    @staticmethod
    def _answer(request: BaseHTTPRequestHandler, status: int, fields: dict | None = None) -> None:
        request.send_response(status)
        for name, value in (fields or {}).items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()
