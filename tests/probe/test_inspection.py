"""What the adapter can ask while the run is stopped at a finding."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.probe import bootstrap
from pyadapter.probe.channel import Channel
from pyadapter.probe.inspection import Inspection
from pyadapter.protocol.framing import read_message, write_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


class LogOf(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        return ops.log(x)


def stopped(
    watched: Watched, x: Any, y: Any, model: Any, question: Callable[[Any], Any], **options: Any
) -> Any:
    """Fit until the first finding and ask there."""
    answers: list[Any] = []
    inspection = Inspection(watched.probe)

    def ask(command: str, **arguments: Any) -> Any:
        # As it travels: what is not JSON fails here.
        return json.loads(json.dumps(inspection.answer(command, arguments)))

    watched.at_stop = lambda _stop: answers.append(question(ask)) if not answers else None
    model.compile("sgd", "mse")
    model.fit(x, y, verbose=0, **options)
    assert answers
    return answers[0]


def simple() -> tuple[Any, Any, Any]:
    x = np.arange(1, 33, dtype="float32").reshape(8, 4)
    x[2, 1] = -1
    return x, np.arange(8.0), keras.Sequential([keras.Input((4,)), LogOf(), layers.Dense(1)])


def test_finding_histogram_and_window_are_answered_by_handle(watched: Watched) -> None:
    def question(ask: Any) -> Any:
        finding = ask("keras/finding")["finding"]
        handle = finding["tensor"]["handle"]
        return (
            finding,
            ask("keras/histogram", handle=handle, bins=5),
            ask("keras/window", handle=handle, index=[], row=2, column=0, rows=1, columns=4),
        )

    finding, histogram, window = stopped(watched, *simple(), question, shuffle=False)
    assert finding["op"] == "Log"
    assert histogram["nan"] == 1
    assert sum(histogram["counts"]) == 31
    values = np.frombuffer(base64.b64decode(window["values"]), "<f8")
    assert np.isnan(values[1])
    assert values[0] == pytest.approx(np.log(9), rel=1e-6)


def test_a_handle_of_an_earlier_stop_is_refused(watched: Watched) -> None:
    inspection = Inspection(watched.probe)
    tf.math.log(tf.constant([-1.0]))
    handle = watched.only.tensor.handle  # type: ignore[union-attr]

    with pytest.raises(LookupError, match="run has gone on"):
        inspection.answer("keras/histogram", {"handle": handle})
    assert inspection.answer("keras/finding", {}) == {"finding": None}
    assert inspection.answer("keras/batch", {})["total"] == 0


def test_breakpoints_change_while_the_run_goes_on(watched: Watched) -> None:
    inspection = Inspection(watched.probe)
    inspection.answer("keras/setTensorBreakpoints", {"breakpoints": []})
    tf.math.log(tf.constant([-1.0]))
    assert watched.findings == []

    inspection.answer("keras/setTensorBreakpoints", {"breakpoints": [{"kind": "nan"}]})
    tf.math.log(tf.constant([-1.0]))
    assert len(watched.findings) == 1


def test_a_condition_with_an_error_is_refused_and_changes_nothing(watched: Watched) -> None:
    inspection = Inspection(watched.probe)
    bad = {"breakpoints": [{"kind": "nan", "condition": "step >"}]}

    with pytest.raises(ValueError, match=r"."):
        inspection.answer("keras/setTensorBreakpoints", bad)
    tf.math.log(tf.constant([-1.0]))
    assert len(watched.findings) == 1


def test_the_channel_shows_its_token_and_answers(watched: Watched) -> None:
    inspection = Inspection(watched.probe)
    with socket.create_server(("127.0.0.1", 0)) as server:
        channel = Channel(inspection.answer)
        assert channel.connect("127.0.0.1", server.getsockname()[1], "secret")
        connection, _ = server.accept()
        with connection, connection.makefile("rwb") as stream:
            assert read_message(stream) == {"token": "secret"}
            write_message(stream, {"id": 1, "command": "keras/finding"})
            assert read_message(stream) == {"id": 1, "body": {"finding": None}}
            write_message(stream, {"id": 2, "command": "keras/dance", "arguments": {}})
            answer = read_message(stream)
            assert answer["id"] == 2
            assert "keras/dance" in answer["error"]
        channel.close()


def test_windows_do_not_wait_for_what_takes_longer() -> None:
    scrolled = threading.Event()
    ended = threading.Event()

    def answer(command: str, _arguments: dict[str, Any]) -> dict[str, Any]:
        if command == "keras/window":
            scrolled.set()
        elif command == "keras/histogram":
            assert scrolled.wait(10)
        return {"nan": float("nan")} if command == "keras/batch" else {}

    with socket.create_server(("127.0.0.1", 0)) as server:
        channel = Channel(answer, ended.set)
        assert channel.connect("127.0.0.1", server.getsockname()[1], "secret")
        connection, _ = server.accept()
        with connection, connection.makefile("rwb") as stream:
            read_message(stream)
            for number, command in enumerate(["histogram", "batch", "finding", "window"]):
                write_message(stream, {"id": number, "command": f"keras/{command}"})
            answers = [read_message(stream) for _ in range(4)]
    assert [each["id"] for each in answers] == [3, 0, 1, 2]
    assert ["body" if "body" in each else "error" for each in answers] == ["body", "body", "error", "body"]
    assert ended.wait(10)


def test_a_channel_without_a_listener_gives_up(watched: Watched) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert not Channel(Inspection(watched.probe).answer).connect("127.0.0.1", port, "secret")


def test_a_probe_that_cannot_start_says_why() -> None:
    assert "JSONDecodeError" in bootstrap.start_under_debugger("{")
    assert json.loads(bootstrap.answer("keras/finding", "{}")) == {
        "error": "there is no probe in this process"
    }


ROOT = Path(__file__).parents[2]

_EARLY = """
import sys
from pyadapter.probe.bootstrap import start_in_terminal
from pyadapter.probe.inspection import _TOPICS, Inspection

inspection = Inspection(start_in_terminal({"breakpoints": [{"kind": "nan"}], "panels": True}, None))
def ask():
    for command in _TOPICS:
        if command != "keras/setTensorBreakpoints":
            try:
                inspection.answer(command, {})
            except (KeyError, LookupError):
                pass
ask()
print("numpy" in sys.modules)
import numpy
ask()
print("tensorflow" in sys.modules, "keras" in sys.modules)
"""


def test_panels_that_are_open_before_the_script_has_imported_anything_import_nothing() -> None:
    """What it sets in `os.environ` before it imports them counts when they are imported."""
    ran = subprocess.run(
        [sys.executable, "-c", _EARLY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert ran.stdout.split() == ["False", "False", "False"]
