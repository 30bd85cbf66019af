"""Framing: what was written is read again, and nothing else is."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.protocol.framing import (
    MAXIMUM_BODY,
    ProtocolError,
    encode_message,
    read_message,
    write_message,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.lists(st.dictionaries(st.text(), JSON, max_size=4), max_size=3))
def test_messages_come_out_as_they_went_in(messages: list[dict[str, object]]) -> None:
    stream = io.BytesIO()
    for message in messages:
        write_message(stream, message)
    stream.seek(0)
    assert [read_message(stream) for _ in messages] == messages
    with pytest.raises(EOFError):
        read_message(stream)


def test_other_headers_and_case_are_accepted() -> None:
    data = b"Content-Type: application/vscode-jsonrpc\r\ncontent-length:  2\r\n\r\n{}"
    assert read_message(io.BytesIO(data)) == {}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello\r\n\r\n", "not a header line"),
        (b"\r\n{}", "no Content-Length"),
        (b"Content-Length: ten\r\n\r\n", "not a length"),
        (b"Content-Length: -1\r\n\r\n", "not a length"),
        (b"Content-Length: +2\r\n\r\n{}", "not a length"),
        (b"Content-Length: 1_0\r\n\r\n", "not a length"),
        (b"Content-Length: %d\r\n\r\n" % (MAXIMUM_BODY + 1), "over the limit"),
        (b"Content-Length: 99999999999999999999\r\n\r\n", "not a length"),
        (b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "more than one"),
        (b"X: " + b"a" * 5000 + b"\r\n", "longer than"),
        (b"X: a\r\n" * 2000, "longer than"),
        (b"Content-Length: 2", "cut off"),
        (b"Content-Length: 10\r\n\r\n{}", "2 of the 10 bytes"),
        (b"Content-Length: 2\r\n\r\n{]", "not JSON"),
        (b"Content-Length: 3\r\n\r\n\xff{}", "not JSON"),
        (b"Content-Length: 2\r\n\r\n[]", "object"),
        (b"Content-Length: 9\r\n\r\n" + b'{"a":NaN}', "NaN"),
        (b"Content-Length: 200000\r\n\r\n" + b"[" * 200_000, "not JSON"),
    ],
)
def test_garbage_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ProtocolError, match=reason):
        read_message(io.BytesIO(data))


@given(st.binary(max_size=200))
def test_random_bytes_never_raise_anything_else(data: bytes) -> None:
    with pytest.raises((ProtocolError, EOFError)):
        read_message(io.BytesIO(data))


def test_a_message_over_the_limit_is_not_written() -> None:
    stream = io.BytesIO()
    with pytest.raises(ProtocolError, match="over the limit"):
        write_message(stream, {"text": "x" * MAXIMUM_BODY})
    assert stream.getvalue() == b""


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
def test_what_json_cannot_say_is_not_written(value: object) -> None:
    with pytest.raises(ProtocolError, match="as JSON"):
        encode_message({"value": value})
