"""A balancer in front of several servers that share a database: each request goes to the next of them."""

import http.client
import itertools
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .server import free_port

# RFC 9110 §7.6.1: these describe one connection and are not passed on.
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-authorization"}


class Balancer:
    """Listens on `port` once it has been given the ports of its servers."""

    def __init__(self):
        self.port = free_port()
        self._server: ThreadingHTTPServer | None = None
        # How many requests each server has answered, by port.
        self.answered: dict[int, int] = {}

    def start(self, ports: list[int]) -> "Balancer":
        turns = itertools.cycle(ports)
        turn_lock = threading.Lock()
        answered = self.answered

        class Handler(BaseHTTPRequestHandler):
            def forward(self):
                with turn_lock:
                    port = next(turns)
                    answered[port] = answered.get(port, 0) + 1
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length) if length else None
                headers = [(name, value) for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP]
                backend = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                try:
                    backend.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                    for name, value in headers:
                        backend.putheader(name, value)
                    backend.endheaders(body)
                    answer = backend.getresponse()
                    content = answer.read()
                finally:
                    backend.close()
                self.send_response_only(answer.status, answer.reason)
                for name, value in answer.getheaders():
                    if name.lower() not in HOP_BY_HOP | {"content-length"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_HEAD = do_POST = forward

            def log_message(self, *_):
                """The servers keep the log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
