"""One end of a DAP link: strict messages in from a thread, numbered messages out."""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING, Any

from pyadapter.protocol.framing import ProtocolError, Reader, Writer, read_message, write_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.adapter.log import Log

Message = dict[str, Any]


class Endpoint:
    """A peer that speaks DAP.

    `send` is called from the loop's thread only; `on_message` and `on_end` are called on the reading thread,
    the latter once and last, with the reason in words, or None when the peer simply closed the stream.
    """

    def __init__(self, name: str, reader: Reader, writer: Writer, log: Log) -> None:
        self.name = name
        self.log = log
        self._reader = reader
        self._writer = writer
        self._numbers = itertools.count(1)

    def start(self, on_message: Callable[[Message], None], on_end: Callable[[str | None], None]) -> None:
        """Read on a thread of its own until the stream ends or is not DAP any more."""
        thread = threading.Thread(
            target=self._read, args=(on_message, on_end), name=f"{self.name} reader", daemon=True
        )
        thread.start()

    def send(self, message: Message) -> int:
        """Send a message under the next sequence number, and return that.

        Raises:
            ProtocolError: The message is too large; nothing was sent.
            OSError: The peer is gone.
        """
        message = {**message, "seq": next(self._numbers)}
        self.log.message(f"→ {self.name}", message)
        write_message(self._writer, message)
        return int(message["seq"])

    def _read(self, on_message: Callable[[Message], None], on_end: Callable[[str | None], None]) -> None:
        reason: str | None = None
        try:
            while True:
                message = read_message(self._reader)
                self.log.message(f"← {self.name}", message)
                check(message)
                on_message(message)
        except EOFError:
            pass
        except (ProtocolError, OSError, ValueError) as error:  # ValueError: the file was closed by us.
            reason = str(error)
        self.log.write(f"{self.name} ended: {reason or 'closed'}")
        on_end(reason)


def check(message: Message) -> None:
    """Accept what DAP calls a protocol message.

    Args:
        message: A JSON object. A null `arguments` is taken away, as some clients send it for none.

    Raises:
        ProtocolError: It is not one; debugpy would not recover from it.
    """
    kind = message.get("type")
    if kind == "request":
        if message.get("arguments") is None:
            message.pop("arguments", None)
        good = (
            isinstance(message.get("command"), str)
            and _is_number(message.get("seq"))
            and isinstance(message.get("arguments", {}), dict)
        )
    elif kind == "response":
        good = _is_number(message.get("request_seq")) and isinstance(message.get("success"), bool)
    elif kind == "event":
        good = isinstance(message.get("event"), str)
    else:
        good = False
    if not good:
        raise ProtocolError(f"not a DAP message: {str(message)[:200]}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
