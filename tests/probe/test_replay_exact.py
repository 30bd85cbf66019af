"""A step that goes bad at full speed is run again from the state that training had before it, to the bit."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from tests.probe.conftest import line_of
from tests.probe.replayed import Case, Ran, at_full_speed, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.probe.conftest import Watched

    Watch = Callable[..., Watched]

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(300)]

ROWS = 8
"""Of a batch."""

GUILTY = 3
"""The row of a batch that makes the NaN."""


class Risky(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Is NaN where a feature exceeds 30."""

    def call(self, x: Any) -> Any:
        margin = 30.0 - tf.abs(x)
        return x + 1e-3 * tf.math.log(margin)  # @log


def features(steps: int, bad: int, width: int = 6) -> tuple[Any, Any]:
    """Return features and labels of some batches, of which one has a row that is too large."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((steps * ROWS, width)).astype("float32")
    x[bad * ROWS + GUILTY] = 60.0
    return x, rng.integers(0, 3, steps * ROWS)


def scheduled(epoch: int, rate: float) -> float:
    return rate * 0.5 if epoch else rate


class Slower(keras.callbacks.Callback):  # type: ignore[misc]  # see above
    """Changes the learning rate between two steps."""

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        del logs
        if batch % 7 == 4:
            self.model.optimizer.learning_rate = float(self.model.optimizer.learning_rate) * 0.9


def classifier(*inner: Any, jit: bool = False, optimizer: Any = None, model: Any = None) -> Any:
    """Return a compiled model with the risky layer in front."""
    inputs = keras.Input((6,))
    hidden = Risky(name="risky")(inputs)
    for layer in inner:
        hidden = layer(hidden)
    made = (model or keras.Model)(inputs, layers.Dense(3)(hidden))
    made.compile(
        optimizer or keras.optimizers.Adam(1e-2),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=jit,
    )
    return made


def assert_replayed(ran: Ran, expected: Ran, step: int) -> None:
    """It stopped at the layer's line, in the state that plain training had; and training ended as it did."""
    assert expected.before
    assert ran.before == expected.before
    assert ran.after == expected.after
    assert ran.logs == expected.logs
    finding = ran.findings[0]
    assert (finding.kind, finding.op, finding.step) == ("nan", "Log", step)
    assert str(finding.layer).endswith("risky")
    assert finding.location is not None
    assert finding.location.line == line_of("log", __file__)
    assert finding.batch is not None
    assert finding.batch.rows == (GUILTY,)
    assert finding.replay is not None
    assert (finding.replay.exact, finding.replay.reasons) == (True, ())
    assert len(ran.findings) == 1


def long_case(bad: int, *, jit: bool) -> Case:
    """Several epochs with validation, one of which has begun just before the bad step."""
    x, y = features(bad + 4, bad)
    inner = (layers.BatchNormalization(), layers.GaussianNoise(0.1), layers.Dropout(0.2))
    batches = tf.data.Dataset.from_tensor_slices((x, y)).batch(ROWS).repeat()
    per_epoch = (bad - 2) // (bad // 30)
    options = {
        "epochs": -(-(bad + 4) // per_epoch),
        "steps_per_epoch": per_epoch,
        "validation_data": (x[: 2 * ROWS], y[: 2 * ROWS]),
        "callbacks": [keras.callbacks.LearningRateScheduler(scheduled), Slower()],
    }
    return Case(classifier(*inner, jit=jit), (batches,), options)


@functools.cache
def plain_long(bad: int, *, jit: bool) -> Ran:
    return plain(functools.partial(long_case, bad, jit=jit), bad)


@pytest.mark.parametrize(
    ("bad", "every", "jit"),
    [
        *((bad, every, False) for bad in (37, 400) for every in (1, 10, 50)),
        *((bad, every, True) for bad, every in ((37, 1), (37, 50), (400, 10))),
    ],
)
def test_a_step_is_replayed_from_its_state_and_training_goes_on_as_if_nothing_had_been(
    bad: int, every: int, jit: bool, watch: Watch
) -> None:
    expected = plain_long(bad, jit=jit)
    ran = at_full_speed(functools.partial(long_case, bad, jit=jit), bad, watch, every=every)

    assert_replayed(ran, expected, bad)
    assert ran.findings[0].replay is not None
    assert bad - ran.findings[0].replay.snapshot < every


# Where batches come from. ---------------------------------------------------------------------------------

STEPS, BAD = 16, 12


class Sequence(keras.utils.PyDataset):  # type: ignore[misc]  # see above
    def __len__(self) -> int:
        return STEPS

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        x, y = features(STEPS, BAD)
        return x[index * ROWS : (index + 1) * ROWS], y[index * ROWS : (index + 1) * ROWS]


def generated() -> Iterator[tuple[Any, Any]]:
    x, y = features(STEPS, BAD)
    for start in range(0, len(x), ROWS):
        yield x[start : start + ROWS], y[start : start + ROWS]


def from_numpy() -> Case:
    return Case(classifier(layers.Dropout(0.3)), features(STEPS, BAD), {"batch_size": ROWS})


def from_dataset() -> Case:
    data = tf.data.Dataset.from_tensor_slices(features(STEPS, BAD)).batch(ROWS).prefetch(2)
    return Case(classifier(layers.Dropout(0.3)), (data,))


def from_py_dataset() -> Case:
    return Case(classifier(layers.Dropout(0.3)), (Sequence(workers=1),))


def from_generator() -> Case:
    return Case(classifier(layers.Dropout(0.3)), (generated(),), {"steps_per_epoch": STEPS})


# What models hold. ----------------------------------------------------------------------------------------


def random_layers(*, jit: bool) -> Case:
    inner = (
        layers.Dropout(0.3, seed=3),
        layers.GaussianNoise(0.2),
        layers.GaussianDropout(0.1),
        layers.AlphaDropout(0.1),
        layers.BatchNormalization(),
    )
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9, global_clipnorm=1.0, use_ema=True, ema_momentum=0.9)
    return Case(classifier(*inner, jit=jit, optimizer=optimizer), features(STEPS, BAD), {"batch_size": ROWS})


