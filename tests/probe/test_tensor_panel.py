"""What the tensor panel asks about a tensor, as it travels."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tensorflow as tf

from pyadapter.probe.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.probe.conftest import Watched

    Ask = Callable[..., dict[str, Any]]

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def ask(watched: Watched) -> Ask:
    """Asks about values."""
    inspection = Inspection(watched.probe)

    def asking(command: str, value: Any, **arguments: Any) -> dict[str, Any]:
        for name in ("minus", "other"):
            if name in arguments:
                arguments[name] = watched.probe.handles.give(arguments[name])
        handle = watched.probe.handles.give(value)
        answer = inspection.answer(f"keras/{command}", {"handle": handle, **arguments})
        found: dict[str, Any] = json.loads(json.dumps(answer, allow_nan=False))
        return found

    return asking


def values(body: dict[str, Any]) -> list[list[float]]:
    cells = np.frombuffer(base64.b64decode(body["values"]), "<f8")
    rows: list[list[float]] = cells.reshape(body["rows"], body["columns"]).tolist()
    return rows


def test_a_window_of_any_two_axes(ask: Ask) -> None:
    tensor = tf.reshape(tf.range(24), (2, 3, 4))
    body = ask("window", tensor, index=[1], row=0, column=1, rows=9, columns=1, axes=[2, 0])
    assert (body["shape"], body["row"], body["column"]) == ([2, 3, 4], 0, 1)
    assert values(body) == [[16], [17], [18], [19]]
    with pytest.raises(ValueError, match="no plane"):
        ask("window", tensor, index=[], row=0, column=0, rows=1, columns=1, axes=[1, 1])


def test_an_overview_shows_where_the_bad_values_are(ask: Ask) -> None:
    array = np.ones((1000, 1000), np.float32)
    array[123, 987] = np.nan
    array[500, 5] = -np.inf
    whole = {"index": [], "row": 0, "column": 0, "rows": 256, "columns": 256}
    body = ask("window", tf.constant(array), **whole, steps=[100, 250])
    cells = values(body)
    assert (body["rows"], body["columns"], "sampled" in body) == (10, 4, False)
    assert np.isnan(cells[1][3])
    assert cells[5][0] == -np.inf
    assert cells[0] == pytest.approx([1] * 4)


def test_a_window_of_a_difference(ask: Ask) -> None:
    whole = {"index": [], "row": 0, "column": 0, "rows": 9, "columns": 9}
    one, other = tf.constant([[1.0, 5.0, np.inf]]), np.array([[1, 2, 3]], np.int8)
    assert values(ask("window", one, minus=other, **whole)) == [[0, 3, np.inf]]
    with pytest.raises(ValueError, match=r"The shapes differ: \[1, 3\] and \[3\]"):
        ask("window", one, minus=np.zeros(3), **whole)


def test_the_scale_of_a_histogram_is_chosen_where_none_is_asked_for(ask: Ask) -> None:
    tails = np.exp(np.linspace(-20, 5, 1000)).astype(np.float32)
    chosen, linear = ask("histogram", tails), ask("histogram", tails, scale="linear")
    assert (chosen["scale"], linear["scale"]) == ("symlog", "linear")
    assert len(chosen["edges"]) == len(chosen["counts"]) + 1
    assert sum(chosen["counts"]) == sum(linear["counts"]) == 1000
    assert chosen["edges"][-1] == pytest.approx(np.exp(5))


def test_statistics_along_an_axis(ask: Ask) -> None:
    tensor = tf.constant([[1.0, np.nan], [3.0, -np.inf]])
    body = ask("axisStatistics", tensor, axis=1, start=0, count=256)
    assert (body["axis"], body["size"], body["start"], body["sampled"]) == (1, 2, 0, False)
    assert body["rows"][0] == {
        "index": 0, "nan": 0, "positiveInf": 0, "negativeInf": 0, "zeros": 0,
        "minimum": 1, "maximum": 3, "mean": 2, "standardDeviation": 1,
    }  # fmt: skip
    assert body["rows"][1]["nan"] == body["rows"][1]["negativeInf"] == 1
    assert body["rows"][1]["mean"] is None


def test_bad_indices_come_in_pages(ask: Ask) -> None:
    tensor = tf.constant([[1.0, np.nan], [np.inf, -np.inf]])
    assert ask("badIndices", tensor, start=1, count=1) == {
        "total": 3, "sampled": False, "indices": [{"index": [1, 0], "value": "+Inf"}],
    }  # fmt: skip
    assert ask("badIndices", tf.range(5), start=0, count=9)["total"] == 0


def test_a_comparison_with_another_tensor(ask: Ask) -> None:
    body = ask("comparison", tf.constant([1.0, 2.0, np.nan]), other=np.array([1.0, 4.0, 0.0]))
    assert body == {
        "comparable": True, "meanError": 1, "maximumError": 2, "maximumAt": [1], "differing": 2,
        "relativeError": pytest.approx(2 / 17**0.5), "nonFinite": 1, "count": 3, "sampled": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (np.zeros(4), "The shapes differ: [3] and [4]."),
        (tf.constant(["a", "b", "c"]), "A tensor of dtype string has no numbers to compare."),
    ],
)
def test_what_cannot_be_compared_says_why(ask: Ask, other: Any, why: str) -> None:
    assert ask("comparison", tf.zeros(3), other=other) == {"comparable": False, "why": why}


def test_an_export_is_a_file_of_numpy(ask: Ask, tmp_path: Path) -> None:
    path = str(tmp_path / "tensor.npy")
    body = ask("exportTensor", tf.constant([[1.0, np.nan]]), path=path)
    assert body == {"path": path, "bytes": (tmp_path / "tensor.npy").stat().st_size}
    np.testing.assert_array_equal(np.load(path), [[1, np.nan]])


def test_an_export_that_fails_says_where_and_why(ask: Ask, tmp_path: Path) -> None:
    path = str(tmp_path / "nowhere" / "tensor.npy")
    with pytest.raises(OSError, match=r"tensor.npy cannot be written: No such file or directory"):
        ask("exportTensor", tf.zeros(3), path=path)


@pytest.mark.parametrize(
    "value",
    [
        tf.constant(3.0),
        np.zeros((0, 4), np.float32),
        tf.cast([[1.0, np.inf]], tf.bfloat16),
        np.array([1 + 1j]),
        tf.Variable([True, False]),
        tf.sparse.from_dense([[0.0, np.nan]]),
        tf.ragged.constant([[1.0], [2.0, 3.0]]),
    ],
    ids=["scalar", "empty", "bfloat16", "complex", "bool", "sparse", "ragged"],
)
def test_every_kind_of_tensor_can_be_asked_about(ask: Ask, value: Any) -> None:
    shape = ask("window", value, index=[], row=0, column=0, rows=2, columns=2, steps=[2, 2])["shape"]
    assert ask("badIndices", value, start=0, count=5)["sampled"] is False
    assert ask("comparison", value, other=value)["differing"] == 0
    for axis in range(len(shape)):
        assert ask("axisStatistics", value, axis=axis, start=0, count=5)["size"] == shape[axis]


@pytest.mark.parametrize("command", ["window", "histogram", "axisStatistics", "badIndices"])
def test_text_has_no_numbers_and_that_is_said(ask: Ask, command: str) -> None:
    asked = {"index": [], "row": 0, "column": 0, "rows": 2, "columns": 2, "axis": 0, "start": 0, "count": 1}
    with pytest.raises(TypeError, match=r"dtype (string|object) has no"):
        ask(command, tf.constant(["a", "b"]), **asked)
