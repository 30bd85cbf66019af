"""Tensors for panels at pauses of any kind, also those that debugpy makes by itself."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.harness.client import RequestFailedError
from tests.harness.patterns import containing, matching
from tests.harness.script import write_script
from tests.harness.session import Session, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapter.conftest import WriteScript
    from tests.harness.script import Script

pytestmark = pytest.mark.tensorflow

PLAIN = """
    import gc, time, weakref
    import numpy as np

    class Holder:
        pass

    def work(table):
        holder = Holder()
        holder.inner = table[1:]
        words = ["no", "numbers"]
        return table  # @bp

    for turn in range(2):
        made = np.full((300, 400), float(turn), "float32")
        gone = weakref.ref(made)
        work(made)
        del made
        limit = time.monotonic() + 5  # the debugger is told that the run goes on, and does not wait
        while gone() is not None and time.monotonic() < limit:
            gc.collect()
            time.sleep(0.01)
        print("gone", gone() is None, flush=True)  # @after
"""


@pytest.fixture(scope="module")
def paused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Stop, Script]]:
    """A session at a Python breakpoint; the tests that share it only look."""
    plain = write_script(tmp_path_factory.mktemp("plain"), PLAIN)
    with Session() as session:
        session.launch(plain, breakpoints={plain: [plain["bp"]]})
        yield session, session.wait_for_stop("breakpoint"), plain


def expression(name: str, stop: Stop) -> dict[str, Any]:
    return {"reference": {"type": "expression", "name": name, "frameId": stop.frame}}


def window(session: Session, handle: int, **options: Any) -> np.ndarray[Any, Any]:
    asked = {"index": [], "row": 0, "column": 0, "rows": 2, "columns": 2, **options}
    body = session.request("keras/window", handle=handle, **asked)
    values = np.frombuffer(base64.b64decode(body["values"]), "<f8")
    return values.reshape(body["rows"], body["columns"])


def test_an_expression_can_be_looked_at_where_no_tensor_breakpoint_stopped(
    paused: tuple[Session, Stop, Script],
) -> None:
    session, stop, _ = paused
    body = session.request("keras/tensor", **expression("table * 2 + 1", stop))
    assert body["reference"] == {"type": "expression", "name": "table * 2 + 1"}
    assert body["tensor"] == containing(shape=[300, 400], name="table * 2 + 1", line=matching("all 1"))
    assert window(session, body["tensor"]["handle"]).tolist() == [[1, 1], [1, 1]]


def test_a_value_in_variables_becomes_an_expression(paused: tuple[Session, Stop, Script]) -> None:
    session, stop, _ = paused
    scope = session.request("scopes", frameId=stop.frame)["scopes"][0]["variablesReference"]
    shown = session.request("variables", variablesReference=scope)["variables"]
    (holder,) = [each["variablesReference"] for each in shown if each["name"] == "holder"]
    session.request("variables", variablesReference=holder)
    asked = {"reference": {"type": "expression", "name": "inner"}, "variablesReference": holder}
    body = session.request("keras/tensor", **asked)
    assert body["reference"] == {"type": "expression", "name": "holder.inner"}
    assert body["tensor"] == containing(shape=[299, 400], name="inner")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("words", r"words \(list\) is no tensor"),
        ("nonsense", "nonsense cannot be evaluated here: NameError: name 'nonsense' is not defined"),
        ("not an expression", "not an expression cannot be evaluated: That is no expression"),
    ],
)
def test_what_is_no_tensor_says_why(paused: tuple[Session, Stop, Script], name: str, why: str) -> None:
    session, stop, _ = paused
    body = session.request("keras/tensor", **expression(name, stop))
    assert body == containing(tensor=None, why=matching(why))


def test_without_a_frame_one_is_asked_for(paused: tuple[Session, Stop, Script]) -> None:
    session, _, _ = paused
    body = session.request("keras/tensor", reference={"type": "expression", "name": "table"})
    assert "choose one in the call stack" in body["why"]
    body = session.request("keras/tensor", reference={"type": "batch", "name": "x"})
    assert body["why"] == "No batch is being worked on at this line."
    with pytest.raises(RequestFailedError, match="type"):
        session.request("keras/tensor", reference={"type": "number", "name": "x"})


@pytest.mark.parametrize("command", ["continue", "next"])
def test_values_are_held_only_while_the_run_is_paused(script: WriteScript, command: str) -> None:
    plain = script(PLAIN)
    with Session() as session:
        session.launch(plain, breakpoints={plain: [plain["bp"]]})
        stop = session.wait_for_stop("breakpoint")
        first = session.request("keras/tensor", **expression("table", stop))["tensor"]["handle"]
        again = session.request("keras/tensor", **expression("table", stop))["tensor"]["handle"]
        assert first == again
        session.request(command, threadId=stop.thread)
        stop = session.wait_for_stop()
        with pytest.raises(RequestFailedError, match="run has gone on"):
            window(session, first)
        name = "table" if command == "continue" else "np.ones(3)"
        body = session.request("keras/tensor", **expression(name, stop))
        assert body["tensor"]["handle"] > first
        if command == "next":
            session.request("continue", threadId=stop.thread)
            stop = session.wait_for_stop("breakpoint")
        session.request("continue", threadId=stop.thread)
        assert session.wait_for_end() == 0
        assert session.output("stdout").splitlines() == ["gone True", "gone True"]
