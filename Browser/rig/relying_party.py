"""An application with another project's OpenID Connect library, authlib: what it refuses, real applications refuse."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

from .server import Server


class RelyingParty:
    """Waits for browsers on a loopback port and keeps what they bring."""

    def __init__(self, server: Server, name: str, *options: str):
        self.server = server
        self.answers: list[str] = []
        party = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.take(f"http://127.0.0.1:{party.port}{self.path}")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                self.take(f"http://127.0.0.1:{party.port}{self.path}?{body}")

            def take(self, address: str) -> None:
                if urlsplit(address).path in ("/callback", "/signed-out"):
                    party.answers.append(address)
                text = b"<!doctype html><title>Back</title><link rel=icon href=data:,><p>back at the application"
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        self.listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.listener.server_port
        threading.Thread(target=self.listener.serve_forever, daemon=True).start()
        self.callback = f"http://127.0.0.1:{self.port}/callback"
        self.signed_out = f"http://127.0.0.1:{self.port}/signed-out"
        registration = json.loads(
            server.command(
                "app", "add", name, "--redirect", self.callback, "--logout-redirect", self.signed_out, "--json", *options
            )
        )
        self.client_id = registration["clientID"]
        self.session = OAuth2Session(
            self.client_id,
            registration.get("secret"),
            scope="openid profile email offline_access",
            redirect_uri=self.callback,
            code_challenge_method="S256",
            token_endpoint_auth_method=registration["authentication"],
        )
        self.metadata = self.session.request(
            "GET", f"{server.origin}/.well-known/openid-configuration", withhold_token=True
        ).json()
        assert self.metadata["issuer"] == server.origin
        self.verifier = "a-verifier-of-at-least-forty-three-characters-it-is"

    def address(self, **wishes: str) -> str:
        """Where it sends a browser."""
        address, self.state = self.session.create_authorization_url(
            self.metadata["authorization_endpoint"], code_verifier=self.verifier, nonce="a nonce", **wishes
        )
        return address

    def tokens(self) -> dict:
        """Exchanges the newest answer, after the checks that the library makes."""
        answer = parse_qs(urlsplit(self.answers[-1]).query)
        assert answer["iss"] == [self.server.origin] and answer["state"] == [self.state]
        return self.session.fetch_token(
            self.metadata["token_endpoint"],
            authorization_response=self.answers[-1],
            state=self.state,
            code_verifier=self.verifier,
        )

    def claims(self, token: str) -> dict:
        """What an ID token says, if the published keys have signed it and every claim is as it must be."""
        keys = KeySet.import_key_set(self.session.request("GET", self.metadata["jwks_uri"], withhold_token=True).json())
        decoded = jwt.decode(token, keys, algorithms=self.metadata["id_token_signing_alg_values_supported"])
        jwt.JWTClaimsRegistry(
            now=int(self.server.now()),
            iss={"essential": True, "value": self.server.origin},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            sub={"essential": True},
        ).validate(decoded.claims)
        return decoded.claims

    def close(self) -> None:
        self.session.close()
        self.listener.shutdown()
        self.listener.server_close()
