"""A small proxy on loopback before something that tests need, which can be slow, silent, gone, and back again."""

import selectors
import socket
import threading
import time
from collections.abc import Callable


class Proxy:
    """Passes bytes on to whatever `upstream` connects to. `delay_s` holds every piece back for so long;
    after `most_bytes` of what the upstream says on a connection, that is cut."""

    def __init__(self, upstream: Callable[[], socket.socket]) -> None:
        self._upstream = upstream
        self._open: list[socket.socket] = []
        self._listening: socket.socket | None = None
        self.port = 0
        self.delay_s = 0.0
        self.most_bytes: int | None = None
        self.silent = threading.Event()
        self.back()

    def back(self) -> None:
        """Take connections and pass everything on."""
        self.silent.clear()
        self.delay_s = 0.0
        self.most_bytes = None
        if self._listening is None:
            self._listening = socket.create_server(("127.0.0.1", self.port))
            self.port = self._listening.getsockname()[1]
            threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def gone(self) -> None:
        """Take no connection, and cut those that there are."""
        if self._listening is not None:
            self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None
        self.cut()

    def cut(self) -> None:
        """Cut the connections that there are, and take new ones."""
        for one in self._open:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it is cut already
        self._open.clear()

    def fall_silent(self) -> None:
        """Take connections and everything that is sent, and pass nothing on."""
        self.silent.set()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            self._open.append(client)
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, self._upstream() as server, selectors.DefaultSelector() as ready:
            self._open.append(server)
            other = {client: server, server: client}
            for one in other:
                ready.register(one, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    one = key.fileobj
                    assert isinstance(one, socket.socket)
                    try:
                        piece = one.recv(65_536)
                        while self.silent.is_set():
                            time.sleep(0.02)
                        time.sleep(self.delay_s)
                        other[one].sendall(piece if one is client else piece[: self.most_bytes])
                        if one is server and self.most_bytes is not None:
                            return
                    except OSError:
                        return
                    if not piece:
                        return
