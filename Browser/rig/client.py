"""A browser without a screen, for when many people must be busy at once: it keeps cookies and sends forms."""

import html
import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from .server import Server


@dataclass
class Answer:
    status: int
    path: str
    text: str
    location: str | None


class Client:
    """One browser of one person. A connection that breaks is an `OSError` or an `http.client.HTTPException`."""

    def __init__(self, server: Server):
        self.server = server
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Opens a page, and follows where it leads."""
        answer = self._request("GET", path)
        for _ in range(5):
            if answer.location is None:
                return answer
            answer = self._request("GET", answer.location)
        raise AssertionError(f"{path} leads in circles")

    def send(self, page: Answer, path: str, **fields: str) -> Answer:
        """Sends the form of a page that was opened before; does not follow the answer."""
        token = re.search(r'name="formToken" value="([^"]+)"', page.text)
        assert token, f"no form on {page.path}: {page.status}\n{page.text[:500]}"
        body = urlencode({"formToken": html.unescape(token.group(1)), **fields})
        return self._request("POST", path, body)

    def _request(self, method: str, path: str, body: str | None = None) -> Answer:
        path = path.removeprefix(self.server.origin)
        headers = {
            "Host": urlsplit(self.server.origin).netloc,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Language": "en",
        }
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.server.origin}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self._keep(value)
        return Answer(response.status, path, text, response.getheader("Location"))

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.split(";")[0].partition("=")
        if "max-age=0" in cookie.lower() or not value:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value
