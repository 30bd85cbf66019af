"""After a stop in a replayed step: it runs again as the user asks for, and training goes on from there."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from pyadapter.probe.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

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
        self, watch: Callable[..., Watched], *answers: Callable[[Session], object], **options: Any
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

    def fit(self, *callbacks: Any, bad: tuple[int, ...] = (BAD,), **options: Any) -> Any:
        keras.utils.set_random_seed(5)
        x = np.linspace(1.0, 2.0, 80, dtype="float32").reshape(80, 1)
        x[[step * 4 + 2 for step in bad]] = -1.0
        self.risky = Risky()
        dense = keras.layers.Dense(1)
        self.model = keras.Sequential([keras.Input((1,)), self.risky, keras.layers.Dropout(0.3), dense])
        self.model.compile(**{"optimizer": keras.optimizers.SGD(0.1, momentum=0.5), "loss": "mse", **options})
        self.model.fit(x, x, batch_size=4, shuffle=False, verbose=0, callbacks=list(callbacks))
        return self.model

    @property
    def weights(self) -> list[np.ndarray[Any, Any]]:
        return [np.asarray(weight) for weight in self.model.trainable_variables]


def again(**arguments: Any) -> Callable[[Session], object]:
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


def test_continuing_traces_nothing_anew(watch: Callable[..., Watched]) -> None:
    traces: list[int] = []
    answers = (lambda session: traces.append(session.risky.traces), again())
    session = Session(watch, again(), *answers)
    session.fit()

    assert session.stops == [BAD, BAD]
    assert traces == [session.risky.traces]


def test_what_can_be_run_again_is_told_while_a_step_is_paused(watch: Callable[..., Watched]) -> None:
    states: list[Mapping[str, Any]] = []
    refusals: list[str] = []

    def look(session: Session) -> None:
        states.append(session.ask("rewindState"))
        for wrong in (
            {"steps": 99},
            {"withoutRows": [7]},
            {"withoutRows": [0, 1, 2, 3]},
            {"learningRate": -1},
        ):
            with pytest.raises(LookupError) as refused:
                session.ask("rewind", **wrong)
            refusals.append(str(refused.value))

    session = Session(watch, look)
    session.fit()

    reach = states[0].pop("steps")  # type: ignore[attr-defined]  # a dictionary
    assert states == [{"step": BAD, "learningRate": pytest.approx(0.1), "rows": 4}]
    assert refusals == [
        (
            f"Step {BAD} can be run again, but {reach} steps back is as far as it is kept (replayMemory, "
            "snapshotEvery)."
        ),
        "The batch has no row 7: its 4 rows are counted from 0.",
        "These are all of its 4 rows. Continue without this update instead.",
        "A learning rate is a number from 0 on, not -1.0.",
    ]
    assert "none is paused" in session.ask("rewindState")["problem"]


def test_an_update_that_is_left_out_leaves_no_trace(watch: Callable[..., Watched]) -> None:
    session = Session(watch, lambda session: session.ask("skipUpdate", skip=True))
    model = session.fit()

    assert session.stops == [BAD]
    assert np.isfinite(session.weights[0]).all()
    assert int(model.optimizer.iterations) == 19


def test_another_learning_rate_stays_from_there_on(watch: Callable[..., Watched]) -> None:
    session = Session(watch, again(steps=3, learningRate=0.025, withoutRows=[2]))
    model = session.fit()

    assert float(model.optimizer.learning_rate) == pytest.approx(0.025)
    assert session.told == [
        (BAD, (f"Steps {BAD - 3} to {BAD} ran again with a learning rate of 0.025 without row 2: no finding. "
         "Training goes on."))
    ]  # fmt: skip


class Slower(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Halves the learning rate before some steps, as the program itself would."""

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        del logs
        if batch in {6, BAD - 2}:
            self.model.optimizer.learning_rate.assign(self.model.optimizer.learning_rate / 2)


def test_steps_that_run_again_come_out_the_same(watch: Callable[..., Watched]) -> None:
    once = Session(watch, again(withoutRows=[2]))
    once.fit(Slower())
    once.probe.close()
    farther = Session(watch, again(steps=BAD - 1), again(steps=4, withoutRows=[2]))
    farther.fit(Slower())

    assert farther.stops == [BAD, BAD]
    assert [np.array_equal(*pair) for pair in zip(once.weights, farther.weights, strict=True)] == [True, True]
    assert float(farther.model.optimizer.learning_rate) == pytest.approx(0.025)


def test_a_schedule_of_learning_rates_is_not_overruled(watch: Callable[..., Watched]) -> None:
    refusals: list[str] = []

    def answer(session: Session) -> None:
        with pytest.raises(LookupError) as refused:
            session.ask("rewind", learningRate=0.01)
        refusals.append(str(refused.value))

    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    Session(watch, answer).fit(optimizer=keras.optimizers.SGD(schedule))

    assert refusals == [
        (
            "The learning rate follows a schedule (ExponentialDecay), which computes it anew in every step: "
            "change the schedule in the script."
        )
    ]


def test_what_is_assigned_at_a_pause_stays(watch: Callable[..., Watched]) -> None:
    def answer(session: Session) -> None:
        session.risky.shift.assign(1.5)
        session.ask("rewind")

    session = Session(watch, answer)
    session.fit()

    assert session.stops == [BAD]
    assert float(session.risky.shift) == 1.5
    assert np.isfinite(session.weights[0]).all()


