"""The transport under a session: requests out, responses, events and reverse requests in."""

from __future__ import annotations

import threading
import time
from typing import IO, TYPE_CHECKING, Any

from pyadapter.protocol.framing import read_message, write_message

if TYPE_CHECKING:
    from collections.abc import Callable

Message = dict[str, Any]
TIMEOUT = 30.0


class RequestFailedError(AssertionError):
    """A request got an unsuccessful response."""

    def __init__(self, response: Message) -> None:
        super().__init__(f"{response['command']}: {response.get('message')}")
        self.message = str(response.get("message"))
        self.error: dict[str, Any] = response.get("body", {}).get("error", {})


class Client:
    """Talks DAP over a pair of streams."""

    def __init__(
        self, reader: IO[bytes], writer: IO[bytes], answer: Callable[[Message], Message | None]
    ) -> None:
        self.events: list[Message] = []
        self.closed = False
        self._reader = reader
        self._writer = writer
        self._answer = answer
        self._number = 0
        self._responses: dict[int, Message] = {}
        self._arrived = threading.Condition()
        self._write_lock = threading.Lock()
        self.thread = threading.Thread(target=self._read, name="test client", daemon=True)
        self.thread.start()

    def send(self, command: str, arguments: Message | None = None) -> int:
        """Send a request; return its number."""
        message = {"type": "request", "command": command}
        return self._write(message if arguments is None else {**message, "arguments": arguments})

    def send_bytes(self, data: bytes) -> None:
        """Send what may not be a message at all."""
        with self._write_lock:
            self._writer.write(data)
            self._writer.flush()

    def response(self, number: int, timeout: float = TIMEOUT) -> Message:
        """Wait for the response to a request."""
        self.wait(lambda: number in self._responses or None, f"the response to request {number}", timeout)
        return self._responses.pop(number)

    def wait(self, find: Callable[[], Any], what: str, timeout: float = TIMEOUT) -> Any:
        """Wait until `find` returns something, asked again with each message that comes."""
        end = time.monotonic() + timeout
        with self._arrived:
            while (found := find()) is None:
                left = end - time.monotonic()
                if self.closed or left <= 0:
                    seen = [event["event"] for event in self.events[-20:]]
                    why = "the adapter ended" if self.closed else f"{timeout} s went by"
                    raise AssertionError(f"waited for {what}, but {why}; last events: {seen}")
                self._arrived.wait(left)
        return found

    def _write(self, message: Message) -> int:
        with self._write_lock:
            self._number += 1
            message["seq"] = self._number
            write_message(self._writer, message)
            return self._number

    def _read(self) -> None:
        try:
            while True:
                self._take(read_message(self._reader))
        except (EOFError, OSError, ValueError):
            pass
        finally:
            with self._arrived:
                self.closed = True
                self._arrived.notify_all()

    def _take(self, message: Message) -> None:
        if message["type"] == "request":
            answer = self._answer(message)
            if answer is not None:
                response = {"type": "response", "request_seq": message["seq"], "command": message["command"]}
                self._write({**response, "success": True, "body": answer})
        with self._arrived:
            if message["type"] == "response":
                self._responses[message["request_seq"]] = message
            elif message["type"] == "event":
                self.events.append(message)
            self._arrived.notify_all()
