"""The channel to the probe: it calls us on the loopback interface and proves itself by a token."""

from __future__ import annotations

import contextlib
import hmac
import itertools
import secrets
import socket
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

from pyadapter.protocol.framing import ProtocolError, encode_message, read_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.log import Log
    from pyadapter.adapter.loop import Loop
    from pyadapter.protocol.framing import Reader

    Answer = Callable[[dict[str, Any]], None]

_TOKEN_SECONDS = 5
_STRANGERS = 20
"""Connections without the token that are turned away before we stop listening."""


class ProbeLink:
    """Waits for the probe, then asks it. All methods are for the loop's thread.

    Attributes:
        address: Host and port to call; None when there could be no socket.
        token: What the probe must say first.
        connected: Whether the probe is there.
    """

    def __init__(self, loop: Loop, log: Log) -> None:
        self.address: tuple[str, int] | None = None
        self.token = secrets.token_hex(32)
        self.connected = False
        self._loop = loop
        self._log = log
        self._numbers = itertools.count(1)
        self._asked: dict[int, Answer] = {}
        self._socket: socket.socket | None = None
        try:
            self._listener = socket.create_server(("127.0.0.1", 0), backlog=1)
        except OSError as error:
            log.write(f"no socket for the probe: {error}")
        else:
            host, port = self._listener.getsockname()[:2]
            self.address = (host, port)
            threading.Thread(target=self._serve, name="probe link", daemon=True).start()

    def ask(self, command: str, arguments: dict[str, Any], then: Answer) -> int:
        """Ask the probe; `then` gets `{"body": …}` or `{"error": …}`.

        Returns:
            The number of the question, for `forget`.
        """
        number = next(self._numbers)
        self._asked[number] = then
        question = {"id": number, "command": command, "arguments": arguments}
        try:
            if self._socket is None:
                raise ConnectionError("the probe has not called")
            self._log.message("→ probe", question)
            self._socket.sendall(encode_message(question))
        except (OSError, ProtocolError) as error:
            self._answer({"id": number, "error": str(error)})
        return number

    def forget(self, number: int) -> None:
        """Drop the answer to a question when it comes."""
        self._asked.pop(number, None)

    def close(self) -> None:
        """Stop listening and hang up."""
        self.connected = False
        for open_socket in (self._socket, self._listener if self.address else None):
            if open_socket is not None:
                with contextlib.suppress(OSError):
                    open_socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError), self._listener:
            for _ in range(_STRANGERS):
                caller, _ = self._listener.accept()
                with caller, caller.makefile("rb") as stream:
                    if self._is_probe(caller, stream):
                        self._loop.post(partial(self._connect, caller))
                        self._read(stream)
                        return
                self._log.write("turned away a caller without the token")

    def _is_probe(self, caller: socket.socket, stream: Reader) -> bool:
        caller.settimeout(_TOKEN_SECONDS)
        try:
            said = read_message(stream).get("token")
            caller.settimeout(None)
            caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, EOFError, ProtocolError):
            return False
        return isinstance(said, str) and hmac.compare_digest(said.encode(), self.token.encode())

    def _read(self, stream: Reader) -> None:
        reason = "closed"
        try:
            while True:
                message = read_message(stream)
                self._log.message("← probe", message)
                self._loop.post(partial(self._answer, message))
        except EOFError:
            pass
        except (OSError, ProtocolError, ValueError) as error:
            reason = str(error)
        self._log.write(f"probe link ended: {reason}")
        self._loop.post(self._disconnect)

    def _connect(self, caller: socket.socket) -> None:
        self._socket = caller
        self.connected = True

    def _disconnect(self) -> None:
        self.connected = False
        self._socket = None
        for number in list(self._asked):
            self._answer({"id": number, "error": "the training process hung up"})

    def _answer(self, message: dict[str, Any]) -> None:
        number = message.get("id")
        then = self._asked.pop(number, None) if isinstance(number, int) else None
        if then is not None:
            then(message)
