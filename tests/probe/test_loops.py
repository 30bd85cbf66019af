"""Training that is not one call of `fit`: other ways to train, counted and watched as well."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING, Any

import keras
import pytest
import tensorflow as tf
from keras import layers, ops

from pyadapter.probe.watch.loop_steps import OTHERS
from tests.probe.conftest import line_of
from tests.probe.workloads import Entropy, classifier, data, entropy_line

if TYPE_CHECKING:
    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


def line(marker: str) -> int:
    return line_of(marker, __file__)


def test_the_learning_rate_of_a_hand_written_loop_is_blamed(watched: Watched) -> None:
    keras.utils.set_random_seed(1)
    x, y = data(64, 3)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(8, "relu"), layers.Dense(1)])
    optimizer = keras.optimizers.SGD(50.0)
    for _ in range(30):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x * 10) - y[:, None].astype("float32")) ** 2)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)

    assert [cause.id for cause in watched.findings[0].causes] == ["learning-rate-high"]
    assert "SGD(learning_rate=10," in watched.findings[0].causes[0].fix


class Replica(threading.Thread):
    def __init__(self, replica_id: int, value: float) -> None:
        super().__init__()
        self.replica_id = replica_id  # as the threads of MirroredStrategy have
        self.value = tf.Variable(value)

    def run(self) -> None:
        with tf.GradientTape():
            tf.math.log(self.value)


def test_replicas_count_a_step_once(watched: Watched) -> None:
    for step in range(4):
        for replica_id in range(2):
            replica = Replica(replica_id, -1.0 if (step, replica_id) == (2, 1) else 1.0)
            replica.start()
            replica.join()

    assert (watched.only.op, watched.only.step) == ("Log", 2)


def test_batches_are_counted_when_several_make_one_update(watched: Watched) -> None:
    weight = tf.Variable([1.0, 2.0])
    optimizer = keras.optimizers.SGD(0.01)
    total = tf.Variable([0.0, 0.0])
    for batch in range(12):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(weight * tf.math.log(9.5 - batch))
        total.assign_add(tape.gradient(loss, weight))
        if batch % 4 == 3:
            optimizer.apply([total / 4], [weight])

    assert (watched.only.op, watched.only.step) == ("Log", 10)


def test_train_on_batch_counts_steps(watched: Watched) -> None:
    x, y = data()
    model = classifier(Entropy())
    model.train_on_batch(x, y)
    model.train_on_batch(x, y)
    x[0, 0] = 0
    model.train_on_batch(x, y)

    assert watched.only.step == 2


def test_a_custom_train_step_is_watched(watched: Watched) -> None:
    class Custom(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__(name="custom")
            self.head = layers.Dense(1)

        def call(self, x: Any) -> Any:
            return self.head(x)

        def train_step(self, batch: Any) -> dict[str, Any]:
            x, _ = batch
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.math.log(self(x) - 1e6))  # @train_step
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
            return {"loss": loss}

    model = Custom()
    model.compile("sgd")
    x, y = data()
    model.fit(x, y, batch_size=16, verbose=0)

    assert watched.only.op == "Log"
    assert watched.only.location is not None
    assert watched.only.location.line == line("train_step")
    assert watched.only.location.function == "train_step"


def test_a_hand_written_loop_is_watched_and_its_steps_are_counted(watched: Watched) -> None:
    weight = tf.Variable([4.0, 0.5])
    optimizer = keras.optimizers.SGD(1.0)

    @tf.function(jit_compile=True)  # type: ignore[untyped-decorator]  # TensorFlow has no types
    def loss_of(weight: Any) -> Any:
        return tf.reduce_sum(tf.math.log(weight))  # @loop

    for _ in range(5):
        with tf.GradientTape() as tape:
            loss = loss_of(weight)
        optimizer.apply_gradients([(tape.gradient(loss, weight), weight)])

    assert watched.findings[0].op == "Log"
    assert watched.findings[0].step == 1
    assert watched.findings[0].location is not None
    assert watched.findings[0].location.line == line("loop")


def test_steps_of_a_loop_that_updates_by_hand_are_counted(watched: Watched) -> None:
    weight = tf.Variable([1.0])
    for step in range(5):
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                loss = tf.reduce_sum(weight * tf.math.log(2.5 - tf.cast(step, "float32")))  # @by-hand
            slope = inner.gradient(loss, weight)
        outer.gradient(slope, weight)
        weight.assign_sub(0.0 * slope)

    first = watched.findings[0]
    assert (first.location and first.location.line, first.step) == (line("by-hand"), 3)


def test_what_a_callback_computes_is_of_the_epoch(watched: Watched) -> None:
    class Score(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            del epoch, logs
            ops.log(ops.convert_to_tensor([-1.0]))

    x, y = data()
    classifier().fit(x, y, verbose=0, callbacks=[Score()])

    assert watched.only.phase == "epoch"


def test_another_thread_that_trains_is_watched(watched: Watched) -> None:
    x, y = data()
    x[0, 0] = 0
    thread = threading.Thread(target=lambda: classifier(Entropy()).fit(x, y, verbose=0))
    thread.start()
    thread.join()

    assert watched.only.location is not None
    assert watched.only.location.line == entropy_line()


@pytest.mark.parametrize("again", ["new", "kept"])
def test_a_second_loop_is_counted_too(watched: Watched, again: str) -> None:
    kept = []

    def train() -> None:
        weight = keras.Variable([1.0])
        optimizer = keras.optimizers.SGD(0.1)
        kept.append(optimizer if again == "kept" else None)
        for _ in range(OTHERS + 20):
            with tf.GradientTape() as tape:
                loss = tf.reduce_sum(weight * weight)
            optimizer.apply(tape.gradient(loss, [weight.value]), [weight])

    train()
    assert watched.probe.progress.step == OTHERS + 20
    train()
    gc.collect()
    missed = OTHERS - 1 if again == "kept" else 0
    assert watched.probe.progress.step == 2 * (OTHERS + 20) - missed


def test_optimizers_that_take_turns_count_a_step_once(watched: Watched) -> None:
    weights = [keras.Variable([1.0]), keras.Variable([1.0])]
    optimizers = [keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1)]
    for step in range(30):
        for turn, optimizer in enumerate(optimizers):
            for _ in range(1 + 4 * turn):
                with tf.GradientTape() as tape:
                    loss = tf.reduce_sum(weights[turn] * weights[turn])
                optimizer.apply(tape.gradient(loss, [weights[turn].value]), [weights[turn]])
        assert watched.probe.progress.step == step + 1
