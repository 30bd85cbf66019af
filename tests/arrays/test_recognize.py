"""Every kind of value is recognised, and none is touched by it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import keras
import ml_dtypes
import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.framework import op_callbacks

from pyadapter.arrays import view

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.tensorflow

DTYPES = [
    "bfloat16",
    "float16",
    "float32",
    "float64",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "bool",
    "complex64",
]


@pytest.fixture
def seen_ops() -> Iterator[list[str]]:
    """Op types that TensorFlow reports to an op callback, as the probe's."""
    seen: list[str] = []

    def note(op_type: Any, *_: Any, **__: Any) -> None:
        seen.append(str(op_type))

    op_callbacks.add_op_callback(note)
    yield seen
    op_callbacks.remove_op_callback(note)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0, 3), (1,), (2, 3)])
def test_a_tensor_of_any_dtype_and_shape(dtype: str, shape: tuple[int, ...]) -> None:
    tensor = tf.cast(tf.reshape(tf.range(int(np.prod(shape))), shape), dtype)
    seen = view(tensor)
    assert seen is not None
    assert (seen.kind, seen.shape, seen.dtype, seen.device) == ("tensor", shape, dtype, "CPU:0")
    assert seen.nbytes == tensor.numpy().nbytes
    assert seen.numeric
    assert seen.host().dtype == dtype
    np.testing.assert_array_equal(seen.host(), tensor.numpy())


def test_a_tensor_is_read_without_a_copy() -> None:
    tensor = tf.random.normal((100, 100))
    seen = view(tensor)
    assert seen is not None
    assert np.shares_memory(seen.host(), np.asarray(memoryview(tensor)))


def test_bfloat16_is_read_without_a_copy() -> None:
    tensor = tf.cast([1.5, 2.5], "bfloat16")
    seen = view(tensor)
    assert seen is not None
    assert seen.host().dtype == ml_dtypes.bfloat16
    assert np.shares_memory(seen.host(), seen.host())  # two calls, one memory


def test_small_floats_and_integers() -> None:
    small = tf.dtypes.experimental
    for tensor in (tf.cast([1.0, 2.0], small.float8_e4m3fn), tf.cast([1, 2], small.int4)):
        seen = view(tensor)
        assert seen is not None
        assert seen.statistics().maximum == 2


def test_strings_have_no_numbers() -> None:
    for value in (tf.constant(["a", "b"]), np.array(["a", "b"]), np.array([b"a", b"b"])):
        seen = view(value)
        assert seen is not None
        assert (seen.dtype, seen.shape, seen.numeric) == ("string", (2,), False)
        with pytest.raises(TypeError):
            seen.statistics()


def test_a_variable() -> None:
    variable = tf.Variable([[1.0, 2.0]])
    seen = view(variable)
    assert seen is not None
    assert (seen.kind, seen.shape, seen.dtype, seen.device) == ("variable", (1, 2), "float32", "CPU:0")
    variable.assign_add([[1.0, 1.0]])
    assert seen.host().tolist() == [[2, 3]]


def test_a_weight_of_keras() -> None:
    layer = keras.layers.Dense(3)
    layer.build((None, 4))
    seen = view(layer.kernel)
    assert seen is not None
    assert (seen.kind, seen.shape, seen.dtype) == ("keras-variable", (4, 3), "float32")
    np.testing.assert_array_equal(seen.host(), layer.kernel.numpy())


def test_a_weight_keeps_its_own_dtype_under_mixed_precision() -> None:
    seen = []

    class Looks(keras.layers.Dense):  # type: ignore[misc]  # Keras has no types
        def call(self, inputs: Any) -> Any:
            seen.append(view(self.kernel))
            return super().call(inputs)

    Looks(3, dtype="mixed_float16")(np.ones((1, 4)))
    assert seen[-1] is not None
    assert seen[-1].dtype == "float32"


def test_symbolic_tensors_have_shape_and_dtype_only() -> None:
    inside: list[Any] = []

    @tf.function  # type: ignore[untyped-decorator]  # nor has TensorFlow
    def traced(x: Any) -> Any:
        inside.append(view(x))
        return x

    traced.get_concrete_function(tf.TensorSpec([None, 10], "float32"))
    for seen in (inside[0], view(keras.Input((10,)))):
        assert seen is not None
        assert (seen.shape, seen.dtype, seen.symbolic, seen.nbytes) == ((None, 10), "float32", True, 0)
        with pytest.raises(TypeError, match="no values yet"):
            seen.host()
    traced.get_concrete_function(tf.TensorSpec(None, "float32"))
    assert inside[1].symbolic


