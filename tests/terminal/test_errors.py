"""Scripts that end with an error: a finding with the script's own traceback, or the traceback alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.terminal.test_run import run, script

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tensorflow

PRODUCT = """
import tensorflow as tf

def predict(inputs, weight):
    return inputs @ weight

print("begin")
predict(tf.ones((8, 4)), tf.ones((3, 1)))
print("end")
"""


def test_an_error_that_is_a_finding_ends_the_run_without_a_traceback(tmp_path: Path) -> None:
    done = run(tmp_path, script(tmp_path, PRODUCT))

    assert (done.code, done.report["ended"]) == (3, "stopped")
    (found,) = done.report["findings"]
    assert found["kind"] == "shape-mismatch"
    assert (found["location"]["line"], found["location"]["function"]) == (5, "predict")
    said = " ".join(done.errors.split())
    assert "`inputs` (8, 4) @ `weight` (3, 1): inner dimensions 4 and 3 differ" in said
    assert "Traceback" not in done.errors
    assert done.output == "begin\n"


def test_when_the_run_goes_on_the_scripts_traceback_follows_as_python_prints_it(tmp_path: Path) -> None:
    done = run(tmp_path, "--on-stop", "continue", script(tmp_path, PRODUCT))

    assert (done.code, done.report["ended"]) == (3, "exception")
    assert [found["kind"] for found in done.report["findings"]] == ["shape-mismatch"]
    trace = done.errors.partition("Traceback (most recent call last):\n")[2]
    assert trace.count(", in predict\n    return inputs @ weight") == 1
    assert "InvalidArgumentError: {{function_node" in trace
    assert "pyadapter" not in trace


def test_an_error_of_the_script_itself_is_printed_as_ever(tmp_path: Path) -> None:
    done = run(tmp_path, script(tmp_path, "import tensorflow\nopen('no such file')\n"))

    assert (done.code, done.report["ended"], done.report["findings"]) == (1, "exception", [])
    assert "FileNotFoundError" in done.errors
    assert "pyadapter" not in done.errors


def test_a_kind_that_is_not_asked_for_is_an_error_as_any_other(tmp_path: Path) -> None:
    done = run(tmp_path, "--break", "nan", script(tmp_path, PRODUCT))

    assert (done.code, done.report["findings"]) == (1, [])
    assert "Matrix size-incompatible" in done.errors
