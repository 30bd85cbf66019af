"""What is recorded of a training while it runs, as the training panel asks for it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from pyadapter.probe.inspection import Inspection
from pyadapter.probe.inspection.training import WORST
from pyadapter.probe.probe import Probe
from pyadapter.probe.watch.run_progress import RunProgress
from pyadapter.probe.watch.training_record import MOST_EVENTS, MOST_LAYERS, Marker, TrainingRecord
from tests.probe.conftest import Watched
from tests.probe.workloads import Entropy, classifier, data, entropy_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

pytestmark = pytest.mark.tensorflow


class Training:
    """An answer to `keras/training`, unpacked."""

    def __init__(self, watched: Watched, **arguments: Any) -> None:
        answer = Inspection(watched.probe).answer("keras/training", arguments)
        self.body: dict[str, Any] = json.loads(json.dumps(answer, allow_nan=False))
        self.markers = [(marker["step"], marker["type"]) for marker in self.body["markers"]]

    def series(self, name: str, group: str) -> dict[int, float]:
        (found,) = (one for one in self.body["series"] if (one["name"], one["group"]) == (name, group))
        steps, mean = (np.frombuffer(base64.b64decode(found[key]), "<f8") for key in ("steps", "mean"))
        return dict(zip(map(int, steps), map(float, mean), strict=True))

    def names(self, group: str) -> list[str]:
        return [one["name"] for one in self.body["series"] if one["group"] == group]


@pytest.fixture
def watched(watch: Callable[..., Watched]) -> Watched:
    return watch({"kind": "nan"}, panels=True)


def test_a_fit_is_recorded_step_by_step(watched: Watched) -> None:
    x, y = data()
    model = keras.Sequential([
        keras.Input((8,)), keras.layers.Dense(4, name="hidden"), keras.layers.Dense(1, name="head")
    ])  # fmt: skip
    model.compile("adam", "mse", metrics=["mae"])
    losses: list[float] = []

    class Losses(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            losses.append((batch + 1) * logs["loss"] - sum(losses[len(losses) - batch :]))

    history = model.fit(
        x, y, batch_size=16, epochs=2, validation_data=(x, y), verbose=0, callbacks=[Losses()]
    )

    told = Training(watched)
    # Keras' own number is the mean over the epoch; what is shown is that of each batch.
    assert told.series("loss", "loss") == pytest.approx(dict(enumerate(losses)), rel=1e-4)
    assert told.series("val_loss", "loss") == pytest.approx(
        {3: history.history["val_loss"][0], 7: history.history["val_loss"][1]}
    )
    assert list(told.series("mae", "metric")) == list(range(8))
    assert list(told.series("val_mae", "metric")) == [3, 7]
    assert told.series("learning rate", "learningRate") == pytest.approx(dict.fromkeys(range(8), 0.001))
    assert list(told.series("step time", "stepTime")) == list(range(8))
    assert told.series("process", "memory")[0] > 1e7
    assert told.markers == [(0, "epoch"), (4, "epoch")]
    assert told.body["markers"][1]["title"] == "epoch 1 begins (Keras: Epoch 2/2)"
    assert told.body["progress"]["state"] == "done"
    assert watched.probe.recorder is not None
    assert watched.probe.recorder.progress.between_epochs > 0

    layers = told.body["layers"]
    assert [layer.rpartition("/")[2] for layer in layers] == ["hidden", "head"]
    total = told.series("gradient norm", "gradientNorm")
    each = [told.series(layer, "gradientNorm") for layer in layers]
    squares = [sum(norms[step] ** 2 for norms in each) for step in range(8)]
    assert np.sqrt(squares).tolist() == pytest.approx(list(total.values()))
    # The updates that are measured anyway: the 1st and the 5th.
    assert list(told.series("update ratio", "updateRatio")) == [0, 4]
    assert list(told.series(layers[0], "updateRatio")) == [0, 4]


def test_nothing_is_sent_twice(watched: Watched) -> None:
    x, y = data()
    model = classifier()
    model.fit(x, y, verbose=0)

    revision = Training(watched).body["revision"]
    again = Training(watched, revision=revision).body
    assert again["unchanged"]
    assert again["series"] == []
    model.fit(x, y, verbose=0)
    assert "unchanged" not in Training(watched, revision=revision).body


def test_findings_are_marked_at_their_step(watched: Watched) -> None:
    x, y = data()
    x[40] = 0  # 0 · log 0
    shown: list[Training] = []
    watched.at_stop = lambda _stop: shown.append(Training(watched))
    classifier(Entropy()).fit(x, y, batch_size=16, shuffle=False, verbose=0)

    marker = next(each for each in shown[0].body["markers"] if each["type"] == "finding")
    assert marker == {
        "step": 2,
        "type": "finding",
        "kind": "nan",
        "title": watched.findings[0].title,
        "location": {"file": marker["location"]["file"], "line": entropy_line(), "function": "call"},
    }
    assert np.isnan(Training(watched).series("loss", "loss")[3])


def test_a_loop_by_hand_is_recorded(watched: Watched) -> None:
    weight = keras.Variable([1.0, -2.0], name="weight")
    optimizer = keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5))
    losses = []
    for _ in range(5):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(weight.value**2)
        optimizer.apply(tape.gradient(loss, [weight.value]), [weight])
        losses.append(float(loss))

    told = Training(watched)
    assert list(told.series("loss", "loss").values()) == pytest.approx(losses)
    assert list(told.series("gradient norm", "gradientNorm").values()) == pytest.approx(
        np.sqrt(4 * np.array(losses))
    )
    assert told.series("learning rate", "learningRate") == pytest.approx(
        {step: 0.1 * 0.5 ** (step / 10) for step in range(5)}
    )
    assert told.body["progress"]["state"] == "training"


def test_models_that_are_trained_by_turns_have_series_of_their_own(watched: Watched) -> None:
    models = [
        keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)], name=name) for name in ("one", "two")
    ]
    optimizers = [keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.2)]
    for _ in range(3):
        for model, optimizer in zip(models, optimizers, strict=True):
            with tf.GradientTape() as tape:
                loss = tf.reduce_sum(model(tf.ones((4, 2))) ** 2)
            optimizer.apply(tape.gradient(loss, model.trainable_weights), model.trainable_weights)

    told = Training(watched)
    assert told.names("learningRate") == ["learning rate", "learning rate (two)"]
    assert told.series("learning rate (two)", "learningRate")[1] == pytest.approx(0.2)
    assert told.series("update ratio", "updateRatio").keys() == {0}
    assert told.series("update ratio (two)", "updateRatio").keys() == {1}
    assert told.names("gradientNorm")[:2] == ["gradient norm", "gradient norm (two)"]


def test_evaluation_leaves_no_points(watched: Watched) -> None:
    x, y = data()
    model = classifier()
    model.evaluate(x, y, verbose=0)
    model.predict(x, verbose=0)

    told = Training(watched)
    assert told.body["series"] == []
    assert told.body["progress"] == {"state": "between"}


def test_nothing_is_recorded_when_nobody_can_look(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "nan"})
    classifier().fit(*data(), verbose=0)
    assert Training(watched).body["series"] == []


def test_layers_are_those_that_were_asked_for_or_the_worst(watched: Watched) -> None:
    hidden = [keras.layers.Dense(8, name=f"hidden_{index}") for index in range(WORST + 2)]
    model = classifier(*hidden)
    model.fit(*data(), verbose=0)

    layers = Training(watched).body["layers"]
    assert len(layers) == WORST + 3
    assert len(Training(watched).names("gradientNorm")) == 1 + WORST
    assert Training(watched, layers=[layers[2]]).names("gradientNorm")[1:] == [layers[2]]


def test_the_worst_layer_is_the_one_that_is_not_finite_then_the_one_far_from_others() -> None:
    record = TrainingRecord()
    for step in range(3):
        record.add_layers("gradientNorm", ("a", "b", "c", "d"), step, np.array([1.0, 1e-9, 2.0, np.nan]))
    assert record.worst(3)[:2] == ["d", "b"]


def test_a_record_is_bounded() -> None:
    record = TrainingRecord()
    for model in range(20):
        layers = tuple(f"model_{model}/{index}" for index in range(30))
        for step in range(3):
            record.add_layers("gradientNorm", layers, 3 * model + step, np.ones(30))
    for number in range(3 * MOST_EVENTS):
        record.mark(Marker(number, "epoch", str(number)))
        record.mark(Marker(number, "finding", str(number)))

    assert len(record.layers()) <= MOST_LAYERS
    assert record.layers()[-1] == "model_19/29"
    epochs = [marker.step for marker in record.markers() if marker.type == "epoch"]
    assert len(epochs) <= MOST_EVENTS
    assert max(np.diff(epochs)) <= 4
    assert sum(marker.type == "finding" for marker in record.markers()) == MOST_EVENTS


class _Listener:
    """A debugger that only listens."""

    def __init__(self) -> None:
        self.told: list[Mapping[str, Any]] = []

    def can_stop(self) -> bool:
        return False

    def pause(self, event: Mapping[str, Any], frame: Any) -> None:
        raise AssertionError(event, frame)

    def announce(self, event: Mapping[str, Any]) -> None:
        raise AssertionError(event)

    def progress(self, body: Mapping[str, Any]) -> None:
        self.told.append(dict(body))

    def paused_seconds(self) -> float:
        return 0.0

    def rewound(self, body: Mapping[str, Any]) -> None:
        raise AssertionError(body)

    def waiting(self) -> bool:
        return False


@pytest.fixture
def listener() -> Iterator[_Listener]:
    listening = _Listener()
    probe = Probe({"breakpoints": [{"kind": "nan"}], "panels": True}, Watched(), listening)
    probe.start()
    yield listening
    probe.close()


def test_progress_is_told_once_a_second_and_at_the_end(listener: _Listener) -> None:
    classifier().fit(*data(), epochs=3, batch_size=16, verbose=0)

    first, last = listener.told[0], listener.told[-1]
    known = {"state": "training", "epoch": 0, "epochs": 3, "step": 0, "stepInEpoch": 1, "stepsPerEpoch": 4}
    assert known.items() <= first.items()
    assert first["secondsLeft"] == pytest.approx(11 / first["stepsPerSecond"])
    assert last["state"] == "done"
    assert last["step"] == 11
    assert len(listener.told) <= 4


def test_a_debugger_that_fails_does_no_harm(listener: _Listener) -> None:
    listener.told = None  # type: ignore[assignment]  # what it is told raises
    history = classifier().fit(*data(), verbose=0)
    assert history.history["loss"]


def test_the_length_of_an_epoch_is_known_after_the_first() -> None:
    progress = RunProgress()
    progress.begin_fit()
    progress.epochs = 3
    progress.begin_epoch(0)
    for _ in range(10):
        progress.in_epoch += 1
        progress.pace.add(0.5)
    assert progress.seconds_left is None
    progress.begin_epoch(1)
    progress.between_epochs = 4.0
    assert progress.seconds_left == pytest.approx(20 / 2 + 4)


def test_a_schedule_of_the_scripts_is_asked_by_its_optimizer_alone(watched: Watched) -> None:
    asked: list[int] = []

    class Halving(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]  # Keras has no types
        def __call__(self, step: Any) -> float:
            asked.append(int(step))
            return 0.5 ** len(asked)

    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(Halving()), "mse")
    model.fit(*data(), batch_size=16, verbose=0)

    # Once more at the first update, whose size is judged by it.
    assert asked == [0, 0, 1, 2, 3]
    told = Training(watched)
    assert told.series("learning rate", "learningRate") == {0: 0.5, 1: 0.125, 2: 0.0625, 3: 0.03125}


def test_numbers_of_any_kind_are_told_or_left_out(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    class Model(keras.Sequential):  # type: ignore[misc]  # as above
        def train_step(self, data: Any) -> Any:
            return {**super().train_step(data), "phase": np.complex64(1j), "name": "first"}

    model = Model([keras.Input((8,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = data()
    model.fit(x, y, steps_per_epoch=np.int64(2), epochs=np.int64(2), batch_size=np.int64(16), verbose=0)

    told = Training(watched)
    assert (told.body["progress"]["epochs"], told.body["progress"]["stepsPerEpoch"]) == (2, 2)
    assert told.names("metric") == []
    assert caplog.text == ""
