"""What a panel can ask of the batch that is being worked on: any structure, any array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.core.finding import BatchRows, Finding
from tests.probe.batches import asking, cells, column, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


class LogOf(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        return ops.log(x)


def stopped(watched: Watched, model: Any, question: Callable[[Any], Any], *data: Any, **options: Any) -> Any:
    """Fit until the first finding and ask there."""
    answers: list[Any] = []
    watched.at_stop = lambda _stop: answers.append(question(asking(watched))) if not answers else None
    model.compile("sgd", "mse")
    model.fit(*data, verbose=0, **options)
    return answers[0]


def simple() -> tuple[Any, Any, Any]:
    x = np.arange(1, 33, dtype="float32").reshape(8, 4)
    x[2, 1] = -1
    return keras.Sequential([keras.Input((4,)), LogOf(), layers.Dense(1)]), x, np.arange(8.0)


def test_the_batch_shows_bad_rows_first_and_says_why(watched: Watched) -> None:
    model, x, y = simple()
    about, rows = stopped(
        watched, model, lambda ask: (ask("keras/batch"), ask("keras/batchRows", start=0, count=3)["rows"]),
        x, y, shuffle=False,
    )  # fmt: skip

    assert (about["total"], about["guilty"], about["order"]) == (8, [2], "guilty")
    assert [each["role"] for each in about["columns"]] == ["feature", "label", "output"]
    assert about["structure"] == "(f32[8,4], f32[8])"
    first = rows[0]
    assert (first["row"], first["datasetRow"], first["bad"]) == (2, 2, True)
    assert first["why"] == "1 of 4 NaN in Log"
    assert first["cells"][0]["text"] == "[9, -1, 11, 12]"
    assert first["cells"][2]["values"][1] is None
    assert "NaN" in first["cells"][2]["text"]
    assert [row["row"] for row in rows] == [2, 0, 1]


def test_rows_are_asked_for_in_pages_and_from_a_row_on(watched: Watched) -> None:
    batch = (np.zeros((8, 2)), np.arange(8))

    assert [row["row"] for row in shown(watched, batch, start=6, count=50)[1]] == [6, 7]
    assert [row["row"] for row in shown(watched, batch, row=3, count=2)[1]] == [3, 4]
    assert shown(watched, batch, start=9, count=2)[1] == []


def test_named_inputs_images_and_weights_are_told_apart(watched: Watched) -> None:
    left = keras.Input((4,), name="left")
    image = keras.Input((5, 5, 3), name="image")
    model = keras.Model({"left": left, "image": image}, layers.Dense(1)(LogOf()(left)))
    x = {"left": -np.ones((8, 4), "float32"), "image": np.zeros((8, 5, 5, 3), "float32")}
    about, rows = stopped(
        watched, model, lambda ask: (ask("keras/batch"), ask("keras/batchRows", start=0, count=1)["rows"]), x,
        np.zeros(8), sample_weight=np.ones(8),
    )  # fmt: skip

    assert column(about, "x['image']")["shape"] == [5, 5, 3]
    assert column(about, "sample_weight")["role"] == "sampleWeight"
    [picture] = cells(about, rows, "x['image']")
    assert (picture["image"]["width"], picture["image"]["height"]) == (5, 5)
    assert picture["flags"] == ["constant: every value is 0"]
    assert cells(about, rows, "x['left']")[0]["text"] == "[-1, -1, -1, -1]"


def test_ragged_sparse_and_text_columns_are_shown(watched: Watched) -> None:
    batch = {
        "ragged": tf.ragged.constant([[1, 2, 3], [4]]),
        "text": tf.constant(["a good film", "a bad one"]),
        "sparse": tf.sparse.from_dense([[0.0, 2.0], [0.0, 0.0]]),
    }
    about, rows = shown(watched, (batch, [0, 1]))

    assert [cell["text"] for cell in cells(about, rows, "x['ragged']")] == ["[1, 2, 3]", "[4]"]
    assert [cell["text"] for cell in cells(about, rows, "x['text']")] == ["a good film", "a bad one"]
    assert [cell["text"] for cell in cells(about, rows, "x['sparse']")] == [
        "1 stored {[1]: 2}",
        "0 stored {}",
    ]
    assert [each["content"] for each in about["columns"][:3]] == ["tokens", "text", "sparse"]


def test_a_column_that_cannot_be_read_does_not_hide_the_others(watched: Watched) -> None:
    class Broken:
        shape = (2,)

        def __array__(self, *_arguments: Any, **_named: Any) -> Any:
            raise RuntimeError("no values today")

    about, rows = shown(watched, (Broken(), np.array([1, 2])))

    assert about["total"] == 2
    assert "no values today" in about["columns"][0]["line"]
    assert [cell["text"] for cell in rows[0]["cells"]] == ["cannot be read: no values today", "1"]


def test_rows_of_any_kind_of_finding_say_what_is_wrong_with_them(watched: Watched) -> None:
    batch = (np.zeros(3), np.array([0, 2, 1]))
    finding = Finding("label-out-of-range", "Label 2 of 2 classes", "", "loss", batch=BatchRows((1,), (7,)))
    _, rows = shown(watched, batch, finding)

    assert (rows[0]["row"], rows[0]["why"]) == (1, "Label 2 of 2 classes")
    stalled = Finding("loss-stalled", "", "", "epoch")
    assert "note" not in shown(watched, batch, stalled)[0]


def test_between_two_steps_there_is_no_batch(watched: Watched) -> None:
    about, rows = shown(watched, None)

    assert (about["total"], about["columns"], rows) == (0, [], [])
    assert "No batch" in about["note"]


def test_every_bad_row_is_marked_with_what_is_in_it(watched: Watched) -> None:
    x = np.ones((150, 3), "float32")
    x[:130, 0] = -1
    x[3, 1] = 0
    model = keras.Sequential([keras.Input((3,)), LogOf(), layers.Dense(1)])
    about, rows = stopped(
        watched, model, lambda ask: (ask("keras/batch"), ask("keras/batchRows", start=0, count=5)["rows"]),
        x, np.zeros(150), shuffle=False, batch_size=150,
    )  # fmt: skip

    assert about["guilty"] == list(range(130))
    assert (rows[2]["why"], rows[3]["why"]) == ("1 of 3 NaN in Log", "1 of 3 NaN and 1 of 3 Inf in Log")


def test_at_a_stop_the_batch_is_read_once(watched: Watched) -> None:
    model, x, y = simple()

    def question(ask: Callable[..., Any]) -> Any:
        first = ask("keras/batch")
        stop = watched.probe.handles.current
        assert stop is not None
        assert stop.answers == {"keras/batch": first}
        stop.answers["keras/batch"]["structure"] = "read before"
        return ask("keras/batch"), stop

    again, stop = stopped(watched, model, question, x, y, shuffle=False)
    assert again["structure"] == "read before"
    assert watched.probe.handles.current is None
    assert stop.batch is None
