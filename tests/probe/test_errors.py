"""Errors that leave training: where they are told, with what, and which are left alone."""

from __future__ import annotations

import contextlib
import gc
import sys
import weakref
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from tests.probe.conftest import line_of
from tests.probe.failures import FAILING, Failing, check, model_of
from tests.probe.workloads import data

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched
    from tests.probe.failures import Place

pytestmark = pytest.mark.tensorflow


def here(marker: str) -> Place:
    return __file__, line_of(marker, __file__)


def fit(model: Any, **named: Any) -> None:
    """Train, and let the error go where a script would end."""
    x, y = data()
    with contextlib.suppress(Exception):
        model.fit(x, y.astype("float32"), batch_size=16, verbose=0, **named)


class Halves(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Adds halves of different sizes, in a helper, below a context manager and a `finally`."""

    def call(self, x: Any) -> Any:
        left, right = x[:, :3], x[:, 3:]
        with contextlib.nullcontext():
            try:
                return self.joined(left, right)
            finally:
                del x

    def joined(self, left: Any, right: Any) -> Any:
        return left + right  # @halves


def test_an_error_in_a_layer_is_told_in_the_users_frame(errors: Watched) -> None:
    fit(model_of(keras.Input((8,)), Failing(name="failing")))

    found = errors.only
    check(found, "exception", FAILING, "call")
    assert found.title == "LookupError in failing"
    assert found.layer == "model/failing"
    assert (found.phase, found.epoch, found.step) == ("forward", 0, 0)
    assert [(each.name, each.shape) for each in found.inputs] == [("x", (16, 8)), ("total", (16,))]
    assert found.evidence == ("Shapes here: x (16, 8), total (16,)",)


def test_a_refused_shape_is_told_where_the_op_was_called(errors: Watched) -> None:
    fit(model_of(Halves(name="halves")))

    found = errors.only
    check(found, "shape-mismatch", here("halves"), "joined")
    assert "`left` (16, 3) + `right` (16, 5): sizes 3 and 5 do not broadcast" in found.message
    assert found.layer == "model/halves"


def test_the_frames_line_is_that_of_the_traceback(errors: Watched) -> None:
    def step(x: Any) -> Any:
        with tf.GradientTape() as tape:
            value = tf.reshape(x, (3, 5))  # @reshape
        return tape.gradient(value, x)

    class Model(keras.Model):  # type: ignore[misc]  # Keras has no types
        def train_step(self, batch: Any) -> Any:
            return step(batch[0])

    model = Model()
    model.compile("sgd")
    fit(model)

    check(errors.only, "shape-mismatch", here("reshape"), "step")
    assert "has 128 values, the new shape takes 15" in errors.only.message


def test_an_error_that_the_layer_catches_is_none(errors: Watched) -> None:
    class Careful(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            try:
                return tf.matmul(x, tf.zeros((3, 3)))
            except (ValueError, tf.errors.InvalidArgumentError):
                return x

    fit(model_of(Careful()))
    assert errors.findings == []


def test_an_error_for_which_the_script_waits_is_none(errors: Watched) -> None:
    x, y = data()
    model = model_of(Failing())
    with pytest.raises(LookupError):
        model.fit(x, y, verbose=0)
    with contextlib.suppress(LookupError):
        model.predict(x, verbose=0)
    waited = False
    try:
        model.evaluate(x, y, verbose=0)
    except (KeyError, LookupError):
        waited = True
    assert waited
    assert errors.findings == []


def test_an_error_that_is_caught_without_a_name_is_one(errors: Watched) -> None:
    x, y = data()
    try:
        model_of(Failing()).fit(x, y, verbose=0)
    except Exception as error:  # noqa: BLE001 -- what the test is about
        seen = error
    assert "not today" in str(seen)
    assert errors.only.kind == "exception"


def test_an_error_in_a_callback(errors: Watched) -> None:
    class Callback(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            del logs
            if epoch == 1:
                raise RuntimeError  # @callback

    fit(model_of(), epochs=3, callbacks=[Callback()])
    check(errors.only, "exception", here("callback"), "on_epoch_end")
    assert (errors.only.epoch, errors.only.phase) == (1, "epoch")


def test_a_callbacks_own_prediction_may_fail(errors: Watched) -> None:
    class Callback(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            del epoch, logs
            with contextlib.suppress(Exception):
                self.model.predict(np.zeros((2, 3), "float32"), verbose=0)

    fit(model_of(keras.Input((8,))), callbacks=[Callback()])
    assert errors.findings == []


def test_an_error_in_a_loss(errors: Watched) -> None:
    def loss(y_true: Any, y_pred: Any) -> Any:
        wide = tf.concat([y_pred, y_pred], axis=1)
        return tf.matmul(wide, y_true)  # @loss

    fit(model_of(loss=loss))
    check(errors.only, "shape-mismatch", here("loss"), "loss")
    assert errors.only.phase == "loss"
    assert "`wide` (16, 2) @ `y_true` (16, 1): inner dimensions 2 and 16 differ" in errors.only.message


def test_an_error_in_a_metric(errors: Watched) -> None:
    class Metric(keras.metrics.Metric):  # type: ignore[misc]  # Keras has no types
        def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
            del y_true, sample_weight
            tf.reshape(y_pred, (4, 3))  # @metric

        def result(self) -> Any:
            return 0.0

    fit(model_of(metrics=[Metric()]))
    check(errors.only, "shape-mismatch", here("metric"), "update_state")
    assert errors.only.phase == "metric"


def test_an_error_in_a_generator_of_batches(errors: Watched) -> None:
    def batches() -> Any:
        for index in range(3):
            rows = np.zeros((4, 8), "float32")
            if index == 2:
                rows = rows @ np.zeros((3, 8), "float32")  # @generator
            yield rows, np.zeros((4, 1), "float32")

    with contextlib.suppress(Exception):
        model_of().fit(batches(), verbose=0)
    check(errors.only, "shape-mismatch", here("generator"), "batches")
    assert errors.only.phase == "data"


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_a_data_set_on_its_own_thread(errors: Watched, workers: int) -> None:
    class Files(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
        def __len__(self) -> int:
            return 2

        def __getitem__(self, index: int) -> Any:
            raise FileNotFoundError(index)  # @files

    with contextlib.suppress(Exception):
        model_of().fit(Files(workers=workers), verbose=0)
    check(errors.only, "exception", here("files"), "__getitem__")


def test_an_error_in_a_model_within_a_model(errors: Watched) -> None:
    inner = keras.Sequential([layers.Dense(4), Failing(name="failing")], name="inner")
    inputs = keras.Input((8,))
    outer = keras.Model(inputs, layers.Dense(1)(inner(inputs)), name="outer")
    outer.compile("sgd", "mse")
    fit(outer)
    check(errors.only, "exception", FAILING, "call")
    assert errors.only.layer == "outer/inner/failing"


def test_an_error_in_a_decorated_function(errors: Watched) -> None:
    @tf.function  # type: ignore[untyped-decorator]  # TensorFlow has no types
    def product(a: Any, b: Any) -> Any:
        return a @ b  # @product

    class Layer(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            return product(x, x + 1)

    with contextlib.suppress(Exception):
        keras.Sequential([Layer()]).predict(np.zeros((4, 8), "float32"), verbose=0)
    check(errors.only, "shape-mismatch", here("product"), "product")
    assert "`a` (4, 8) @ `b` (4, 8): inner dimensions 8 and 4 differ" in errors.only.message


def test_an_error_of_validation_and_of_a_single_batch(errors: Watched) -> None:
    x, y = data()
    model = model_of(keras.Input((8,)))
    wrong = (np.zeros((4, 5), "float32"), np.zeros(4, "float32"))
    fit(model, validation_data=wrong)
    assert errors.only.kind == "shape-mismatch"
    assert (errors.only.epoch, errors.only.phase) == (0, "forward")
    del x, y
    with contextlib.suppress(Exception):
        keras.Sequential([keras.Input((2,)), Failing()]).predict_on_batch(np.zeros((4, 2), "float32"))
    assert errors.findings[-1].kind == "exception"


def test_layers_of_keras_are_named_where_they_were_made(errors: Watched) -> None:
    model = keras.Sequential(name="model")
    model.add(layers.Reshape((2, 4)))
    model.add(layers.Dense(3))
    model.add(layers.Conv2D(2, 2))  # @conv
    model.compile("sgd", "mse")
    fit(model)
    check(errors.only, "shape-mismatch", here("conv"), "test_layers_of_keras_are_named_where_they_were_made")
    assert "takes at least 4 dimensions, it got 3" in errors.only.message


def test_a_layer_whose_output_departs_is_named_before_the_one_that_refuses(errors: Watched) -> None:
    class Doubled(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            return x if isinstance(x, keras.KerasTensor) or not hasattr(x, "_numpy") else x[:, :-1]

        def compute_output_shape(self, shape: Any) -> Any:
            return shape

    inputs = keras.Input((8,))
    doubled = Doubled(name="doubled")  # @departs
    model = keras.Model(inputs, layers.Dense(1)(layers.Activation("relu")(doubled(inputs))))
    model.compile("sgd", "mse")
    fit(model)
    name = "test_a_layer_whose_output_departs_is_named_before_the_one_that_refuses"
    check(errors.only, "shape-mismatch", here("departs"), name)
    assert errors.only.evidence[0] == "doubled was built to make (None, 8) and makes (16, 7)."


def test_other_errors_are_named_where_they_were_called(errors: Watched) -> None:
    class Own(keras.Sequential):  # type: ignore[misc]  # Keras has no types
        def compute_loss(self, x: Any, y: Any) -> Any:
            return ops.mean(ops.square(self(x) - y))

    x, y = data()
    model = Own([keras.Input((8,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    with contextlib.suppress(Exception):
        model.fit(x, y, verbose=0)  # @fitted
    check(
        errors.only,
        "exception",
        here("fitted"),
        "test_other_errors_are_named_where_they_were_called",
    )


def test_labels_of_another_rank(errors: Watched) -> None:
    x, _ = data()
    model = keras.Sequential([keras.Input((8,)), layers.Dense(3, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy")  # @compiled
    with contextlib.suppress(Exception):
        model.fit(x, np.zeros(len(x), "float32"), verbose=0)
    check(errors.findings[-1], "shape-mismatch", here("compiled"), "test_labels_of_another_rank")


def test_refused_dtypes_and_labels(errors: Watched) -> None:
    x, _ = data()
    with contextlib.suppress(Exception):
        model_of().fit(x.astype(object), np.zeros((len(x), 1)), verbose=0)  # @object
    check(errors.findings[0], "dtype", here("object"), "test_refused_dtypes_and_labels")
    assert "`x`" not in errors.findings[0].title

    model = keras.Sequential([layers.Embedding(10, 4, name="table")])  # @table
    with contextlib.suppress(Exception):
        model.predict(np.array([[3, 12]]), verbose=0)
    found = errors.findings[1]
    check(found, "input-range", here("table"), "test_refused_dtypes_and_labels")
    assert (found.value, found.causes[0].fix) == (
        12.0,
        "Use an input_dim of at least 13, or inputs from 0 to 9.",
    )


def test_a_refusing_allocator_says_what_to_make_smaller(errors: Watched) -> None:
    class Table(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            if hasattr(x, "_numpy"):
                return x + tf.zeros((200_000, 200_000, 10))  # @table_of_zeros
            return x

    fit(model_of(Table(name="table")))
    check(errors.only, "out-of-memory", here("table_of_zeros"), "call")
    assert "no room for a tensor (200000, 200000, 10) of 1.46 TiB" in errors.only.message
    assert errors.only.causes[0].id == "out-of-memory"


def test_nothing_of_the_users_lives_longer(errors: Watched) -> None:
    held: list[weakref.ref[Any]] = []

    class Holding(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            if hasattr(x, "_numpy"):
                large = x * 2
                held.append(weakref.ref(large))
                raise LookupError
            return x

    fit(model_of(Holding()))
    assert errors.only.kind == "exception"
    gc.collect()
    assert held
    assert held[0]() is None


def test_without_their_kinds_errors_pass_untouched(watch: Callable[..., Watched]) -> None:
    watched = watch({"kind": "nan"})
    x, y = data()
    with pytest.raises(LookupError, match="not today") as raised:
        model_of(Failing()).fit(x, y, verbose=0)
    assert not [name for name in vars(raised.value) if "keras_debug" in name]
    assert watched.findings == []


def test_an_error_that_cannot_be_written_to_is_told_once(errors: Watched) -> None:
    class Closed(Exception):  # noqa: N818 -- as scripts name theirs
        def __setattr__(self, name: str, value: Any) -> None:
            if not name.startswith("__"):
                raise AttributeError(name)
            super().__setattr__(name, value)

    class Raising(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            del batch, logs
            raise Closed  # @refused

    with contextlib.suppress(Exception):
        try:
            fit_with(Raising())
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            raise
    check(errors.only, "exception", here("refused"), "on_train_batch_end")


def fit_with(callback: Any) -> None:
    x, y = data()
    model_of().fit(x, y.astype("float32"), batch_size=16, verbose=0, callbacks=[callback])
