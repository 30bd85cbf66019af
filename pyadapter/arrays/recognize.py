"""Recognising a value: from an object in the user's program to an `ArrayView`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from pyadapter.arrays.host import HostValues
from pyadapter.arrays.tensorflow import library_class, read_variable, tensor_values
from pyadapter.arrays.view import ArrayKind, ArrayView
from pyadapter.core.numbers import kind_of


def view(value: object) -> ArrayView | None:
    """Look at a value as an array.

    Cheap: reads shape, dtype and device only. Imports nothing: a value of a library that is not loaded cannot
    exist. Never raises for a value that it does not know.

    Args:
        value: A numpy array or scalar, an eager or symbolic tensor, a variable of TensorFlow or Keras,
            IndexedSlices, or a sparse or ragged tensor; anything else.

    Returns:
        The view, or None when the value is no array.
    """
    if _is(value, (np.ndarray, np.generic)):
        return _numpy(value)
    for recognize in (_tensor, _variable, _keras_variable, _keras_tensor, _composite):
        found = recognize(value)
        if found is not None:
            return found
    return None


def _is(value: object, kinds: type | tuple[type, ...]) -> bool:
    """Whether a value is of a class, without asking it: proxies and mocks answer `isinstance` by code."""
    return issubclass(type(value), kinds)


def _numpy(value: Any) -> ArrayView:
    array = np.asarray(value)
    name = {"U": "string", "S": "string", "O": "object"}.get(array.dtype.kind, array.dtype.name)
    return ArrayView(
        kind="numpy",
        shape=array.shape,
        dtype=name,
        device="",
        nbytes=array.nbytes,
        symbolic=False,
        numeric=bool(kind_of(array.dtype)),
        _values=lambda: HostValues(array),
    )


def _tensor(value: Any) -> ArrayView | None:
    if _is(value, library_class("tensorflow.python.framework.ops", "EagerTensor")):
        return _described("tensor", value, lambda: tensor_values(value))
    if _is(value, library_class("tensorflow.python.framework.tensor", "Tensor")):
        return _symbolic("tensor", value)
    return None


def _variable(value: Any) -> ArrayView | None:
    distributed = library_class("tensorflow.python.distribute.values", "DistributedVariable")
    if _is(value, distributed):
        value = value._primary  # noqa: SLF001 - the replica that `numpy()` reads, too
    if not _is(value, library_class("tensorflow.python.ops.resource_variable_ops", "BaseResourceVariable")):
        return None
    if not isinstance(value.handle, library_class("tensorflow.python.framework.ops", "EagerTensor")):
        return _symbolic("variable", value)  # of a graph that is being traced
    return _described("variable", value, lambda: tensor_values(read_variable(value)))


def _keras_variable(value: Any) -> ArrayView | None:
    if not _is(value, library_class("keras.src.backend.common.variables", "Variable")):
        return None
    # Not `value.value`: inside a layer's call that is a cast to the compute dtype.
    inner = view(value._value)  # noqa: SLF001 - the variable of the backend
    if inner is None:
        return _symbolic("keras-variable", value)
    return replace(inner, kind="keras-variable")


def _keras_tensor(value: Any) -> ArrayView | None:
    for module in ("keras.src.backend.common.keras_tensor", "tf_keras.src.engine.keras_tensor"):
        if _is(value, library_class(module, "KerasTensor")):
            return _symbolic("keras-tensor", value)
    return None


def _composite(value: Any) -> ArrayView | None:
    if _is(value, library_class("tensorflow.python.framework.indexed_slices", "IndexedSlices")):
        return _stored("indexed-slices", value.values, _constant_shape(value.dense_shape))
    if _is(value, library_class("tensorflow.python.framework.sparse_tensor", "SparseTensor")):
        return _stored("sparse", value.values, tuple(value.shape.as_list()))
    if _is(value, library_class("tensorflow.python.ops.ragged.ragged_tensor", "RaggedTensor")):
        return _stored("ragged", value.flat_values, tuple(value.shape.as_list()))
    return None


def _stored(kind: ArrayKind, values: Any, shape: tuple[int | None, ...] | None) -> ArrayView | None:
    inner = view(values)
    if inner is None:
        return None
    return replace(inner, kind=kind, shape=inner.shape if shape is None else shape)


def _constant_shape(dense_shape: Any) -> tuple[int | None, ...] | None:
    inner = view(dense_shape)
    if inner is None or inner.symbolic:
        return None
    return tuple(int(size) for size in inner.host())


def _described(kind: ArrayKind, value: Any, values: Any) -> ArrayView:
    shape = tuple(value.shape.as_list())
    name = value.dtype.name
    item = _item(value)
    return ArrayView(
        kind=kind,
        shape=shape,
        dtype=name,
        device=short_device(value.device),
        nbytes=int(np.prod(shape, dtype=np.int64)) * item.itemsize if item else 0,
        symbolic=False,
        numeric=item is not None and bool(kind_of(item)),
        _values=values,
    )


def _symbolic(kind: ArrayKind, value: Any) -> ArrayView:
    shape = value.shape
    if hasattr(shape, "rank"):
        shape = () if shape.rank is None else shape.as_list()
    dtype = value.dtype if isinstance(value.dtype, str) else value.dtype.name
    return ArrayView(kind, tuple(shape), dtype, "", 0, symbolic=True, numeric=False)


def _item(value: Any) -> np.dtype[Any] | None:
    """Numpy's dtype of a tensor; None for strings, resources and variants."""
    try:
        dtype = np.dtype(value.dtype.as_numpy_dtype)
    except (TypeError, KeyError):
        return None
    return None if dtype.kind == "O" else dtype


def short_device(device: str | None) -> str:
    """Shorten TensorFlow's device name, `/job:localhost/…/device:GPU:0`, to `GPU:0`."""
    return (device or "").rpartition("device:")[2]
