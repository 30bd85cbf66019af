"""What the probe says of faults that a training script can have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from tests.probe import workloads
from tests.probe.conftest import line_of
from tests.probe.workloads import Entropy, classifier, data, entropy_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow


def line(marker: str) -> int:
    return line_of(marker, __file__)


class Projection(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def build(self, input_shape: tuple[int, ...]) -> None:
        self.kernel = self.add_weight(shape=(input_shape[-1], 2), name="kernel")

    def call(self, x: Any) -> Any:
        return ops.sqrt(ops.matmul(x, self.kernel))  # @projection


class Distance(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        squares = ops.sum(x * x, axis=-1, keepdims=True)  # @squares
        return ops.sqrt(squares)  # @distance


def test_a_nan_in_a_layer_is_found_where_it_is_made(watched: Watched) -> None:
    x, y = data()
    x[37, 3] = 0
    classifier(Entropy(name="entropy")).fit(x, y, batch_size=16, epochs=3, verbose=0)

    finding = watched.only
    assert finding.location is not None
    assert (finding.location.file, finding.location.line) == (workloads.__file__, entropy_line())
    assert finding.location.function == "call"
    assert (finding.kind, finding.op, finding.phase) == ("nan", "Mul", "forward")
    assert finding.layer == "model/entropy"
    assert finding.epoch == 0
    assert finding.step in range(4)


def test_a_shuffled_row_is_found_again_in_the_data_set(watched: Watched) -> None:
    x, y = data()
    x[37, 3] = 0
    classifier(Entropy()).fit(x, y, batch_size=16, verbose=0, shuffle=True)

    assert watched.only.batch is not None
    assert watched.only.batch.dataset_rows == (37,)


def test_rows_of_a_tf_data_pipeline_are_found_again(watched: Watched) -> None:
    x, y = data()
    x[[5, 50], 3] = 0
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(64, seed=1).batch(64).prefetch(1)
    classifier(Entropy()).fit(dataset, verbose=0)

    assert watched.only.batch is not None
    assert set(watched.only.batch.dataset_rows) == {5, 50}


def test_a_row_that_is_there_twice_has_no_known_place(watched: Watched) -> None:
    x, y = data()
    x[37, 3] = 0
    x[12], y[12] = x[37], y[37]
    classifier(Entropy()).fit(x, y, batch_size=64, verbose=0, shuffle=True)

    assert watched.only.batch is not None
    assert watched.only.batch.dataset_rows == (None, None)


def test_the_infinity_that_a_nan_was_made_of_is_named(watched: Watched) -> None:
    x, y = data()
    x[0, 0] = 0
    classifier(Entropy(name="entropy")).fit(x, y, verbose=0)

    bad = watched.only.inputs[1]
    assert bad.made_by == f"Log in model/entropy at line {entropy_line()}"
    cause = watched.only.causes[0]
    assert cause.id == "numeric-domain"
    assert "zero" in cause.message
    assert cause.location is not None
    assert cause.location.line == entropy_line()


def test_a_weight_among_the_inputs_is_recognised(watched: Watched) -> None:
    x, y = data()
    layer = Projection(name="projection")
    model = classifier(layer)
    layer.kernel.assign(np.full(layer.kernel.shape, 3e38, "float32"))
    model.fit(x * 10, y, verbose=0)

    assert watched.findings[0].op == "MatMul"
    assert [value.name for value in watched.findings[0].inputs] == ["x", "self.kernel"]


class Share(keras.metrics.Metric):  # type: ignore[misc]  # Keras has no types
    def __init__(self) -> None:
        super().__init__(name="share")
        self.hits = self.add_weight(shape=(), initializer="zeros", name="hits")
        self.all = self.add_weight(shape=(), initializer="zeros", name="all")

    def update_state(self, y: Any, p: Any, sample_weight: Any = None) -> None:
        pass

    def result(self) -> Any:
        return self.hits / self.all


def test_a_weight_that_is_one_number_is_recognised(watched: Watched) -> None:
    x, y = data()
    model = classifier()
    model.compile("sgd", model.loss, metrics=[Share()])
    model.train_on_batch(x, y)

    assert [value.name for value in watched.only.inputs] == ["self.hits", "self.all"]


def test_an_update_names_the_layer_of_the_weight(watched: Watched) -> None:
    x, y = data()
    x[:, 0] = 0
    model = classifier()
    model.compile(keras.optimizers.Adam(epsilon=0.0), model.loss)
    model.fit(x, y, verbose=0)

    assert (watched.only.phase, watched.only.op) == ("optimizer", "RealDiv")
    assert watched.only.layer == "model/head"
    assert watched.only.causes[0].fix == "keras.optimizers.Adam(..., epsilon=1e-7)"


class Decay(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]  # Keras has no types
    def __call__(self, step: Any) -> Any:
        left = 1.0 - ops.cast(step, "float32")
        return 0.1 * left / left  # @decay


def test_a_schedule_of_the_users_is_repaired_by_the_user(watched: Watched) -> None:
    x, y = data()
    model = classifier()
    model.compile(keras.optimizers.SGD(Decay()), model.loss)
    model.fit(x, y, batch_size=16, verbose=0)

    assert watched.only.location is not None
    assert (watched.only.location.line, watched.only.step) == (line("decay"), 1)
    assert "epsilon" not in watched.only.causes[0].fix


def test_a_batch_of_the_validation_data_is_called_so(watched: Watched) -> None:
    x, y = data()
    bad = x.copy()
    bad[3, 0] = np.nan
    model = classifier()
    model.fit(x, y, validation_data=(bad, y), verbose=0)

    assert watched.only.phase == "data"
    assert "step 1, in the data of validation" in watched.only.message


def test_a_bad_gradient_names_the_line_of_its_forward_op(watched: Watched) -> None:
    x, y = data()
    x[11] = 0
    classifier(layers.Dense(4, use_bias=False), Distance(name="distance")).fit(x, y, batch_size=32, verbose=0)

    finding = watched.only
    assert finding.phase == "backward"
    assert finding.layer == "model/distance"
    assert finding.location is not None
    assert finding.location.line == line("squares")
    assert finding.causes[0].id == "numeric-domain"
    assert finding.causes[0].location is not None
    assert finding.causes[0].location.line == line("distance")


def test_one_fault_is_told_once_however_long_training_goes_on(watched: Watched) -> None:
    x, y = data()
    x[::5, 3] = 0
    classifier(Entropy()).fit(x, y, batch_size=8, epochs=3, verbose=0)

    assert len(watched.findings) == 1


def test_weights_that_overflow_in_the_update_are_found_after_it(watched: Watched) -> None:
    x, y = data()
    model = keras.Sequential([keras.Input((8,)), layers.Dense(1, name="regression")])
    model.compile(keras.optimizers.SGD(1e38), "mse")
    model.fit(x * 100, y, batch_size=64, epochs=2, verbose=0)

    finding = watched.findings[0]
    assert finding.phase == "optimizer"
    assert finding.kind in {"inf", "nan"}
    assert finding.step == 0


def test_nan_in_the_data_stops_where_it_is_used(watched: Watched) -> None:
    x, y = data()
    x[9, 2] = np.nan
    classifier().fit(x, y, batch_size=16, verbose=0, shuffle=False)

    finding = watched.only
    assert (finding.phase, finding.op, finding.kind) == ("data", None, "nan")
    assert finding.batch is not None
    assert finding.batch.dataset_rows == (9,)
    assert [cause.id for cause in finding.causes] == ["nan-in-data"]


def test_nan_in_one_of_several_named_inputs_is_named(watched: Watched) -> None:
    x, y = data()
    x[3, 3] = np.nan
    left, right = keras.Input((8,), name="left"), keras.Input((8,), name="right")
    model = keras.Model([left, right], layers.Dense(2)(layers.Concatenate()([left, right])))
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit({"left": np.zeros_like(x), "right": x}, y, verbose=0)

    assert watched.only.tensor is not None
    assert watched.only.tensor.name == "x['right']"


def test_nan_in_loaded_weights_is_found_when_they_are_loaded(watched: Watched) -> None:
    model = classifier()
    model.set_weights([np.full((8, 2), np.nan, "float32"), np.zeros(2, "float32")])  # @loaded
    x, y = data()
    model.evaluate(x, y, verbose=0)

    assert watched.only.location is not None
    assert watched.only.location.line == line("loaded")
    assert watched.only.tensor is not None
    assert watched.only.tensor.name == "model/head/kernel"


def test_a_constant_that_is_nan_is_found_where_it_is_used(watched: Watched) -> None:
    x, y = data()
    scale = tf.constant([np.nan] * 8)
    model = classifier(layers.Lambda(lambda value: value * scale))
    model.fit(x, y, verbose=0)

    assert watched.only.kind == "nan"
    assert watched.only.phase == "forward"


def test_evaluate_and_predict_are_watched(watched: Watched) -> None:
    x, y = data()
    model = classifier(Entropy())
    x[0, 0] = 0
    model.predict(x, verbose=0)

    assert watched.only.location is not None
    assert watched.only.location.line == entropy_line()
    assert (watched.only.epoch, watched.only.step) == (None, None)
    del y


def test_a_condition_that_is_false_does_not_stop_and_a_later_step_does(
    watch: Callable[..., Watched],
) -> None:
    watched = watch({"kind": "nan", "condition": "step >= 2"})
    x, y = data()
    x[:, 3] = 0
    classifier(Entropy()).fit(x, y, batch_size=16, verbose=0, shuffle=False)

    assert watched.only.step == 2


@pytest.mark.parametrize(
    "condition",
    ["layer == 'entropy'", "op == 'Mul' and nan == 1", "phase == 'forward'", "matches(layer, '*entropy')"],
)
def test_conditions_can_name_what_was_found(watch: Callable[..., Watched], condition: str) -> None:
    watched = watch({"kind": "nan", "condition": condition})
    x, y = data()
    x[0, 3] = 0
    classifier(Entropy(name="entropy")).fit(x, y, verbose=0)

    assert watched.findings


def test_an_unchecked_kind_never_stops(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "inf"})
    x, y = data()
    x[0, 3] = 0
    classifier(Entropy()).fit(x, y, verbose=0)

    assert watched.findings == []


def test_float16_that_overflows_in_the_forward_pass_is_found(watched: Watched) -> None:
    x = tf.constant(np.full((4, 4), 300.0), tf.float16)
    x * x  # @half

    assert (watched.only.kind, watched.only.op) == ("inf", "Mul")
    assert watched.only.location is not None
    assert watched.only.location.line == line("half")


def test_bfloat16_is_watched(watched: Watched) -> None:
    tf.math.log(tf.constant([-1.0, 1.0], tf.bfloat16))

    assert watched.only.op == "Log"


def test_nothing_is_found_while_the_debugger_evaluates(watched: Watched) -> None:
    watched.can_pause = False
    tf.math.log(tf.constant([-1.0]))

    assert watched.findings == []


def test_values_whose_squares_overflow_are_fine(watched: Watched) -> None:
    tf.constant([1e30, 2e30]) + 1.0

    assert watched.findings == []


def test_tensors_are_held_only_while_the_run_is_stopped(watched: Watched) -> None:
    held: list[int] = []
    watched.at_stop = lambda stop: held.append(len(stop.tensors))
    tf.math.log(tf.constant([-1.0]))

    assert held == [2]
    assert watched.probe.handles.current is None