class Pausing(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Has a line at which the debugger pauses by itself, and ends whatever a step may throw at it."""

    def __init__(self, at_pause: Callable[[], None]) -> None:
        super().__init__()
        self.at_pause = at_pause

    def call(self, x: Any) -> Any:
        if tf.executing_eagerly():
            self.at_pause()
        try:
            return tf.identity(x)
        except BaseException:  # noqa: BLE001 -- as users write it
            return x + 0


def test_a_rewind_at_a_line_of_a_watched_step_ends_that_step(watch: Callable[..., Watched]) -> None:
    session = Session(watch)
    seen: list[int | None] = []

    def at_pause() -> None:
        seen.append(session.probe.progress.step)
        if len(seen) == 1:
            session.ask("rewind")

    model = keras.Sequential([keras.Input((1,)), Pausing(at_pause), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    seen.clear()
    model.fit(np.ones((12, 1)), np.ones((12, 1)), batch_size=4, verbose=0)

    assert seen == [0, 0]
    assert session.told == [(0, "Step 0 ran again: no finding. Training goes on.")]
    assert int(model.optimizer.iterations) == 3


class Trained(keras.Model):  # type: ignore[misc]  # Keras has no types
    """Calls its layer in training only, so that it can be built."""

    def __init__(self, inner: Any) -> None:
        super().__init__()
        self.inner = inner
        self.built = True

    def call(self, x: Any, training: bool = False) -> Any:
        return self.inner(x) if training else x


SCRIPT = """
import keras
import tensorflow as tf


class Edited(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def build(self, shape):
        self.dense.build(shape)

    def call(self, x):
        return self.dense(LINE)
"""


@pytest.mark.parametrize(
    ("before", "after", "step"),
    [
        ("tf.math.log(x)", "tf.math.log(tf.maximum(x, 1e-3))", BAD),
        ("tf.reshape(x, (-1, 1))[:tf.shape(x)[0] - tf.cast(tf.reduce_min(x) < 0, tf.int32)]", "x", BAD),
        ("x if training_for_real(x) else x", "x * 1.0", 0),
    ],
    ids=["not a number", "shapes in the compiled step", "an error as it is traced"],
)
def test_a_step_passes_once_the_layer_is_mended(  # noqa: PLR0913, PLR0917 -- fixtures
    watch: Callable[..., Watched],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    after: str,
    step: int,
) -> None:
    file = tmp_path / f"edited_layer_{abs(hash(before))}.py"
    file.write_text(SCRIPT.replace("LINE", before))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    importlib.invalidate_caches()
    module = importlib.import_module(file.stem)

    def answer(session: Session) -> None:
        file.write_text(SCRIPT.replace("LINE", "("))
        with pytest.raises(LookupError, match=r"line 15.*Nothing was reloaded"):
            session.ask("rewind")
        file.write_text(SCRIPT.replace("LINE", after))
        session.ask("rewind")

    session = Session(
        watch, answer, breakpoints=[{"kind": kind} for kind in ("nan", "exception", "shape-mismatch")]
    )
    x = np.linspace(1.0, 2.0, 80, dtype="float32").reshape(80, 1)
    x[BAD * 4 + 2] = -1.0
    edited = module.Edited()
    edited.build((None, 1))
    model = Trained(edited)
    model.compile("sgd", "mse")
    model.fit(x, x, batch_size=4, shuffle=False, verbose=0)

    assert session.stops == [step]
    assert session.told == [
        (step, f"Step {step} ran again with the new Edited.call: no finding. Training goes on.")
    ]
    assert int(model.optimizer.iterations) == 20
    assert np.isfinite(np.asarray(edited.dense.kernel)).all()


def skip(session: Session) -> None:
    session.ask("skipUpdate", skip=True)


def test_each_bad_step_stops_where_the_updates_of_those_before_it_were_left_out(
    watch: Callable[..., Watched],
) -> None:
    session = Session(watch, skip, skip, skip)
    session.fit(bad=(BAD, BAD + 1, BAD + 4))

    assert session.stops == [BAD, BAD + 1, BAD + 4]
    assert np.isfinite(session.weights[0]).all()


class SetsKernel(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Assigns to a part of a weight between two steps, or to all of it in a graph."""

    def __init__(self, *, in_graph: bool) -> None:
        super().__init__()
        self._in_graph = in_graph

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        del logs
        kernel = self.model.layers[-1].kernel.value
        if batch == BAD - 1 and self._in_graph:
            tf.function(lambda: kernel.assign([[7.0]]))()
        elif batch == BAD - 1:
            kernel[0].assign([7.0])


def test_a_weight_that_was_set_in_part_before_the_step_keeps_its_value(watch: Callable[..., Watched]) -> None:
    session = Session(watch, skip)
    session.fit(SetsKernel(in_graph=False), optimizer=keras.optimizers.SGD(0.0))

    assert session.weights[0].item() == 7.0


def test_a_state_that_could_not_be_restored_is_not_gone_on_from(watch: Callable[..., Watched]) -> None:
    refusals: list[str] = []

    def refused(session: Session) -> None:
        for command, arguments in (("skipUpdate", {"skip": True}), ("rewind", {})):
            with pytest.raises(LookupError) as raised:
                session.ask(command, **arguments)
            refusals.append(str(raised.value))

    session = Session(watch, refused)
    session.fit(SetsKernel(in_graph=True), optimizer=keras.optimizers.SGD(0.0))

    assert session.stops == [BAD]
    assert len(refusals) == 2
    assert all("could not be restored exactly" in refusal for refusal in refusals)


def test_a_run_that_is_interrupted_in_a_replay_has_the_state_after_the_step(
    watch: Callable[..., Watched],
) -> None:
    def interrupt(session: Session) -> None:
        del session
        raise KeyboardInterrupt

    session = Session(watch, interrupt)
    with pytest.raises(KeyboardInterrupt):
        session.fit()

    assert int(session.model.optimizer.iterations) == BAD + 1
