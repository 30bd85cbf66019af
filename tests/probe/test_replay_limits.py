"""Replays beyond a bad loss: bad updates, errors, what is not exact, what eager execution does not show."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from pyadapter.probe.execution.replay.compiled import functions_run_eagerly
from tests.probe.conftest import line_of
from tests.probe.replayed import Case, at_full_speed, plain, train

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

    Watch = Callable[..., Watched]

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(300)]

ROWS, STEPS, BAD = 8, 16, 12


def regression(*inner: Any, jit: bool = False, optimizer: Any = "sgd", **named: Any) -> Case:
    """Return a training in which nothing is wrong but what its layers do."""
    x = np.random.default_rng(0).standard_normal((STEPS * ROWS, 6)).astype("float32")
    model = keras.Sequential([keras.Input((6,)), *inner, layers.Dense(1, name="last")])
    model.compile(optimizer, "mse", jit_compile=jit)
    return Case(model, (x, np.full(STEPS * ROWS, 100.0, "float32")), {"batch_size": ROWS, **named})


# What goes bad in an update alone. -------------------------------------------------------------------------


class HugeRate(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Sets a learning rate that is far too large for one step."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self._step = step

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        del logs
        if batch in {self._step, self._step + 1}:
            self.model.optimizer.learning_rate = 3e38 if batch == self._step else 0.01


def huge_rate(step: int, *, jit: bool) -> Case:
    return regression(jit=jit, callbacks=[HugeRate(step)])


def overflowing_slot(step: int, *, jit: bool) -> Case:
    """The squares of one step's gradients overflow: its update is zero, and all that follow are."""
    x, y = np.ones((STEPS * ROWS, 2), "float32"), np.ones((STEPS * ROWS, 1), "float32")
    y[step * ROWS : (step + 1) * ROWS] = 1e25
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, use_bias=False, name="last")])
    model.compile(keras.optimizers.RMSprop(1e-3), lambda true, predicted: true * predicted, jit_compile=jit)
    return Case(model, (x, y), {"batch_size": ROWS})


class Decayed(keras.Model):  # type: ignore[misc]  # as above
    """Divides the rows of its embedding by hand, one of them by zero once it was seen; no batch uses it."""

    def train_step(self, data: Any) -> Any:
        x, y = data
        with tf.GradientTape() as tape:
            predicted = self(x[:, :3], training=True)
            loss = self.compute_loss(x, y, predicted)
        table, *others = self.trainable_variables
        for weight, gradient in zip(others, tape.gradient(loss, others), strict=True):
            weight.assign_sub(0.01 * gradient)
        seen = tf.reduce_any(x[:, 3] == 1)
        table.assign(table / tf.where(seen, [[1.0], [1.0], [0.0]], [[1.0], [1.0], [1.0]]))  # @divided
        return self.compute_metrics(x, y, predicted)


def unused_row(step: int, *, jit: bool) -> Case:
    inputs = keras.Input((3,), dtype="int32")
    hidden = layers.GlobalAveragePooling1D()(layers.Embedding(3, 4)(inputs))
    model = Decayed(inputs, layers.Dense(1, name="last")(hidden))
    model.compile("sgd", "mse", jit_compile=jit)
    x = np.random.default_rng(0).integers(0, 2, (STEPS * ROWS, 4)).astype("int32")
    x[:, 3] = np.arange(STEPS * ROWS) // ROWS == step
    return Case(model, (x, np.ones(STEPS * ROWS, "float32")), {"batch_size": ROWS})


@pytest.mark.parametrize("jit", [False, True])
@pytest.mark.parametrize(
    ("make", "step", "phase"),
    [
        (huge_rate, 5, "optimizer"),
        (huge_rate, STEPS - 1, "optimizer"),  # nothing comes after it but the end of `fit`
        (overflowing_slot, 9, "optimizer"),
        (unused_row, 9, None),
    ],
)
def test_the_step_whose_update_makes_variables_bad_is_the_one_that_stops(
    make: Callable[..., Case], step: int, phase: str | None, jit: bool, watch: Watch
) -> None:
    case = functools.partial(make, step, jit=jit)
    expected = plain(case, step)
    ran = at_full_speed(case, step, watch)

    finding = ran.findings[0]
    assert (finding.kind, finding.step) == ("inf", step)
    if phase is None:
        assert finding.location is not None
        assert finding.location.line == line_of("divided", __file__)
    else:
        assert finding.phase == phase
        assert str(finding.layer).endswith("last")
    assert finding.replay is not None
    assert finding.replay.exact
    assert len(ran.findings) == 1
    assert ran.before == expected.before
    assert ran.after == expected.after
    assert ran.logs == expected.logs


