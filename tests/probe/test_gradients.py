"""Gradients and weights in all the ways that programs take and apply them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.finding import Kind
    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow
KINDS: tuple[Kind, ...] = (
    "gradient-missing", "gradient-exploding", "gradient-vanishing", "weights-unchanged",
    "weight-update-ratio",
)  # fmt: skip
X = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
Y = X[:, :1] * X[:, 1:2]


def line(marker: str) -> int:
    return line_of(marker, __file__)


@pytest.fixture
def watched(watch: Callable[..., Watched]) -> Watched:
    return watch(*({"kind": kind} for kind in KINDS))


def network(*hidden: Any) -> Any:
    keras.utils.set_random_seed(2)
    return keras.Sequential([keras.Input((4,)), *(hidden or [layers.Dense(8, "tanh")]), layers.Dense(1)])


def gradients(model: Any, scale: float = 1.0) -> Any:
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(X) - Y) ** 2) * scale
    return tape.gradient(loss, model.trainable_variables)


def titles(watched: Watched) -> list[tuple[str, str]]:
    return [(finding.kind, finding.title) for finding in watched.findings]


# Missing.


def test_all_missing_is_told_before_keras_raises(watched: Watched) -> None:
    model = network()
    model.compile("sgd", lambda _, predictions: tf.stop_gradient(predictions))  # @stopped

    with pytest.raises(ValueError, match="No gradients"):
        model.fit(X, Y, verbose=0)
    assert watched.only.title == "No gradient for any variable"
    assert (watched.only.kind, watched.only.phase, watched.only.step) == ("gradient-missing", "backward", 0)


def test_the_op_that_passes_no_gradient_on_is_named(watched: Watched) -> None:
    model = network()
    with tf.GradientTape() as tape:
        chosen = tf.argmax(model(X), axis=-1)  # @argmax
        loss = tf.reduce_mean(tf.cast(chosen, "float32"))
    tape.gradient(loss, model.trainable_variables)  # @gradient

    assert watched.only.location is not None
    assert watched.only.location.line == line("gradient")
    assert f"ArgMax on line {line('argmax')} passes no gradient on" in watched.only.evidence


def test_one_variable_by_itself_is_missed(watched: Watched) -> None:
    weight = tf.Variable([1.0], name="weight")
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.constant([2.0]))
    tape.gradient(loss, weight)

    assert watched.only.title == "No gradient for weight:0"


def expecting(model: Any) -> None:
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(Y))
    found = tape.gradient(loss, model.trainable_variables)
    assert [gradient for gradient in found if gradient is not None] == []


def zeros_instead(model: Any) -> None:
    del model
    weight = tf.Variable([1.0])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(Y))
    tape.gradient(loss, weight, unconnected_gradients=tf.UnconnectedGradients.ZERO)


def of_inputs(model: Any) -> None:
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(x))
    tape.gradient(loss, x)


def second_derivative_of_a_line(model: Any) -> None:
    del model
    slope = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            loss = slope * 3.0
        first = inner.gradient(loss, slope)
    outer.gradient(first, slope)


@pytest.mark.parametrize("program", [expecting, zeros_instead, of_inputs, second_derivative_of_a_line])
def test_gradients_that_are_missing_on_purpose(watched: Watched, program: Callable[[Any], None]) -> None:
    program(network())

    assert titles(watched) == []


def test_a_failing_gradient_is_no_missing_one(watched: Watched) -> None:
    weight = tf.Variable(1.0)
    with tf.GradientTape() as tape:
        loss = weight * 2
    tape.gradient(loss, weight)
    with pytest.raises(RuntimeError):
        tape.gradient(loss, weight)

    assert titles(watched) == []


# Exploding.


def run_away(optimizer: Any, update: Callable[[Any, Any, Any], None]) -> None:
    model = network()
    for step in range(12):
        update(optimizer, gradients(model, 10.0**step), model.trainable_variables)


def apply(optimizer: Any, found: Any, variables: Any) -> None:
    optimizer.apply(found, variables)


def apply_pairs(optimizer: Any, found: Any, variables: Any) -> None:
    optimizer.apply_gradients(zip(found, variables, strict=True))


def by_hand(optimizer: Any, found: Any, variables: Any) -> None:
    del optimizer
    for gradient, variable in zip(found, variables, strict=True):
        variable.assign_sub(1e-30 * gradient)


def frozen_rate(**options: Any) -> Any:
    return keras.optimizers.SGD(1e-30, **options)


@pytest.mark.parametrize("update", [apply, apply_pairs, by_hand])
def test_an_explosion_is_found_however_it_is_applied(
    watch: Callable[..., Watched], update: Callable[[Any, Any, Any], None]
) -> None:
    watched = watch({"kind": "gradient-exploding"})
    run_away(frozen_rate(), update)

    assert watched.findings[0].kind == "gradient-exploding"
    assert watched.findings[0].tensor is not None
    assert watched.findings[0].tensor.role == "gradient"
    assert watched.findings[0].value is not None


@pytest.mark.parametrize("options", [{"clipnorm": 1.0}, {"clipvalue": 0.5}, {"global_clipnorm": 1.0}])
def test_an_optimizer_that_clips_handles_it(watch: Callable[..., Watched], options: dict[str, float]) -> None:
    watched = watch({"kind": "gradient-exploding"})
    run_away(frozen_rate(**options), apply)

    assert titles(watched) == []


def test_so_does_a_loop_that_clips_by_hand(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "gradient-exploding"})
    run_away(frozen_rate(), lambda optimizer, found, variables: optimizer.apply(
        tf.clip_by_global_norm(found, 1.0)[0], variables
    ))  # fmt: skip

    assert titles(watched) == []


def test_a_loss_scale_is_taken_out(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "gradient-exploding"})
    model = network()
    optimizer = frozen_rate(loss_scale_factor=1e9)
    for _ in range(6):
        with tf.GradientTape() as tape:
            loss = optimizer.scale_loss(tf.reduce_mean((model(X) - Y) ** 2))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)

    assert titles(watched) == []


# Second order.


def newton_like(normalise: Callable[[Any], Any]) -> None:
    """Near the minimum of a bowl: the slope is small, its curvature is not."""
    weight = tf.Variable([[1.02], [-0.97], [0.49], [0.01]], name="weight")
    targets = X @ np.array([[1.0], [-1.0], [0.5], [0.0]], "float32")
    optimizer = keras.optimizers.SGD(1e-9)
    for _ in range(4):
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                loss = tf.reduce_mean((X @ weight - targets) ** 2)
            first = inner.gradient(loss, [weight])
        second = outer.gradient(first, [weight])  # @second
        optimizer.apply([normalise(first[0]) + normalise(second[0])], [weight])


def test_second_order_gradients_that_drown_the_first_are_found(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "gradient-exploding"})
    newton_like(lambda gradient: gradient)

    assert watched.only.title.startswith("2nd-order gradients: ")
    assert watched.only.location is not None
    assert watched.only.location.line == line("second")
    assert watched.only.step == 2
    assert [digest.name for digest in watched.only.inputs] == ["1st order"]


def test_normalised_ones_are_fine(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "gradient-exploding"})
    newton_like(tf.math.l2_normalize)

    assert titles(watched) == []


# Weights.


def test_weights_that_an_optimizer_puts_back_never_move(watched: Watched) -> None:
    class Undo(keras.optimizers.SGD):  # type: ignore[misc]  # Keras has no types
        def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
            del gradient, learning_rate
            self.assign(variable, variable + 0.0)

    model = network()
    model.compile(Undo(), "mse")
    model.fit(X, Y, batch_size=4, verbose=0)

    assert watched.only.kind == "weights-unchanged"
    assert watched.only.step == 10
    assert watched.only.title == "4 of 4 variables never move"


@pytest.mark.parametrize("rate", ["float", "schedule", "callback"])
def test_an_update_that_replaces_the_weights_is_found(watched: Watched, rate: str) -> None:
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([1], [3.0, 3.0])
    optimizer = keras.optimizers.Adam(schedule if rate == "schedule" else 3.0)
    model = network(layers.Dense(64, "tanh"), layers.Dense(64, "tanh"))
    model.compile(optimizer, "mse")
    callbacks = [keras.callbacks.LearningRateScheduler(lambda _: 3.0)] if rate == "callback" else []
    model.fit(X, Y, batch_size=16, verbose=0, callbacks=callbacks)

    assert watched.findings[0].kind == "weight-update-ratio"
    # The rate of a schedule or a callback is known once it has been used.
    finding = watched.findings[0]
    assert "Learning rate 3" in finding.evidence or finding.title == "Learning rate 3 is too high"
    assert watched.findings[0].step == 0


OPTIMIZERS = [
    keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True), keras.optimizers.RMSprop(),
    keras.optimizers.Adam(),
    keras.optimizers.AdamW(), keras.optimizers.Adadelta(1.0), keras.optimizers.Adagrad(0.01),
    keras.optimizers.Adamax(), keras.optimizers.Nadam(), keras.optimizers.Ftrl(0.01),
    keras.optimizers.Lion(1e-3), keras.optimizers.Adafactor(),
    keras.optimizers.Adam(amsgrad=True, use_ema=True),
    keras.optimizers.Adam(gradient_accumulation_steps=3),
    keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam()),
]  # fmt: skip


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: str(optimizer.name))
def test_healthy_updates_of_every_optimizer(watched: Watched, optimizer: Any) -> None:
    model = keras.Sequential(
        [keras.Input((4,), dtype="int32"), layers.Embedding(50, 8), layers.Flatten(), layers.Dense(1)]
    )
    model.compile(optimizer.from_config(optimizer.get_config()), "mse")
    model.fit(np.random.default_rng(1).integers(0, 50, size=(64, 4)), Y, batch_size=4, epochs=2, verbose=0)

    assert titles(watched) == []
