"""The record that a run leaves: what the user's own lines assigned, and what was found."""

from __future__ import annotations

import gc
import json
import sys
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from pyadapter.core.run_record import FOLDER_VARIABLE, RunRecord, TensorRecord
from pyadapter.core.run_record_json import from_json
from pyadapter.probe import run_records
from pyadapter.probe.watch import assigned_values
from pyadapter.probe.watch.assigned_values import is_due
from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow

Read = Callable[[], RunRecord]
alive: list[weakref.ref[Any]] = []


class Antirectifier(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        x = x - tf.reduce_mean(x, axis=-1, keepdims=True)  # @centred
        pos, neg = tf.nn.relu(x), tf.nn.relu(-x)  # @both
        joined = None
        if pos.shape.rank:
            joined = tf.concat([pos, neg], axis=-1)  # @joined
        self.last = tf.stop_gradient(joined)  # @attribute
        copied = joined  # @copied
        alive.extend(weakref.ref(each) for each in (pos, neg))
        return copied


def half_square(y_true: Any, y_pred: Any) -> Any:
    error = y_pred - tf.cast(y_true, y_pred.dtype)  # @error
    return 0.5 * error * error


class Net(keras.Model):  # type: ignore[misc]  # as above
    def __init__(self) -> None:
        super().__init__()
        self.split = Antirectifier(name="split")
        self.head = keras.layers.Dense(1, name="head")

    def call(self, x: Any) -> Any:
        hidden = self.split(x)  # @hidden
        return self.head(hidden)


class OwnStep(Net):
    def train_step(self, data: Any) -> Any:
        x, y = data  # @data
        with tf.GradientTape() as tape:
            predicted = self(x, training=True)  # @predicted
            loss = self.compute_loss(  # @loss
                x, y, predicted
            )
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        error = tf.abs(loss)  # @after
        return {"loss": loss, "error": error}


def trained(model: Any, steps: int = 3, loss: Any = half_square) -> Any:
    keras.utils.set_random_seed(1)
    values = np.random.default_rng(0).normal(size=(32 * steps, 5)).astype("float32")
    model.compile(keras.optimizers.SGD(0.01), loss)
    model.fit(values, values[:, :1], batch_size=32, epochs=1, verbose=0, shuffle=False)
    return model


def line(marker: str) -> int:
    return line_of(marker, __file__)


def entry(record: RunRecord, marker: str, name: str) -> TensorRecord:
    (found,) = [each for each in record.tensors if each.line == line(marker) and each.name == name]
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "records"))
    monkeypatch.setattr(assigned_values, "SECONDS", 1e9)  # however slow the machine is
    return tmp_path / "records"


@pytest.fixture
def read(folder: Path) -> Read:
    def read() -> RunRecord:
        (file,) = folder.iterdir()
        found = from_json(json.loads(file.read_text()))
        assert found is not None
        return found

    return read


def test_lines_have_what_they_assigned(watch: Callable[..., Watched], read: Read) -> None:
    watch()
    trained(Net())
    record = read()
    assert record.execution == "eager"
    assert record.steps == 3
    shapes = {
        (each.function, each.name, each.line): each.shape
        for each in record.tensors
        if each.file == __file__ and each.function != "trained"
    }
    assert shapes == {
        ("Antirectifier.call", "x", line("centred")): (32, 5),
        ("Antirectifier.call", "pos", line("both")): (32, 5),
        ("Antirectifier.call", "neg", line("both")): (32, 5),
        ("Antirectifier.call", "joined", line("joined")): (32, 10),
        ("Antirectifier.call", "self.last", line("attribute")): (32, 10),
        ("Antirectifier.call", "copied", line("copied")): (32, 10),
        ("Net.call", "hidden", line("hidden")): (32, 10),
        ("half_square", "error", line("error")): (32, 1),
    }


def test_an_entry_says_what_a_hover_shows(watch: Callable[..., Watched], read: Read) -> None:
    watch()
    trained(Net())
    found = entry(read(), "both", "pos")
    assert found.text == "pos, neg = tf.nn.relu(x), tf.nn.relu(-x)  # @both"
    assert found.dtype == "float32"
    assert found.digest.startswith("f32[32,5] ∈[0, ")
    assert found.layer is not None
    assert found.layer.endswith("/split")
    assert [seen.step for seen in found.history] == [0, 1, 2]
    assert all(seen.minimum == 0 and seen.mean and seen.deviation for seen in found.history)


def test_numbers_are_those_of_the_tensor(watch: Callable[..., Watched], read: Read) -> None:
    watch()
    model = trained(Net(), steps=1)
    seen = entry(read(), "attribute", "self.last").history[0]
    values = model.split.last.numpy()
    assert (seen.minimum, seen.maximum) == (values.min(), values.max())
    assert seen.mean == pytest.approx(values.mean(), rel=1e-5)
    assert seen.deviation == pytest.approx(values.std(), rel=1e-5)


def test_when_time_is_over_there_are_shapes(
    watch: Callable[..., Watched], read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assigned_values, "SECONDS", 0.0)
    watch()
    trained(Net())
    found = entry(read(), "both", "pos")
    assert (found.shape, found.digest[:9], found.history) == ((32, 5), "f32[32,5]", ())


