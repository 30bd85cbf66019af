"""Reading TensorFlow's tensors and variables without leaving a trace.

Every op here goes through `execute.quick_execute`, below the level at which gradient tapes and op callbacks
listen: what the debugger reads is not recorded on the user's tape and does not re-enter the probe.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays.host import HostValues
from pyadapter.core.accumulator import Accumulator
from pyadapter.core.health import first_bad
from pyadapter.core.numbers import spread_order
from pyadapter.core.statistics import accumulate, finish
from pyadapter.core.window import Window, extent, window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyadapter.core.numbers import Array
    from pyadapter.core.statistics import Statistics

_PIECE = 1 << 22
"""Elements moved from a device at a time: 16 MiB of float32, so that no second copy fills its memory."""
_RUNS = 64
"""Pieces that a sample is made of: each costs a transfer."""
_INT64 = 9
"""TensorFlow's number for int64 (DT_INT64)."""
_HOST = "/device:CPU:0"


def library_class(module: str, name: str) -> Any:
    """Find a class of a library that is loaded; one that is not has no values either.

    Returns:
        The class, or an empty tuple (to which nothing is an instance).
    """
    found = getattr(sys.modules.get(module), name, ())
    return found if isinstance(found, type) else ()


def read_variable(variable: Any) -> Any:
    """Read a resource variable's value as an eager tensor that shares its memory."""
    return _run("ReadVariableOp", [variable.handle], ("dtype", variable.dtype.as_datatype_enum))


def tensor_values(tensor: Any) -> HostValues | DeviceValues:
    """Give access to the values of an eager tensor."""
    return HostValues(host_array(tensor)) if on_host(tensor) else DeviceValues(tensor)


def on_host(tensor: Any) -> bool:
    """Whether an eager tensor's memory is the host's."""
    return "CPU" in (tensor.backing_device or "CPU")


def host_array(tensor: Any) -> Array:
    """Give an eager tensor as a numpy array, of any dtype: on CPU its own memory, otherwise a copy.

    Not to be written to.
    """
    return np.asarray(tensor._numpy())  # noqa: SLF001 - `numpy()` is a copy of this


class DeviceValues:
    """Values in the memory of another device; they come to the host in pieces, as fast as the bus is.

    Reducing them on the device would need temporary tensors of the same size there, where memory is what a
    training run has too little of.
    """

    def __init__(self, tensor: Any) -> None:
        self._tensor = tensor
        self._type = tensor.dtype.as_datatype_enum
        self._shape: tuple[int, ...] = tuple(tensor.shape.as_list())
        self.count = math.prod(self._shape)
        self.histogram_limit = _PIECE

    def host(self) -> Array:
        """Copy everything."""
        return host_array(self._tensor)

    def sample(self, size: int) -> Array:
        """Copy about `size` values: short runs of them, spread evenly."""
        if self.count <= size:
            return self.host().reshape(-1)
        runs = min(_RUNS, size)
        line = self._reshaped([-1])
        starts = [run * self.count // runs for run in range(runs)]
        return np.concatenate([self._slice(line, [start], [size // runs]) for start in starts])

    def statistics(self, out_of_time: Callable[[], bool], sample: int | None) -> Statistics:
        """Compute statistics piece by piece."""
        dtype = np.dtype(self._tensor.dtype.as_numpy_dtype)
        # Distinct values would need all values on the host: not counted.
        whole = np.broadcast_to(np.empty((), dtype), self._shape)
        if sample is not None:
            return finish([accumulate(self.sample(sample), out_of_time)], whole, always)
        line = self._reshaped([-1])
        parts = [Accumulator()]
        for piece in spread_order(-(-self.count // _PIECE)):
            start = piece * _PIECE
            values = self._slice(line, [start], [min(_PIECE, self.count - start)])
            parts.append(accumulate(values, out_of_time))
            if out_of_time():
                break
        return finish(parts, whole, always)

    def first_bad(self, out_of_time: Callable[[], bool]) -> tuple[int, ...] | None:
        """Find the first value that is not finite, piece by piece."""
        line = self._reshaped([-1])
        for start in range(0, self.count, _PIECE):
            found = first_bad(self._slice(line, [start], [min(_PIECE, self.count - start)]))
            if found:
                return tuple(int(index) for index in np.unravel_index(start + found[0], self._shape))
            if out_of_time():
                break
        return None

    def window(self, index: Sequence[int], row: int, column: int, rows: int, columns: int) -> Window:
        """Cut the window out on the device, then copy it."""
        where = extent(self._shape, index, row, column, rows, columns)
        begin = [*where.lead, where.row, where.column]
        size = [*([1] * len(where.lead)), where.rows, where.columns]
        planes = self._reshaped([*self._shape[:-2], *(1, 1, *self._shape)[-2:]])
        cells = self._slice(planes, begin, size).reshape(where.rows, where.columns)
        values = window(cells, (), 0, 0, where.rows, where.columns).values
        return Window(self._shape, where.row, where.column, where.rows, where.columns, values)

    def _reshaped(self, shape: list[int]) -> Any:
        return _run("Reshape", [self._tensor, _constant(shape)], ("T", self._type, "Tshape", _INT64))

    def _slice(self, tensor: Any, begin: list[int], size: list[int]) -> Array:
        return host_array(
            _run("Slice", [tensor, _constant(begin), _constant(size)], ("T", self._type, "Index", _INT64))
        )


def always() -> bool:
    """Say that time is over."""
    return True


def _constant(numbers: list[int]) -> Any:
    ops = sys.modules["tensorflow.python.framework.ops"]
    # The class itself converts, on the host, where `tf.constant` would run an op.
    return ops.EagerTensor(np.asarray(numbers, np.int64), device=_HOST, dtype=_INT64)


def _run(op: str, inputs: list[Any], attributes: tuple[Any, ...]) -> Any:
    execute = sys.modules["tensorflow.python.eager.execute"]
    context = sys.modules["tensorflow.python.eager.context"].context()
    return execute.quick_execute(op, 1, inputs, attributes, context)[0]
