"""Framing of JSON messages as in DAP: `Content-Length`, an empty line, the body; strict, bounded.

Both ends of a link that fails here must give it up: after a bad header nobody knows where the next message
starts. debugpy never recovers from one, so nothing that this module refuses may be passed on to it.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn, Protocol

MAXIMUM_HEADER = 4096
"""Bytes of all header lines together; a DAP header is about 25."""

MAXIMUM_BODY = 0xFFFFFF - 0x10000
"""Bytes of a body. debugpy's `JsonIOStream.MAX_BODY_SIZE` is 0xFFFFFF and it is dead for good beyond that;
the margin is for what a relay may add to a message."""


class ProtocolError(Exception):
    """What came over the link is not a message; the link cannot be used any more."""


class Reader(Protocol):
    """The part of a buffered binary stream that is read from."""

    def readline(self, size: int = ..., /) -> bytes:
        """Return bytes up to and with the next line feed, at most `size`."""

    def read(self, size: int = ..., /) -> bytes:
        """Return exactly `size` bytes, fewer only at the end of the stream."""


class Writer(Protocol):
    """The part of a binary stream that is written to."""

    def write(self, data: bytes, /) -> object:
        """Write all of `data`."""

    def flush(self) -> object:
        """Hand on what was written."""


def read_message(stream: Reader) -> dict[str, Any]:
    """Read one message.

    Args:
        stream: A buffered stream; `read` must block until it has all bytes or the stream ends.

    Returns:
        The decoded JSON object.

    Raises:
        EOFError: The stream ended before a message began.
        ProtocolError: The header or the body is malformed, too long, or cut off.
    """
    length = _read_header(stream)
    body = stream.read(length)
    if len(body) < length:
        raise ProtocolError(f"the stream ended after {len(body)} of the {length} bytes of a message")
    try:
        message = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"the body of a message is not JSON: {error}") from error
    if not isinstance(message, dict):
        raise ProtocolError(f"a message is a JSON object, not {type(message).__name__}")
    return message


def encode_message(message: dict[str, Any]) -> bytes:
    """Return the bytes of a message with its header.

    Raises:
        ProtocolError: The message is larger than `MAXIMUM_BODY`, or JSON cannot express it, as NaN.
    """
    try:
        body = json.dumps(message, separators=(",", ":"), allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise ProtocolError(f"a message cannot be written as JSON: {error}") from error
    if len(body) > MAXIMUM_BODY:
        raise ProtocolError(f"a message of {len(body)} bytes is over the limit of {MAXIMUM_BODY}")
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def write_message(stream: Writer, message: dict[str, Any]) -> None:
    """Write one message and flush. The caller keeps writers of one stream apart by a lock.

    Raises:
        ProtocolError: As `encode_message`; nothing was written.
        OSError: The stream is closed or broken.
    """
    stream.write(encode_message(message))
    stream.flush()


def _read_header(stream: Reader) -> int:
    """Read the header lines and return the length of the body in bytes."""
    length: int | None = None
    left = MAXIMUM_HEADER
    while True:
        line = stream.readline(left)
        if not line and left == MAXIMUM_HEADER:
            raise EOFError("the stream ended")
        left -= len(line)
        if not line.endswith(b"\n"):
            what = f"is longer than {MAXIMUM_HEADER} bytes" if left <= 0 else "is cut off"
            raise ProtocolError(f"the header of a message {what}: {line[:80]!r}")
        line = line.rstrip(b"\r\n")
        if not line:
            if length is None:
                raise ProtocolError("a message has no Content-Length")
            return length
        name, colon, value = line.partition(b":")
        if not colon:
            raise ProtocolError(f"not a header line: {line[:80]!r}")
        if name.strip().lower() == b"content-length":
            length = _length(value.strip(), length)


def _length(text: bytes, earlier: int | None) -> int:
    # int() would take "+5", "1_0" and numbers of any size.
    if not text.isdigit() or len(text) > len(str(MAXIMUM_BODY)):
        raise ProtocolError(f"Content-Length is not a length below {MAXIMUM_BODY}: {text[:80]!r}")
    length = int(text)
    if length > MAXIMUM_BODY:
        raise ProtocolError(f"a message of {length} bytes is over the limit of {MAXIMUM_BODY}")
    if earlier is not None:
        raise ProtocolError("a message has more than one Content-Length")
    return length


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