def test_own_training_steps_are_recorded(watch: Callable[..., Watched], read: Read) -> None:
    watch()
    trained(OwnStep())
    record = read()
    assert entry(record, "data", "x").shape == (32, 5)
    assert entry(record, "predicted", "predicted").shape == (32, 1)
    assert entry(record, "after", "error").shape == ()
    loss = entry(record, "loss", "loss")
    assert (loss.function, loss.shape) == ("OwnStep.train_step", ())
    assert loss.text.splitlines() == ["loss = self.compute_loss(  # @loss", "x, y, predicted", ")"]


def test_hand_written_loops_are_recorded(watch: Callable[..., Watched], read: Read) -> None:
    watched = watch()
    model, optimizer = Net(), keras.optimizers.SGD(0.01)
    data = np.ones((8, 5), "float32")
    for _ in range(4):
        with tf.GradientTape() as tape:
            result = model(data)  # @result
            loss = tf.reduce_mean(half_square(data[:, :1], result))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
    tensor = weakref.ref(result)
    records = watched.probe.run_records
    assert records is not None
    records.write()
    found = entry(read(), "result", "result")
    assert found.shape == (8, 1)
    assert [seen.step for seen in found.history] == [1, 2]
    del result, tape, loss
    gc.collect()
    assert tensor() is None


def test_a_step_with_two_shapes_says_which_axis(watch: Callable[..., Watched], read: Read) -> None:
    watch()
    inputs = keras.Input((5,))
    outputs = keras.layers.Dense(1)(Antirectifier()(Antirectifier()(inputs)))
    trained(keras.Model(inputs, outputs))
    assert entry(read(), "joined", "joined").shape == (32, None)


def test_steps_that_run_again_at_full_speed_are_recorded(watch: Callable[..., Watched], read: Read) -> None:
    watch(execution="replay")
    trained(Net())
    record = read()
    assert record.execution == "replay"
    assert entry(record, "both", "pos").shape == (32, 5)


def test_findings_are_in_the_record(watch: Callable[..., Watched], read: Read) -> None:
    def logarithm(y_true: Any, y_pred: Any) -> Any:
        del y_true
        return tf.math.log(0.0 * y_pred)  # @log

    watched = watch()
    trained(Net(), loss=logarithm)
    findings = read().findings
    assert len(findings) == len(watched.findings)
    found, finding = findings[-1], watched.findings[-1]
    assert (found.kind, found.title, found.step) == (finding.kind, finding.title, finding.step)
    assert found.place is not None
    assert (found.place.file, found.place.line) == (__file__, line("log"))
    assert found.place.text == "return tf.math.log(0.0 * y_pred)  # @log"
    assert [cause.id for cause in found.causes] == [cause.id for cause in finding.causes]


def weights(model: Any) -> list[bytes]:
    return [np.asarray(variable).tobytes() for variable in (*model.variables, *model.optimizer.variables)]


def test_training_is_the_same_to_the_bit(
    watch: Callable[..., Watched], read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = watch()
    with_record = weights(trained(OwnStep()))
    assert read().tensors
    watched.probe.close()  # one at a time
    monkeypatch.delenv(FOLDER_VARIABLE)
    watch()
    assert weights(trained(OwnStep())) == with_record


def test_nothing_is_kept_alive(watch: Callable[..., Watched], read: Read) -> None:
    watch()
    alive.clear()
    trained(OwnStep())
    assert read().tensors
    gc.collect()
    assert alive
    assert [each() for each in alive if each() is not None] == []


def test_a_profile_of_the_programs_own_is_left_alone(watch: Callable[..., Watched], read: Read) -> None:
    calls = 0

    def own(*_: Any) -> None:
        nonlocal calls
        calls += 1

    watch()
    sys.setprofile(own)
    try:
        trained(Net())
        assert sys.getprofile() is own
    finally:
        sys.setprofile(None)
    assert calls
    assert read().tensors == ()


def test_no_profile_is_left_behind(watch: Callable[..., Watched], folder: Path) -> None:
    watch()
    with pytest.raises(ValueError, match="on purpose"):
        trained(Net(), loss=failing)
    assert sys.getprofile() is None
    assert folder.exists()


def failing(y_true: Any, y_pred: Any) -> Any:
    wrong = y_pred - tf.cast(y_true, y_pred.dtype)
    if tf.executing_eagerly():
        raise ValueError("on purpose")
    return wrong


def test_without_a_folder_there_is_no_record(
    watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    assert watch().probe.run_records is None


def test_a_run_without_training_leaves_the_record_alone(watch: Callable[..., Watched], folder: Path) -> None:
    records = watch().probe.run_records
    assert records is not None
    records.write()
    assert not folder.exists()


def test_functions_that_were_not_reached_keep_what_was_known(
    watch: Callable[..., Watched], read: Read
) -> None:
    watched = watch()
    trained(OwnStep())
    first = read()
    watched.probe.close()  # one at a time
    watch()
    trained(Net())
    record = read()
    assert entry(record, "loss", "loss").ran == first.started
    assert entry(record, "both", "pos").ran is None


def test_a_folder_that_cannot_be_written_to_is_no_matter_of_the_trainings(
    watch: Callable[..., Watched], folder: Path
) -> None:
    folder.write_text("a file is here")
    watched = watch()
    trained(Net())
    assert watched.findings == []
    assert folder.read_text() == "a file is here"


def test_the_oldest_records_go(
    watch: Callable[..., Watched], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_records, "MOST_RECORDS", 3)
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.json").write_text("{}")
    watch()
    trained(Net(), steps=1)
    assert len(list(folder.iterdir())) == 3


def test_steps_are_one_two_five() -> None:
    assert [step for step in range(1001) if is_due(step)] == [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
