"""After a stop in a replayed step: it runs again as the user asks for, and training goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from pyadapter.probe.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.probe.handles import Stop
    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow

BAD = 13
"""The step of the batch that the layer cannot stand."""


class Risky(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Takes a logarithm, which is not a number for the batch with a negative value."""

    def __init__(self) -> None:
        super().__init__()
        self.shift = tf.Variable(0.0, trainable=False)
        self.traces = 0

    def call(self, x: Any) -> Any:
        self.traces += not tf.executing_eagerly()
        return tf.math.log(x + self.shift)


class Session:
    """A training whose stops are answered in turn, as a user would.

    Args:
        watch: Starts the probe.
        answers: Called at one stop each; the last at all that follow.
    """

    def __init__(
        self, watch: Callable[..., Watched], *answers: Callable[[Session], None], **options: Any
    ) -> None:
        self.told: list[tuple[int, str]] = []
        self.watched = watch(execution="replay", snapshotEvery=5, **options)
        self.probe = self.watched.probe
        self.inspection = Inspection(self.probe)
        self.probe.rewound = lambda step, message: self.told.append((step, message))  # type: ignore[method-assign]
        self.answers = list(answers)
        self.watched.at_stop = self._at_stop
        self.stops: list[int | None] = []

    def _at_stop(self, stop: Stop) -> None:
        assert stop.finding is not None
        self.stops.append(stop.finding.step)
        if self.answers:
            self.answers.pop(0)(self)

    def ask(self, command: str, **arguments: Any) -> Mapping[str, Any]:
        return self.inspection.answer(f"keras/{command}", arguments)

    def fit(self, *callbacks: Any, **options: Any) -> Any:
        keras.utils.set_random_seed(5)
        x = np.linspace(1.0, 2.0, 80, dtype="float32").reshape(80, 1)
        x[BAD * 4 + 2] = -1.0
        self.risky = Risky()
        dense = keras.layers.Dense(1)
        self.model = keras.Sequential([keras.Input((1,)), self.risky, keras.layers.Dropout(0.3), dense])
        self.model.compile(**{"optimizer": keras.optimizers.SGD(0.1, momentum=0.5), "loss": "mse", **options})
        self.model.fit(x, x, batch_size=4, shuffle=False, verbose=0, callbacks=list(callbacks))
        return self.model

    @property
    def weights(self) -> list[np.ndarray[Any, Any]]:
        return [np.asarray(weight) for weight in self.model.trainable_variables]


def again(**arguments: Any) -> Callable[[Session], None]:
    def answer(session: Session) -> None:
        session.ask("rewind", **arguments)

    return answer


def test_the_step_runs_again_and_stops_again_until_the_user_continues(watch: Callable[..., Watched]) -> None:
    session = Session(watch, again(steps=0), again())
    session.fit()

    assert session.stops == [BAD, BAD, BAD]
    assert session.told == [(BAD, f"Step {BAD} ran again: 1 finding. Training goes on.")]
    assert not np.isfinite(session.weights[0]).any()


def test_without_the_guilty_row_it_passes_and_training_goes_on_compiled(
    watch: Callable[..., Watched],
) -> None:
    session = Session(watch, again(withoutRows=[2]))
    session.fit()

    assert session.stops == [BAD]
    assert session.told == [(BAD, f"Step {BAD} ran again without row 2: no finding. Training goes on.")]
    assert np.isfinite(session.weights[0]).all()
