"""A wire-tap in front of a server: it passes bytes on, and keeps every one that went to the server."""

import socket
import threading

from .server import free_port


class Recorder:
    """Listens on `port`, which the server is told as its origin, once it knows the port of the server."""

    def __init__(self):
        self.port = free_port()
        self._received = bytearray()
        self._listener: socket.socket | None = None

    @property
    def received(self) -> bytes:
        """Everything that was sent to the server: lines, fields and bodies, as they were on the wire."""
        return bytes(self._received)

    def start(self, port: int) -> "Recorder":
        # Chromium asks ::1 first; nobody listens there, and it goes on to this one.
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self._accept, args=(port,), daemon=True).start()
        return self

    def _accept(self, port: int) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=self._pass_on, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(server, client, False), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, keeps: bool) -> None:
        try:
            while content := source.recv(65_536):
                if keeps:
                    self._received += content
                target.sendall(content)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            for end in (source, target):
                end.close()

    def stop(self) -> None:
        if self._listener:
            self._listener.close()
