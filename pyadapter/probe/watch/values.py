"""Values on the host, and the question whether they are finite, asked without running an op."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays.tensorflow import read_variable as tensorflow_read
from pyadapter.core.health import Health, health

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FLOATS = frozenset({1, 2, 8, 14, 18, 19, 24, 25})
"""`DataType` values of TensorFlow's types.proto that hold real or complex floats."""


def host(value: Any) -> NDArray[Any] | None:
    """Return the values of a tensor or array without copying where that is possible.

    Returns:
        None for what has no floating point numbers, is symbolic, or cannot be read.
    """
    if isinstance(value, np.ndarray):
        return value if value.dtype.kind in "fcV" else None
    if isinstance(value, np.generic | float):
        return host(np.asarray(value))
    enumeration = getattr(value, "_datatype_enum", None)
    if enumeration is None or not hasattr(value, "_numpy") or enumeration() not in _FLOATS:
        return None
    return np.asarray(value._numpy())  # noqa: SLF001 -- `.numpy()` copies


def numbers(value: Any) -> NDArray[Any] | None:
    """Return integers, booleans or real numbers of any size as an array that numpy can compare.

    Returns:
        None for what has no numbers, is symbolic, ragged or sparse, or cannot be read.
    """
    if isinstance(value, np.ndarray):
        array = value
    elif hasattr(value, "_numpy"):
        array = np.asarray(value._numpy())  # noqa: SLF001 -- `.numpy()` copies
    elif isinstance(value, (list, tuple, int, float, np.generic)):
        try:
            array = np.asarray(value)
        except ValueError:  # rows of different lengths
            return None
    else:
        return None
    if array.dtype.kind == "V":
        return array.astype(np.float32) if array.dtype.name == "bfloat16" else None
    return array if array.dtype.kind in "biuf" else None


def values_of(leaf: Any) -> list[Any]:
    """Return the tensors with the numbers of a leaf of a batch: itself, or its parts."""
    for parts in ("flat_values", "values"):
        inner = getattr(leaf, parts, None)
        if inner is not None and not callable(inner):
            return list(inner) if isinstance(inner, (tuple, list)) else [inner]
    return [leaf]


def is_distributed(leaf: Any) -> bool:
    """Whether a leaf of a batch has one part for each replica of a distribution strategy."""
    return type(leaf).__name__ == "PerReplica"


def health_of(value: Any) -> Health | None:
    """Count what is not finite.

    Returns:
        None for what has no floating point numbers.
    """
    array = host(value)
    return None if array is None else health(array)


def bad_health(value: Any) -> Health | None:
    """Return the health of a value that has something to tell, None when it is fine or has no numbers."""
    found = health_of(value)
    return found if found is not None and found.bad else None


def read_variable(variable: Any) -> Any:
    """Return the tensor in a Keras or TensorFlow variable; None for one that cannot be read here."""
    try:
        return tensorflow_read(getattr(variable, "_value", variable))
    except Exception:  # noqa: BLE001 -- a distributed variable out of its replica, a variable in a graph
        return None


def learning_rate(optimizer: Any) -> float | None:
    """Return an optimizer's learning rate now. A schedule runs ops for it: call this aside."""
    rate = getattr(optimizer, "learning_rate", None)
    value = rate if is_eager(rate) else read_variable(rate)
    array = None if value is None else host(value)
    return float(array) if array is not None and array.size == 1 else None


def is_eager(value: Any) -> bool:
    """Whether a value is a tensor with values, not a symbolic one."""
    return hasattr(value, "_numpy")


def executing_eagerly() -> bool:
    """Whether this thread runs ops as they are called, not tracing a graph."""
    context = sys.modules.get("tensorflow.python.eager.context")
    return context is not None and bool(context.executing_eagerly())