# What is not exact, and says why. --------------------------------------------------------------------------


class Bad(layers.Layer):  # type: ignore[misc]  # as above
    """Is NaN at one step, after something that no replay repeats."""

    def __init__(self, how: str) -> None:
        super().__init__(name="bad")
        self.how = how
        self.calls = 0
        self.steps = tf.Variable(0, trainable=False)

    def call(self, x: Any) -> Any:
        if self.how == "tf.random":
            x += 1e-3 * tf.random.normal((6,))  # @normal
        elif self.how == "np.random":
            x += 1e-3 * np.random.normal()  # @drawn  # noqa: NPY002 -- what programs do
        elif self.how == "attribute":
            self.calls += 1
        elif self.how == "python":
            x = tf.ensure_shape(tf.numpy_function(lambda value: value, [x], tf.float32), (None, 6))
        self.steps.assign_add(1)
        return x + tf.math.log(tf.cast(BAD - self.steps, tf.float32) + 0.5) * 1e-3


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("tf.random", "tf.random.normal in bad, line {normal} of {file} draws from a stateful generator"),
        ("np.random", "np.random.normal, line {drawn} of {file} is drawn anew"),
        ("attribute", "Bad.calls changes as the step's Python runs"),
        ("python", "tf.numpy_function in bad"),
    ],
)
def test_a_replay_that_is_not_exact_says_why(how: str, reason: str, watch: Watch) -> None:
    ran = at_full_speed(lambda: regression(Bad(how)), BAD, watch)

    replay = ran.findings[0].replay
    assert ran.findings[0].step == BAD
    assert replay is not None
    assert not replay.exact
    lines = {"normal": _line("# @normal"), "drawn": _line("# @drawn "), "file": "test_replay_limits.py"}
    assert any(each.startswith(reason.format(**lines)) for each in replay.reasons), replay.reasons


def _line(text: str) -> int:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


class Shifted(layers.Layer):  # type: ignore[misc]  # as above
    """Is one thing compiled and another one eagerly."""

    def __init__(self, *, bad: bool) -> None:
        super().__init__()
        self.bad = bad
        self.steps = tf.Variable(0, trainable=False)

    def call(self, x: Any) -> Any:
        if tf.executing_eagerly():
            return x if self.bad else 1.5 * x
        self.steps.assign_add(1)
        return x + tf.math.log(tf.cast(BAD - self.steps, tf.float32) + 0.5) * 1e-3 if self.bad else x


def test_numbers_that_differ_by_more_than_rounding_make_a_replay_approximate(watch: Watch) -> None:
    ran = at_full_speed(lambda: regression(Bad("nothing"), Shifted(bad=False)), BAD, watch)

    replay = ran.findings[0].replay
    assert replay is not None
    assert not replay.exact
    assert replay.reasons[0].startswith("step 0 ran both ways: compiled loss ")


def test_a_trip_that_eager_execution_does_not_show_is_told_with_what_is_known(watch: Watch) -> None:
    def make() -> Case:
        return regression(Shifted(bad=True))

    expected = plain(make, BAD)
    ran = at_full_speed(make, BAD, watch)

    assert ran.after == expected.after
    finding = ran.findings[0]
    assert (finding.kind, finding.step) == ("nan", BAD)
    assert finding.title == f"NaN in the compiled step {BAD}"
    assert "healthy when it is run again eagerly" in finding.message
    assert any(line.startswith("Compiled: loss nan") for line in finding.evidence)
    assert any(line.startswith("Eagerly:  loss 5") for line in finding.evidence)
    assert finding.location is not None
    assert finding.location.function == "train"


# Errors. ---------------------------------------------------------------------------------------------------


class Limited(layers.Layer):  # type: ignore[misc]  # as above
    def call(self, x: Any) -> Any:
        tf.debugging.assert_less(x, 50.0)  # @limit
        return x


def too_large() -> Case:
    case = regression(Limited())
    case.data[0][BAD * ROWS + 3] = 60.0
    return case


class Narrow(layers.Layer):  # type: ignore[misc]  # as above
    def call(self, x: Any) -> Any:
        return tf.matmul(x, tf.ones((5, 2)))  # @narrow


