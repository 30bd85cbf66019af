"""The channel: our own socket to the adapter; its threads answer while the program is paused, too."""

from __future__ import annotations

import logging
import queue
import socket
import threading
from typing import TYPE_CHECKING, Any

from pyadapter.protocol.framing import ProtocolError, read_message, write_message

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger("keras-debug.probe")

TIMEOUT = 5.0
"""Seconds to reach the adapter; on the loopback interface it takes less than a millisecond."""


QUICK = frozenset({"keras/window"})
"""Take milliseconds while somebody scrolls: they wait neither for statistics nor for a large export."""


class Channel:
    """Answers the adapter's questions, one after the other, but for the quick ones.

    Args:
        answer: Called with command and arguments; returns the body or raises.
        ended: Called when the adapter has gone.
    """

    def __init__(
        self,
        answer: Callable[[str, dict[str, Any]], dict[str, Any]],
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._answer = answer
        self._ended = ended
        self._socket: socket.socket | None = None
        self._questions: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._writing = threading.Lock()

    def connect(self, host: str, port: int, token: str) -> bool:
        """Call the adapter and start to answer.

        Returns:
            Whether it could be reached. When not, it asks through the debugger instead.
        """
        try:
            self._socket = socket.create_connection((host, port), TIMEOUT)
            self._socket.settimeout(None)
            stream = self._socket.makefile("rwb")
            write_message(stream, {"token": token})
        except OSError as error:
            logger.info("no channel to %s:%s: %s", host, port, error)
            self.close()
            return False
        for run in (self._read, self._work):
            thread = threading.Thread(target=run, args=(stream,), name="keras-debug channel", daemon=True)
            # pydevd neither traces nor suspends them, so they answer while everything else is paused.
            thread.pydev_do_not_trace = True  # type: ignore[attr-defined]  # pydevd's own convention
            thread.is_pydev_daemon_thread = True  # type: ignore[attr-defined]  # as above
            thread.start()
        return True

    def close(self) -> None:
        """End the channel."""
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()

    def _read(self, stream: Any) -> None:
        try:
            while True:
                message = read_message(stream)
                if message.get("command") in QUICK:
                    self._answer_on(stream, message)
                else:
                    self._questions.put(message)
        except (OSError, EOFError, ProtocolError, ValueError) as error:
            logger.debug("channel ended: %s", error)
        finally:
            self._questions.put(None)
            self.close()

    def _work(self, stream: Any) -> None:
        try:
            while (message := self._questions.get()) is not None:
                self._answer_on(stream, message)
        except (OSError, ValueError) as error:
            logger.debug("nobody waits for an answer: %s", error)
        finally:
            self._ended()

    def _answer_on(self, stream: Any, message: dict[str, Any]) -> None:
        reply = self._reply(message)
        with self._writing:
            try:
                write_message(stream, reply)
            except (ProtocolError, ValueError) as error:  # nothing was written: it is too long, for example
                write_message(stream, {"id": reply["id"], "error": str(error)})

    def _reply(self, message: dict[str, Any]) -> dict[str, Any]:
        reply: dict[str, Any] = {"id": message.get("id")}
        try:
            reply["body"] = self._answer(str(message.get("command")), message.get("arguments") or {})
        except Exception as error:  # noqa: BLE001 -- every question gets an answer
            reply["error"] = str(error) or type(error).__name__
        return reply
