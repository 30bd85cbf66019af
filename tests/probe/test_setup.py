"""What is gathered of a training before its first update, from the program's own objects and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause, Location
from pyadapter.probe.watch import setup as observer
from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.setup import Setup
    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow
RNG = np.random.default_rng(0)


@pytest.fixture
def setups(monkeypatch: pytest.MonkeyPatch) -> list[Setup]:
    """The set-ups that are judged; no rule says anything."""
    judged: list[Setup] = []

    def check(setup: Setup, failed: object) -> tuple[Diagnosis, ...]:
        del failed
        judged.append(setup)
        return ()

    monkeypatch.setattr(observer, "check", check)
    return judged


def line(location: Location | None) -> int | None:
    return None if location is None else location.line


def test_a_fit_with_arrays_is_known_completely(watched: Watched, setups: list[Setup]) -> None:
    features = RNG.uniform(0, 255, size=(60, 5)).astype("float32")  # @features
    classes = np.repeat([0, 1, 2], 20)  # @classes
    x_train, y_train = features[:40], classes[:40]
    model = keras.Sequential(name="model")
    model.add(layers.Dense(8, activation="relu", kernel_initializer="he_normal"))  # @hidden
    model.add(layers.Dropout(0.25))
    model.add(layers.Dense(3, activation="sigmoid"))  # @head
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])  # @compile
    model.fit(x_train, y=y_train, epochs=2, batch_size=8, validation_split=0.2, verbose=0)  # @fit

    assert not watched.findings
    (setup,) = setups
    hidden, dropout, head = setup.layers
    assert (hidden.kind, hidden.units, hidden.activation, line(hidden.location)) == (
        "Dense", 8, "relu", line_of("hidden", __file__),
    )  # fmt: skip
    kernel, bias = hidden.weights
    assert (kernel.initializer, kernel.shape, bias.minimum, bias.maximum) == ("HeNormal", (5, 8), 0, 0)
    assert kernel.deviation == pytest.approx(np.sqrt(2 / 5), rel=0.4)
    assert (dropout.kind, dropout.rate, dropout.inputs) == ("Dropout", 0.25, (0,))
    assert (head.path, head.activation, line(head.location)) == (
        "model/dense_1", "sigmoid", line_of("head", __file__),
    ) or head.name != "dense_1"  # fmt: skip
    assert setup.sequence
    (loss,) = setup.losses
    assert (loss.name, loss.from_logits, line(loss.location)) == (
        "sparse_categorical_crossentropy", False, line_of("compile", __file__),
    )  # fmt: skip
    optimizer = setup.optimizer
    assert optimizer is not None
    assert (optimizer.name, optimizer.by_name, optimizer.rate_given) == ("Adam", True, False)
    assert optimizer.learning_rate == pytest.approx(1e-3)
    (x,), (y,) = setup.features, setup.labels
    assert (x.expression, line(x.location), x.whole, x.shape) == (
        "x_train", line_of("features", __file__), True, (40, 5),
    )  # fmt: skip
    assert x.batch_shape == (8, 5)
    assert len(x.column_mean) == 5
    assert (y.expression, line(y.location)) == ("y_train", line_of("classes", __file__))
    assert (y.distinct, y.counts, y.runs, y.integral) == ((0, 1), (20, 20), 2, True)
    (output,) = setup.outputs
    assert (output.activation, output.head, output.labels, output.logits_kept) == ("sigmoid", 2, 0, True)
    assert setup.metrics == ("accuracy",)
    fit = setup.fit
    assert fit is not None
    assert (fit.source, fit.rows, fit.batch_size, fit.epochs) == ("array", 40, 8, 2)
    assert (fit.validation_split, line(fit.location)) == (0.2, line_of("fit", __file__))


def test_a_pipeline_is_known_by_its_first_batch_and_the_line_of_its_arrays(
    watched: Watched, setups: list[Setup]
) -> None:
    del watched
    pixels = RNG.uniform(0, 1, size=(32, 4)).astype("float32")  # @pixels
    targets = pixels.sum(axis=1)  # @targets
    dataset = tf.data.Dataset.from_tensor_slices((pixels, targets)).shuffle(32).batch(16)
    inputs = keras.Input((4,))
    outputs = layers.Dense(1)(layers.Dense(4, activation="tanh")(inputs))
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.SGD(learning_rate=0.1, momentum=0.9), keras.losses.Huber())  # @made
    model.fit(dataset, verbose=0)

    (setup,) = setups
    (x,), (y,) = setup.features, setup.labels
    assert not x.whole
    assert (x.batch_shape, line(x.location)) == ((16, 4), line_of("pixels", __file__))
    assert line(y.location) == line_of("targets", __file__)
    assert setup.outputs[0].activation == "linear"
    optimizer, (loss,) = setup.optimizer, setup.losses
    assert optimizer is not None
    assert (optimizer.by_name, optimizer.rate_given, optimizer.momentum) == (False, True, 0.9)
    assert line(optimizer.location) == line(loss.location) == line_of("made", __file__)
    assert (loss.name, loss.by_name) == ("huber", False)


def test_an_activation_that_is_no_argument_of_the_head_counts(watched: Watched, setups: list[Setup]) -> None:
    del watched
    inputs = keras.Input((4,))
    outputs = ops.softmax(layers.Dense(3)(inputs))
    model = keras.Model(inputs, outputs)
    model.compile("sgd", "categorical_crossentropy")
    model.fit(RNG.normal(size=(8, 4)), np.eye(3)[RNG.integers(0, 3, 8)], verbose=0)

    (output,) = setups[0].outputs
    assert output.activation == "softmax"
    assert output.row_sum == pytest.approx((1, 1), abs=1e-5)
    assert setups[0].labels[0].one_hot


def test_a_loop_is_judged_at_its_first_update(watched: Watched, setups: list[Setup]) -> None:
    del watched
    dense = layers.Dense(1)
    optimizer = keras.optimizers.Adam(0.01)  # @adam
    for _ in range(3):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(dense(tf.ones((2, 3))) ** 2)
        optimizer.apply(tape.gradient(loss, dense.trainable_variables), dense.trainable_variables)

    (setup,) = setups
    assert setup.fit is None
    assert any(layer.name == dense.name for layer in setup.layers)


def test_a_diagnosis_stops_before_the_first_update(
    watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Location(__file__, 7)
    cause = Cause("linear-stack", "Two layers are one.", 'activation="relu"', here, "certain")
    hint = Cause("dropout-high", "Much is dropped.", "rate=0.2", here, "possible")

    def check(setup: Setup, failed: object) -> tuple[Diagnosis, ...]:
        del setup, failed
        return Diagnosis(cause, "output-range", "Two layers are one"), Diagnosis(
            hint, "dead-units", "Much is dropped", "hint"
        )

    monkeypatch.setattr(observer, "check", check)
    watched = watch({"kind": "output-range"})
    model: Any = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
    before: list[Any] = []
    watched.at_stop = lambda _stop: before.append(model.optimizer.iterations.numpy())
    model.compile("sgd", "mse")
    model.fit(RNG.normal(size=(8, 4)), np.ones(8), epochs=3, verbose=0)

    finding = watched.only
    assert before == [0]
    assert (finding.title, finding.location, finding.causes[0]) == ("Two layers are one", here, cause)
    assert watched.hints == [hint]


def test_what_may_be_meant_is_said_once_of_several_models(watched: Watched) -> None:
    for _ in range(2):
        one: Any = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
        one.compile("adam", "mse")  # @named
        other: Any = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
        other.compile(loss="mse", optimizer="adam")
        for model in (one, other):
            model.fit(RNG.normal(size=(8, 4)), np.ones(8), verbose=0)

    (hint,) = watched.hints
    assert (hint.id, line(hint.location)) == ("learning-rate-default", line_of("named", __file__))


def test_steps_without_an_update_are_judged_once(watched: Watched, setups: list[Setup]) -> None:
    class ByHand(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__()
            self.dense = layers.Dense(1)

        def call(self, x: Any) -> Any:
            return self.dense(x)

        def train_step(self, data: Any) -> dict[str, Any]:
            x, y = data
            with tf.GradientTape() as tape:
                loss = self.compute_loss(x, y, self(x, training=True))
            gradients = tape.gradient(loss, self.trainable_variables)
            for variable, gradient in zip(self.trainable_variables, gradients, strict=True):
                variable.assign_sub(0.01 * gradient)
            return {"loss": loss}

    model = ByHand()
    model.compile(loss="mse")
    model.fit(RNG.normal(size=(24, 3)), RNG.normal(size=(24, 1)), batch_size=8, verbose=0)

    assert not watched.findings
    assert len(setups) == 1


@pytest.mark.filterwarnings("error")
def test_infinities_of_both_signs_warn_of_nothing(watched: Watched, setups: list[Setup]) -> None:
    features = RNG.normal(size=(16, 3))
    features[3] = [np.inf, -np.inf, 0]
    model = keras.Sequential([layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(features, RNG.normal(size=(16, 1)), batch_size=8, shuffle=False, verbose=0)

    (setup,) = setups
    assert setup.features[0].bad_rows == (3,)
    del watched


def test_a_list_of_arrays_is_no_list_of_rows(watched: Watched, setups: list[Setup]) -> None:
    left, right = keras.Input((2,)), keras.Input((3,))
    model = keras.Model([left, right], layers.Dense(1)(layers.Concatenate()([left, right])))
    model.compile(loss="mse")
    model.fit([RNG.normal(size=(16, 2)), RNG.normal(size=(16, 3))], RNG.normal(size=(16, 1)), verbose=0)

    (setup,) = setups
    assert setup.fit is not None
    assert setup.fit.rows is None
    assert not watched.findings