def test_indexed_slices_stand_for_the_whole() -> None:
    slices = tf.IndexedSlices(tf.ones((2, 3)), tf.constant([1, 2]), tf.constant([10, 3]))
    seen = view(slices)
    assert seen is not None
    assert (seen.kind, seen.shape) == ("indexed-slices", (10, 3))
    assert seen.statistics().count == 6


def test_indexed_slices_without_a_shape() -> None:
    seen = view(tf.IndexedSlices(tf.ones((2, 3)), tf.constant([1, 2])))
    assert seen is not None
    assert seen.shape == (2, 3)


def test_the_gradient_of_an_embedding() -> None:
    embedding = keras.layers.Embedding(50, 4)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(embedding(tf.constant([1, 2, 2])))
    (gradient,) = tape.gradient(loss, embedding.trainable_variables)
    seen = view(gradient)
    assert seen is not None
    assert (seen.kind, seen.shape) == ("indexed-slices", (50, 4))
    assert seen.statistics().count == 12


def test_sparse_and_ragged_tensors() -> None:
    sparse = view(tf.SparseTensor([[0, 1]], [2.0], [3, 4]))
    ragged = view(tf.ragged.constant([[1.0, 2.0], [3.0]]))
    assert sparse is not None
    assert ragged is not None
    assert (sparse.kind, sparse.shape, sparse.host().tolist()) == ("sparse", (3, 4), [2])
    assert (ragged.kind, ragged.shape, ragged.host().tolist()) == ("ragged", (2, None), [1, 2, 3])


def test_numpy_arrays_and_scalars() -> None:
    array = np.arange(12, dtype=np.int16).reshape(3, 4)[:, ::2]
    seen = view(array)
    scalar = view(np.float32(3))
    assert seen is not None
    assert scalar is not None
    assert (seen.kind, seen.shape, seen.dtype, seen.device, seen.nbytes) == ("numpy", (3, 2), "int16", "", 12)
    assert np.shares_memory(seen.host(), array)
    assert (scalar.shape, scalar.statistics().mean) == ((), 3)


def test_arrays_of_objects_and_dates_have_no_numbers() -> None:
    for array in (np.array([object()]), np.array(["2026-01-01"], "datetime64[D]")):
        seen = view(array)
        assert seen is not None
        assert not seen.numeric


@pytest.mark.parametrize("value", [None, 3, 2.5, "x", [1, 2], {"a": 1}, object(), np, tf.float32, np.ndarray])
def test_anything_else_is_no_array(value: object) -> None:
    assert view(value) is None


class _Proxy:
    """Stands for something that is not there, as `flask.request` does outside of a request."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


def test_a_proxy_is_not_asked_what_it_stands_for() -> None:
    assert view(_Proxy()) is None


def test_reading_leaves_no_trace(seen_ops: list[str]) -> None:
    variable = tf.Variable([1.0, 2.0])
    weight = keras.Variable([1.0, 2.0])
    half = tf.cast([1.0, 2.0], "bfloat16")
    seen_ops.clear()
    with tf.GradientTape(persistent=True) as tape:
        for value in (variable, weight, half):
            seen = view(value)
            assert seen is not None
            seen.statistics()
            seen.histogram()
            seen.window([], 0, 0, 1, 1)
        assert tape.watched_variables() == ()
    assert seen_ops == []


def test_a_distributed_variable_shows_one_replica() -> None:
    strategy = tf.distribute.MirroredStrategy(["CPU:0"])
    with strategy.scope():
        variable = tf.Variable([1.0, 2.0])
    seen = view(variable)
    assert seen is not None
    assert seen.host().tolist() == [1, 2]


def test_recognising_imports_neither_tensorflow_nor_keras() -> None:
    code = (
        "import sys, numpy; from pyadapter.arrays import digest, view;"
        "digest(view(numpy.ones(3))); assert view('x') is None;"
        "sys.exit(bool({'tensorflow', 'keras', 'ml_dtypes'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_variable_is_read_from_the_thread_that_answers_while_the_program_is_paused() -> None:
    variable = tf.Variable(tf.cast([1.0, 2.0], "bfloat16"))
    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(view, variable).result()
        assert seen is not None
        assert pool.submit(seen.statistics).result().maximum == 2


def test_a_variable_is_read_while_a_graph_is_traced() -> None:
    variable = tf.Variable([1.0, 2.0])
    seen: list[Any] = []

    @tf.function  # type: ignore[untyped-decorator]  # as above
    def traced() -> Any:
        found = view(variable)
        seen.append(found and found.host().tolist())
        return variable + 1

    traced()
    assert seen[0] == [1, 2]