def test_an_error_of_a_compiled_step_stops_where_it_happens_and_is_raised(watch: Watch) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="assert"):
        plain(too_large, BAD)

    watched = watch({"kind": "exception"}, execution="replay")
    # By its name it would be an error that the script expects.
    with pytest.raises(Exception, match=r"(?i)condition x < y") as raised:
        train(too_large, BAD)
    assert raised.type is tf.errors.InvalidArgumentError

    finding = watched.only
    assert (finding.kind, finding.step) == ("exception", BAD)
    assert finding.location is not None
    assert finding.location.line == line_of("limit", __file__)
    assert finding.replay is not None
    assert finding.replay.exact


def test_an_error_of_tracing_stops_at_the_line_with_values(watch: Watch) -> None:
    def make() -> Case:
        model = keras.Sequential([Narrow(), layers.Dense(1)])
        model.compile("sgd", "mse")
        return Case(model, (np.ones((16, 6), "float32"), np.ones((16, 1))), {"batch_size": ROWS})

    watched = watch({"kind": "shape-mismatch"}, {"kind": "exception"}, execution="replay")
    with pytest.raises(Exception, match=r"(?s)Narrow.*6.*5"):
        train(make, 0)

    finding = watched.only
    assert finding.kind == "shape-mismatch"
    assert finding.location is not None
    assert finding.location.line == line_of("narrow", __file__)
    assert [tensor.shape for tensor in finding.inputs[:1]] == [(8, 6)]


# What cannot be run twice, or not eagerly. -----------------------------------------------------------------


def fit(case: Case) -> None:
    case.model.fit(*case.data, shuffle=False, verbose=0, **case.options)


class Counting(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Adds how often NumPy's function was called."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[int] = []

    def call(self, x: Any) -> Any:
        def count(values: Any) -> Any:
            self.calls.append(len(values))
            return np.float32(1e-3 * len(self.calls))

        return x + tf.reshape(tf.numpy_function(count, [x], tf.float32), ())


def test_a_step_that_runs_python_is_not_run_once_more_without_need(watch: Watch) -> None:
    watched = watch({"kind": "nan"}, execution="replay")
    layer = Counting()
    fit(regression(layer))

    assert len(layer.calls) == STEPS
    assert watched.findings == []


class GraphOnly(keras.Model):  # type: ignore[misc]  # as above
    """Takes its gradients by a function that graphs alone have."""

    def __init__(self) -> None:
        super().__init__()
        self.head = layers.Dense(1)

    def call(self, x: Any) -> Any:
        return self.head(x)

    def train_step(self, data: Any) -> Any:
        x, y = data
        loss = self.compute_loss(x, y, self(x, training=True))
        gradients = tf.gradients(loss, [variable.value for variable in self.trainable_variables])
        self.optimizer.apply(gradients, self.trainable_variables)
        return {"loss": loss}


def test_what_only_eager_execution_refuses_is_no_finding(watch: Watch) -> None:
    watched = watch({"kind": "exception"}, execution="replay")
    model = GraphOnly()
    model.compile("sgd", "mse")
    x = np.ones((32, 3), "float32")
    model.fit(x, x[:, :1], batch_size=8, verbose=0)

    assert watched.findings == []
    assert int(model.optimizer.iterations) == 4


class Refuses(layers.Layer):  # type: ignore[misc]  # as above
    """Raises an error of Python's in one batch, of which a graph makes one of TensorFlow's."""

    def call(self, x: Any) -> Any:
        def check(values: Any) -> Any:
            if values.max() > 50.0:
                raise ValueError("too much")
            return values

        checked = tf.numpy_function(check, [x], tf.float32)
        checked.set_shape(x.shape)
        return checked


def test_the_program_can_catch_what_it_would_catch(watch: Watch) -> None:
    watched = watch({"kind": "exception"}, execution="replay")
    case = regression(Refuses())
    case.data[0][BAD * ROWS] = 99.0
    with pytest.raises(tf.errors.OpError):
        fit(case)

    assert [finding.step for finding in watched.findings] == [BAD]


def test_functions_are_compiled_again_when_two_watched_steps_have_overlapped() -> None:
    before = tf.config.functions_run_eagerly()
    first, second = functions_run_eagerly(), functions_run_eagerly()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert tf.config.functions_run_eagerly()
    second.__exit__(None, None, None)

    assert tf.config.functions_run_eagerly() == before
