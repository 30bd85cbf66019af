"""What a batch shows of the forward pass: predictions, the loss of each row, and the order that it gives."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.probe.watch.step_losses import LARGEST
from tests.probe.batches import asking, cells, column

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def looked(watch: Callable[..., Watched]) -> Watched:
    """A probe with panels."""
    return watch(panels=True)


def answers_at(looked: Watched, metric: list[Any], **arguments: Any) -> Callable[..., Any]:
    """Return a metric that asks for the batch: metrics come after the loss."""

    def asks(y_true: Any, y_pred: Any) -> Any:
        del y_true
        if not metric:
            ask = asking(looked)
            about = ask("keras/batch")
            metric.append((about, ask("keras/batchRows", start=0, count=64, **arguments)["rows"]))
        return ops.zeros(ops.shape(y_pred)[:-1])

    return asks


def fitted(looked: Watched, model: Any, loss: Any, *data: Any, **options: Any) -> tuple[Any, Any]:
    """Fit one batch, and return what is known once its loss is."""
    found: list[Any] = []
    asks = answers_at(looked, found)
    names = list(getattr(model, "output_names", ["y"]))
    metrics = [[asks], *[[] for _ in names[1:]]] if len(names) > 1 else [asks]
    model.compile("sgd", loss, metrics=metrics)
    model.fit(*data, verbose=0, batch_size=64, shuffle=False, **options)
    about, rows = found[0]
    return about, rows


def classifier(activation: str | None = "softmax") -> Any:
    return keras.Sequential([keras.Input((4,)), layers.Dense(3, activation=activation)])


def test_rows_are_sorted_by_their_loss_and_show_what_was_predicted(looked: Watched) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(8, 4)).astype("float32"), rng.integers(0, 3, 8)
    model = classifier()
    expected = model.predict(x, verbose=0)
    about, rows = fitted(looked, model, "sparse_categorical_crossentropy", x, y)

    assert (about["order"], about["loss"]) == ("loss", "sparse_categorical_crossentropy")
    losses = [row["loss"] for row in rows]
    assert losses == sorted(losses, reverse=True)
    order = [row["row"] for row in rows]
    assert losses == pytest.approx(-np.log(expected[order, y[order]]), rel=1e-4)
    assert column(about, "y_pred")["content"] == "probabilities"
    assert column(about, "y")["classes"] == {"count": 3}
    bars = cells(about, rows, "y_pred")[0]["bars"]
    assert [bar["value"] for bar in bars] == pytest.approx(sorted(expected[order[0]], reverse=True), rel=1e-4)
    assert next(bar["name"] for bar in bars if bar.get("label")) == str(y[order[0]])


def test_logits_are_shown_as_probabilities_and_say_so(looked: Watched) -> None:
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    about, rows = fitted(looked, classifier(None), loss, np.ones((2, 4), "float32"), np.array([0, 2]))

    made = column(about, "y_pred")
    assert (made["content"], made["flags"][0]) == ("probabilities", "logits: bars show their softmax")
    assert sum(bar["value"] for bar in cells(about, rows, "y_pred")[0]["bars"]) == pytest.approx(1)


def test_sample_weights_weigh_the_losses_of_rows(looked: Watched) -> None:
    x, y = np.zeros((3, 4), "float32"), np.array([[1.0], [2.0], [3.0]])
    model = keras.Sequential([keras.Input((4,)), layers.Dense(1, use_bias=False)])
    about, rows = fitted(looked, model, "mse", x, y, sample_weight=np.array([1.0, 0.0, 0.5]))

    assert {row["row"]: row["loss"] for row in rows} == pytest.approx({0: 1.0, 1: 0.0, 2: 4.5})
    assert column(about, "sample_weight")["flags"] == ["no weight: row 1"]


def test_losses_of_several_outputs_are_added_as_keras_weighs_them(looked: Watched) -> None:
    given = keras.Input((4,))
    outputs = {name: layers.Dense(1, use_bias=False, name=name)(given) for name in ("left", "right")}
    model = keras.Model(given, outputs)
    found: list[Any] = []
    model.compile(
        "sgd", {"left": "mse", "right": "mae"}, loss_weights={"left": 1.0, "right": 0.5},
        metrics={"right": [answers_at(looked, found)]},
    )  # fmt: skip
    y = {"left": np.array([[2.0], [1.0]]), "right": np.array([[1.0], [6.0]])}
    model.fit(np.zeros((2, 4), "float32"), y, verbose=0, shuffle=False)

    about, rows = found[0]
    assert {row["row"]: row["loss"] for row in rows} == pytest.approx({0: 4.5, 1: 4.0})
    assert "0.5 · " in about["loss"]
    assert [each["name"] for each in about["columns"] if each["role"] == "prediction"] == [
        "y_pred['left']", "y_pred['right']",
    ]  # fmt: skip


def test_a_sequence_has_the_mean_loss_of_the_steps_that_are_not_masked(looked: Watched) -> None:
    model = keras.Sequential([
        keras.Input((3,)), layers.Embedding(5, 2, mask_zero=True), layers.Dense(1, use_bias=False),
    ])  # fmt: skip
    ids = np.array([[1, 2, 0], [3, 0, 0]])
    y = np.ones((2, 3, 1), "float32") * 100
    _, rows = fitted(looked, model, "mse", ids, y)

    assert {row["row"]: row["loss"] for row in rows} == pytest.approx({0: 1e4, 1: 1e4}, rel=1e-2)


def test_a_loss_of_the_scripts_own_is_not_run_again(looked: Watched) -> None:
    calls = []

    def own_loss(y_true: Any, y_pred: Any) -> Any:
        calls.append(1)
        return ops.mean(ops.square(y_true - y_pred), axis=-1)

    x, y = np.zeros((2, 4), "float32"), np.array([[1.0], [3.0]])
    model = keras.Sequential([keras.Input((4,)), layers.Dense(1, use_bias=False)])
    about, rows = fitted(looked, model, own_loss, x, y)

    assert [(row["row"], row["loss"]) for row in rows] == [(1, 9.0), (0, 1.0)]
    assert (about["loss"], len(calls)) == ("own_loss", 1)


def test_a_stop_before_the_loss_knows_the_losses_of_the_rows_that_are_not_to_blame(
    watch: Callable[..., Watched],
) -> None:
    looked = watch({"kind": "label-out-of-range"}, panels=True)
    found: list[Any] = []

    def ask(_stop: Any) -> None:
        asked = asking(looked)
        found.append((asked("keras/batch"), asked("keras/batchRows", start=0, count=9)["rows"]))

    looked.at_stop = ask
    model = classifier()
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(tf.errors.InvalidArgumentError):
        model.fit(np.eye(4, dtype="float32"), np.array([0, 1, 3, 2]), verbose=0, shuffle=False)

    about, rows = found[0]
    assert about["guilty"] == [2]
    assert (rows[0]["row"], rows[0]["loss"]) == (2, None)
    assert all(row["loss"] > 0 for row in rows[1:])
    assert [each["role"] for each in about["columns"]] == ["feature", "label", "prediction"]
    assert column(about, "y")["flags"] == ["outside of the classes 0 to 2: row 2"]
    assert cells(about, rows, "y")[0]["flags"] == ["there are classes 0 to 2 only"]


def test_what_was_made_of_labels_alone_is_no_output_of_the_model(looked: Watched) -> None:
    found: list[Any] = []
    looked.at_stop = lambda _stop: found.append(asking(looked)("keras/batch"))

    def log_of_labels(y_true: Any, y_pred: Any) -> Any:
        targets = ops.log(y_true)
        return ops.mean(ops.square(targets - y_pred), axis=-1)

    model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
    model.compile("sgd", log_of_labels)
    model.fit(np.ones((3, 4), "float32"), np.array([[1.0], [-1.0], [2.0]]), verbose=0)

    assert [(each["name"], each["role"]) for each in found[0]["columns"]] == [
        ("x", "feature"), ("y", "label"), ("y_pred", "prediction"), ("Log", "label"),
    ]  # fmt: skip


def test_nothing_of_a_step_is_held_when_it_is_over(looked: Watched) -> None:
    made: list[weakref.ref[Any]] = []

    def remembering(y_true: Any, y_pred: Any) -> Any:
        made.append(weakref.ref(y_pred))
        losses = ops.mean(ops.square(y_true - y_pred), axis=-1)
        made.append(weakref.ref(losses))
        return losses

    model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
    fitted(looked, model, remembering, np.ones((2, 4), "float32"), np.ones((2, 1)))
    gc.collect()

    assert looked.probe.step_losses is not None
    assert looked.probe.step_losses.calls == []
    assert looked.probe.step_losses.memo == {}
    assert [reference() for reference in made] == [None, None]


def test_a_loop_of_the_scripts_own_shows_its_variables(looked: Watched) -> None:
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    images = tf.constant(np.eye(4, dtype="float32"))
    targets = tf.constant([0, 2, 1, 1])
    with tf.GradientTape():
        logits = model(images)
        loss_of(targets, logits)
        ask = asking(looked)
        about, rows = ask("keras/batch"), ask("keras/batchRows", start=0, count=9)["rows"]

    assert [(each["name"], each["role"], each["reference"]) for each in about["columns"][:2]] == [
        ("images", "feature", {"type": "expression", "name": "images"}),
        ("targets", "label", {"type": "expression", "name": "targets"}),
    ]
    assert about["structure"] == "images: f32[4,4], targets: i32[4]"
    assert column(about, "y_pred")["content"] == "probabilities"
    losses = [row["loss"] for row in rows]
    assert losses == sorted(losses, reverse=True)
    assert rows[0]["code"] == f"images[{rows[0]['row']}], targets[{rows[0]['row']}]"


def test_a_bad_value_in_a_loop_is_traced_to_its_rows(looked: Watched) -> None:
    found: list[Any] = []

    def ask(_stop: Any) -> None:
        asked = asking(looked)
        found.append((asked("keras/batch"), asked("keras/batchRows", start=0, count=2)["rows"]))

    looked.at_stop = ask

    class LogOf(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            return ops.log(x)

    model = keras.Sequential([keras.Input((2,)), LogOf(), layers.Dense(1)])
    values = tf.constant([[1.0, 2.0], [3.0, -4.0], [5.0, 6.0]])
    with tf.GradientTape():
        model(values)

    about, rows = found[0]
    assert (about["guilty"], about["order"]) == ([1], "guilty")
    assert (rows[0]["row"], rows[0]["why"]) == (1, "1 of 2 NaN in Log")
    assert [each["role"] for each in about["columns"]] == ["feature", "output"]


def test_predictions_and_losses_of_replicas_are_of_one_batch(looked: Watched) -> None:
    watch = looked.probe.step_losses
    assert watch is not None
    loss = keras.losses.MeanSquaredError()
    made = [tf.constant([[1.0], [4.0]]), tf.constant([[2.0]])]
    labels = [tf.zeros_like(predicted) for predicted in made]
    looked.probe.progress.batch = (np.zeros((3, 2)), np.zeros((3, 1)))
    for replica, predicted in enumerate(made):
        watch.loss_called(loss, labels[replica], predicted, None)
        watch.calls[-1].replica = replica

    ask = asking(looked)
    about, rows = ask("keras/batch"), ask("keras/batchRows", start=0, count=3)["rows"]
    assert column(about, "y_pred")["line"] == "in 2 replicas"
    assert [(row["row"], row["loss"]) for row in rows] == [(1, 16), (2, 4), (0, 1)]
    assert [cell["text"] for cell in cells(about, rows, "y_pred")] == ["[4]", "[2]", "[1]"]


def test_losses_without_a_step_are_held_within_bounds(looked: Watched) -> None:
    loss, pixels = keras.losses.MeanSquaredError(), np.zeros((LARGEST // 4, 1), "float32")
    for _ in range(10):
        loss(pixels, pixels)
    calls = looked.probe.step_losses.calls if looked.probe.step_losses is not None else []
    assert len(calls) == 10
    gc.collect()
    assert sum(call.losses() is not None for call in calls) == 4
