"""What stops compiled training: everything that stops eager training, and steps of the user's choice."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

    Watch = Callable[..., Watched]

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(300)]

ROWS = 8
EVERYTHING = (
    "nan", "inf", "gradient-missing", "gradient-exploding", "gradient-vanishing", "dead-units",
    "saturated-units", "weights-unchanged", "weight-update-ratio", "label-out-of-range", "input-range",
    "output-range", "loss-stalled", "loss-diverged", "loss-oscillating",
)  # fmt: skip


class Scaled(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Multiplies by what the test sets."""

    def build(self, shape: Any) -> None:
        del shape
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones", trainable=False)

    def call(self, x: Any) -> Any:
        return x * self.scale  # @scaled


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # see above
    """Batches that nobody can look at before they come."""

    def __init__(self, x: Any, y: Any) -> None:
        super().__init__()
        self._x, self._y = x, y

    def __len__(self) -> int:
        return len(self._x) // ROWS

    def __getitem__(self, index: int) -> Any:
        rows = slice(index * ROWS, (index + 1) * ROWS)
        return self._x[rows], self._y[rows]


class At(keras.callbacks.Callback):  # type: ignore[misc]  # see above
    """Does something before a step."""

    def __init__(self, step: int, do: Callable[[Any], None]) -> None:
        super().__init__()
        self._step, self._do = step, do

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        del logs
        if batch == self._step:
            self._do(self.model)


def classifier(*, jit: bool = False, rate: float = 1e-2, units: int = 16) -> Any:
    keras.utils.set_random_seed(3)
    model = keras.Sequential([
        keras.Input((6,)), Scaled(name="scaled"), layers.Dense(units, activation="relu"), layers.Dense(3),
    ])  # fmt: skip
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(rate), loss, jit_compile=jit)
    return model


def data(steps: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((steps * ROWS, 6)).astype("float32")
    return x, x[:, :3].argmax(axis=1)


def fit(model: Any, x: Any, y: Any, **options: Any) -> None:
    model.fit(x, y, **{"batch_size": ROWS, "verbose": 0, "shuffle": False, **options})


def kinds(*names: str) -> list[dict[str, str]]:
    return [{"kind": name} for name in names]


@pytest.mark.parametrize("jit", [False, True])
def test_a_label_out_of_range_is_found_where_xla_is_silent(watch: Watch, *, jit: bool) -> None:
    watched = watch(*kinds("label-out-of-range"), execution="replay")
    x, y = data(20)
    y[12 * ROWS + 5] = 9
    # On a CPU without XLA the op refuses such a label.
    refused = pytest.raises(tf.errors.InvalidArgumentError)
    with contextlib.nullcontext() if jit else refused:
        classifier(jit=jit).fit(Batches(x, y), verbose=0, shuffle=False)

    assert (watched.only.kind, watched.only.step) == ("label-out-of-range", 12)
    assert watched.only.value == 9


@pytest.mark.parametrize("execution", ["eager", "replay"])
def test_an_exploding_gradient_is_found_in_the_same_step_with_the_same_history(
    watch: Watch, execution: str
) -> None:
    watched = watch(*kinds("gradient-exploding"), execution=execution)
    fit(classifier(), *data(40), callbacks=[At(30, lambda model: model.layers[0].scale.assign(1e8))])

    assert (watched.findings[0].kind, watched.findings[0].step) == ("gradient-exploding", 30)
    assert "in one update" in watched.findings[0].message
    assert (watched.findings[0].replay is not None) == (execution == "replay")


@pytest.mark.parametrize("execution", ["eager", "replay"])
def test_a_loss_that_never_changes_is_found_after_as_many_steps(watch: Watch, execution: str) -> None:
    watched = watch(*kinds("loss-stalled"), execution=execution)
    x, y = data(60)
    x[:], y[:] = 0.0, np.arange(len(y)) % 2
    model = classifier(rate=0.0)
    fit(model, x, y)

    assert [(finding.kind, finding.step) for finding in watched.findings] == [("loss-stalled", 49)]


def test_a_healthy_training_of_300_steps_has_no_finding(watch: Watch) -> None:
    watched = watch(*kinds(*EVERYTHING), execution="replay", checkEvery=20)

    fit(classifier(rate=0.1), *data(100), epochs=3)

    assert [(finding.kind, finding.message) for finding in watched.findings] == []


def test_dead_units_are_found_by_check_ups(watch: Watch) -> None:
    watched = watch(*kinds("dead-units"), execution="replay", checkEvery=5)
    model = classifier(units=32)
    model.layers[1].bias.assign(np.full(32, -50.0, "float32"))

    fit(model, *data(60))

    assert watched.only.kind == "dead-units"


@pytest.mark.parametrize("execution", ["eager", "replay"])
def test_a_step_of_ones_choice_stops_at_its_first_line(watch: Watch, execution: str) -> None:
    watched = watch({"kind": "step", "condition": "step == 12"}, execution=execution)
    fit(classifier(), *data(20))

    assert (watched.only.step, watched.only.phase) == (12, "forward")
    assert watched.only.location is not None
    assert watched.only.location.line == line_of("scaled", __file__)


@pytest.mark.parametrize("execution", ["eager", "replay"])
@pytest.mark.parametrize(
    ("condition", "phase"),
    [("loss > 0.1 and epoch > 0", "loss"), ("gradient_norm > 0 and step > 9", "optimizer")],
)
def test_a_condition_on_what_was_computed_stops_once_where_it_begins_to_hold(
    watch: Watch, execution: str, condition: str, phase: str
) -> None:
    watched = watch({"kind": "step", "condition": condition}, execution=execution)
    fit(classifier(), *data(10), epochs=2)

    assert (watched.only.step, watched.only.phase) == (10, phase)


def test_what_is_ignored_does_not_run_every_step_again(watch: Watch) -> None:
    watched = watch({"kind": "gradient-exploding", "condition": "value > 1e30"}, execution="replay")
    execution = watched.probe._execution  # noqa: SLF001 -- what it runs is looked at
    assert execution is not None
    steps: list[int | None] = []
    original = execution.watched

    def noting(*given: Any, **named: Any) -> Any:
        steps.append(execution.progress.step)
        return original(*given, **named)

    execution.watched = noting  # type: ignore[method-assign]  # looked at, not replaced
    model = classifier(rate=0.0)
    growing = [
        At(step, lambda model: model.layers[0].scale.assign(model.layers[0].scale * 3)) for step in range(35)
    ]
    fit(model, *data(40), callbacks=growing)

    assert watched.findings == []
    assert 3 <= len(steps) <= 9, steps
