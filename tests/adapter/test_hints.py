"""Hints in the Debug Console: quiet, and beside the line that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pyadapter.adapter.hints import Hints
from pyadapter.protocol.stop import HINT_EVENT
from tests.harness.session import Session

if TYPE_CHECKING:
    from tests.adapter.conftest import WriteScript

PLACE = {"file": "/home/me/train.py", "line": 12}
HINT = {
    "id": "dropout-high",
    "message": "Half is dropped.",
    "fix": "Dropout(0.3)\nor less",
    "confidence": "possible",
}


class Relay:
    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def event(self, name: str, body: dict[str, Any]) -> None:
        self.sent.append((name, body))

    def pass_on(self, message: dict[str, Any]) -> None:
        self.sent.append((message["event"], message["body"]))


@pytest.mark.parametrize("place", [PLACE, None])
def test_a_hint_is_a_line_of_the_console_and_goes_on_to_the_panels(place: dict[str, Any] | None) -> None:
    relay = Relay()
    hint = {**HINT, **({"location": place} if place else {})}
    Hints(relay).given({"type": "event", "event": HINT_EVENT, "body": {"hint": hint}})  # type: ignore[arg-type]  # as far as it is used

    (name, output), told = relay.sent
    assert (name, output["category"]) == ("output", "console")
    assert output["output"] == "hint: Half is dropped.\n      Dropout(0.3)\n      or less\n"
    assert (output.get("source"), output.get("line")) == (
        ({"path": PLACE["file"]}, 12) if place else (None, None)
    )
    assert told == (HINT_EVENT, {"hint": hint})


@pytest.mark.tensorflow
def test_a_hint_of_a_run_is_a_link_in_the_console_and_stops_nothing(script: WriteScript) -> None:
    source = script("""
        import keras
        import numpy as np

        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.compile(  # @compiled
            keras.optimizers.Adam(0.001),
            loss=keras.losses.BinaryCrossentropy(from_logits=True), metrics=["binary_accuracy"]
        )
        x = np.random.default_rng(1).normal(size=(8, 2))
        model.fit(x, x[:, 0] > 0, verbose=0)
        model.fit(x, x[:, 0] > 0, verbose=0)
    """)
    with Session() as session:
        session.launch(source)
        session.wait_for_end()
        (told,) = session.events(HINT_EVENT)
        (output,) = [each for each in session.events("output") if each["output"].startswith("hint: ")]
    assert told["hint"]["id"] == "logits-probabilities"
    assert told["hint"]["message"] in output["output"]
    assert (output["source"]["path"], output["line"]) == (str(source.path), source["compiled"])