def augmented(*, jit: bool) -> Case:
    inner: tuple[Any, ...] = (
        layers.Reshape((3, 2, 1)),
        layers.RandomFlip(seed=1),
        layers.RandomTranslation(0.2, 0.2, seed=2),
        layers.RandomContrast(0.2, seed=5),
        layers.Flatten(),
    )
    if jit:  # XLA compiles no image transformation
        inner = (inner[0], inner[1], inner[3], inner[4])
    optimizer = keras.optimizers.AdamW(1e-2, gradient_accumulation_steps=3, clipvalue=0.1)
    return Case(classifier(*inner, jit=jit, optimizer=optimizer), features(STEPS, BAD), {"batch_size": ROWS})


def recurrent(*, jit: bool) -> Case:
    """A state that goes from batch to batch, and dropout inside the recurrence."""
    inputs = keras.Input(batch_shape=(ROWS, 6))
    hidden = Risky(name="risky")(inputs)
    hidden = layers.Reshape((3, 2))(hidden)
    hidden = layers.LSTM(4, stateful=True, dropout=0.2, recurrent_dropout=0.2)(hidden)
    model = keras.Model(inputs, layers.Dense(3)(hidden))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.RMSprop(1e-2), loss, jit_compile=jit)
    return Case(model, features(STEPS, BAD), {"batch_size": ROWS})


def scaled(*, jit: bool) -> Case:
    optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(1e-2), initial_scale=2.0**10)
    return Case(
        classifier(layers.Dropout(0.3), jit=jit, optimizer=optimizer),
        features(STEPS, BAD),
        {"batch_size": ROWS},
    )


class Counting(layers.Layer):  # type: ignore[misc]  # see above
    """Holds a plain variable that Keras does not know of."""

    def __init__(self) -> None:
        super().__init__()
        self.mean = tf.Variable(tf.zeros(6), trainable=False)
        self.generator = tf.random.Generator.from_seed(5)

    def call(self, x: Any) -> Any:
        self.mean.assign(0.9 * self.mean + 0.1 * tf.reduce_mean(x, axis=0))
        return x - self.mean + 0.1 * self.generator.normal((6,))


def plain_variable(*, jit: bool) -> Case:
    layer = Counting()
    extra = (layer.mean, layer.generator.state)
    return Case(classifier(layer, jit=jit), features(STEPS, BAD), {"batch_size": ROWS}, extra)


class TwoOptimizers(keras.Model):  # type: ignore[misc]  # see above
    """Updates one half of its weights with one optimizer, one with another, and one weight by hand."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.second = keras.optimizers.SGD(0.05, momentum=0.9)

    def train_step(self, data: Any) -> Any:
        x, y = data
        with tf.GradientTape(persistent=True) as tape:
            predicted = self(x, training=True)
            loss = self.compute_loss(x, y, predicted)
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights[:2]), weights[:2], strict=True))
        self.second.apply_gradients(zip(tape.gradient(loss, weights[2:3]), weights[2:3], strict=True))
        for weight, gradient in zip(weights[3:], tape.gradient(loss, weights[3:]), strict=True):
            weight.assign_sub(0.01 * gradient)
        return self.compute_metrics(x, y, predicted)


def two_optimizers(*, jit: bool) -> Case:
    inner = (layers.Dense(5, activation="tanh"), layers.Dropout(0.2))
    model = classifier(*inner, jit=jit, model=TwoOptimizers)
    model.second.build(model.trainable_variables[2:3])
    return Case(model, features(STEPS, BAD), {"batch_size": ROWS})


MODELS = (random_layers, augmented, recurrent, scaled, plain_variable, two_optimizers)


@pytest.mark.parametrize(
    "make",
    [
        *(from_numpy, from_dataset, from_py_dataset, from_generator),
        *(functools.partial(make, jit=False) for make in MODELS),
        *(functools.partial(make, jit=True) for make in MODELS),
    ],
    ids=lambda make: make.__name__ if hasattr(make, "__name__") else f"{make.func.__name__}-{make.keywords}",
)
def test_whatever_a_step_reads_is_as_it_was(make: Callable[[], Case], watch: Watch) -> None:
    expected = plain(make, BAD)
    ran = at_full_speed(make, BAD, watch)

    assert_replayed(ran, expected, BAD)
