"""TensorFlow ops that leave no trace.

Every op goes through `execute.quick_execute`, below the level at which gradient tapes and op callbacks
listen: what the debugger reads is not recorded on the user's tape and does not re-enter the probe.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pyadapter.core.numbers import Array

# TensorFlow's numbers for these dtypes (DT_FLOAT and so on).
FLOAT = 1
DOUBLE = 2
INT8 = 6
INT64 = 9
HALF = 19

_HOST = "/device:CPU:0"
_DTYPES = {FLOAT: np.float32, DOUBLE: np.float64, INT64: np.int64}


def run(op: str, inputs: list[Any], attributes: tuple[Any, ...]) -> Any:
    """Run an op that has one output.

    Args:
        op: Name of its type.
        inputs: Eager tensors; those of an input that is a list follow each other.
        attributes: Names and values by turns.

    Raises:
        Exception: What TensorFlow raises, of many classes, when the op fails or the device has no kernel.
    """
    execute = sys.modules["tensorflow.python.eager.execute"]
    return execute.quick_execute(op, 1, inputs, attributes, _context())[0]


def beside(tensor: Any) -> AbstractContextManager[None]:
    """Run ops on a tensor's own device, also while the user's `with tf.device(...)` names another."""
    scope: AbstractContextManager[None] = _context().device(tensor.backing_device)
    return scope


def constant(value: float | list[int], dtype: int = INT64) -> Any:
    """Make a small tensor in the host's memory.

    Args:
        value: A number, or a line of them.
        dtype: `FLOAT`, `DOUBLE` or `INT64`.
    """
    ops = sys.modules["tensorflow.python.framework.ops"]
    # The class itself converts, on the host, where `tf.constant` would run an op.
    return ops.EagerTensor(np.asarray(value, _DTYPES[dtype]), device=_HOST, dtype=dtype)


def host_array(tensor: Any) -> Array:
    """Give an eager tensor as a numpy array, of any dtype: on CPU its own memory, otherwise a copy.

    Not to be written to.
    """
    return np.asarray(tensor._numpy())  # noqa: SLF001 - `numpy()` is a copy of this


def _context() -> Any:
    return sys.modules["tensorflow.python.eager.context"].context()
