"""A browser without a screen: keeps cookies, reads forms, follows redirects. For load and for requests no browser sends."""

import http.client
import re
import socket
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    text: str
    path: str

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def forms(self) -> list[tuple[str, dict[str, str]]]:
        """Action and hidden fields of each form."""
        found = []
        for form in re.findall(r"<form.*?</form>", self.text, re.S):
            action = re.search(r'action="([^"]*)"', form)
            hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
            found.append((unescape(action[1]) if action else "", {name: unescape(value) for name, value in hidden}))
        return found


class Visitor:
    """One person's browser. Cookies marked Secure are sent to localhost too, as browsers do."""

    def __init__(self, port: int, host: str | None = None):
        self.port = port
        self.host = host or f"localhost:{port}"
        self.cookies: dict[str, str] = {}
        self.page: Answer | None = None

    def request(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            fields = {"Host": self.host, "Accept-Language": "en"}
            if self.cookies:
                fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            if body is not None:
                fields["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body=body, headers=fields | (headers or {}))
            response = connection.getresponse()
            answer = Answer(response.status, response.getheaders(), response.read().decode(errors="replace"), path)
        finally:
            connection.close()
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                pair, *attributes = value.split(";")
                key, _, content = pair.partition("=")
                if any(attribute.strip() == "Max-Age=0" for attribute in attributes):
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = content
        return answer

    def open(self, path: str) -> Answer:
        return self._settle(self.request("GET", path))

    def submit(self, action: str, **fields: str) -> Answer:
        """Fills in the form of the open page that goes to `action`, and goes where the answer leads."""
        return self._settle(self.post(action, **fields))

    def post(self, action: str, **fields: str) -> Answer:
        """The same, and stays with the answer itself."""
        hidden = next((hidden for place, hidden in self.page.forms() if place == action), None)
        assert hidden is not None, f"no form to {action} on {self.page.path}: {self.page.text[:600]}"
        return self.request("POST", action, urlencode(hidden | fields))

    def _settle(self, answer: Answer) -> Answer:
        while answer.status == 303:
            answer = self.request("GET", answer.header("Location"))
        self.page = answer
        return answer


def raw(port: int, request: bytes, wait: float = 5) -> bytes:
    """Sends bytes as they are and reads until the server closes or says nothing for a while."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as connection:
        connection.settimeout(wait)
        received = b""
        try:
            connection.sendall(request)
            while chunk := connection.recv(65_536):
                received += chunk
        except (TimeoutError, ConnectionError):
            pass
        return received
