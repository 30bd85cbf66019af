"""Samples whose line is not where an op goes wrong: a debugger and the terminal name the same line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pyadapter.core import kinds
from tests.harness.script import script_at
from tests.harness.session import Session

pytestmark = pytest.mark.tensorflow

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.parametrize("name", ["labels-in-inputs", "second-order"])
def test_a_debugger_and_the_terminal_name_the_same_line(name: str) -> None:
    expected = json.loads((SAMPLES / name / "expected.json").read_text("utf-8"))["finding"]
    sample = script_at(SAMPLES / name / "train.py")
    with Session() as session:
        session.launch(sample, filters=[f"keras.{kind}" for kind in kinds.DEFAULT])
        stop = session.wait_for_stop("exception")
        finding = session.events("keras/stop")[0]["finding"]
        assert (finding["kind"], finding["step"]) == (expected["kind"], expected["step"])
        assert stop.line == finding["location"]["line"] == sample[expected["marker"].removeprefix("@")]
        session.press_stop()
