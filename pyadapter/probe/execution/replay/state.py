"""The state of a training step: every variable that its graph touches, read and restored by its handle.

A snapshot is what `ReadVariableOp` returns: it shares the variable's buffer until the next update, for which
TensorFlow makes a copy then (`PrepareToUpdateVariable` in core/kernels/training_op_helpers.h).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class _Slot(NamedTuple):
    handle: Any
    dtype: Any
    nbytes: int


class State:
    """Variables in the order in which they were met, which is that of the values of snapshots."""

    def __init__(self) -> None:
        self._slots: list[_Slot] = []
        self._index: dict[int, int] = {}
        self.nbytes = 0
        """Bytes of all values together."""

    def __len__(self) -> int:
        return len(self._slots)

    def extend(self, captured: Iterable[Any]) -> None:
        """Take in the variables among the tensors that a graph captures."""
        import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

        for handle in captured:
            described = getattr(handle, "_handle_data", None)
            if handle.dtype != tf.resource or described is None or not described.shape_and_type:
                continue  # a table, an iterator
            if handle._id in self._index:  # noqa: SLF001 -- tensors cannot be keys
                continue
            about = described.shape_and_type[0]
            dtype = tf.as_dtype(about.dtype)
            size = math.prod(max(1, dimension.size) for dimension in about.shape.dim)
            self._index[handle._id] = len(self._slots)  # noqa: SLF001 -- as above
            self._slots.append(_Slot(handle, dtype, size * dtype.size))
            self.nbytes += size * dtype.size

    def index_of(self, handle_id: int) -> int | None:
        """Return the place of a variable, None for one that no step touches."""
        return self._index.get(handle_id)

    def read(self) -> tuple[Any, ...]:
        """Return all values, by reference."""
        return tuple(self.read_at(index) for index in range(len(self._slots)))

    def read_at(self, index: int) -> Any:
        """Return one value, by reference."""
        from tensorflow.python.ops import gen_resource_variable_ops as ops  # noqa: PLC0415 -- as above

        slot = self._slots[index]
        return ops.read_variable_op(slot.handle, slot.dtype)

    def write(self, values: Mapping[int, Any]) -> None:
        """Set some variables.

        Args:
            values: By place.
        """
        from tensorflow.python.ops import gen_resource_variable_ops as ops  # noqa: PLC0415 -- as above

        for index, value in values.items():
            ops.assign_variable_op(self._slots[index].handle, value)

    def restore(self, values: Sequence[Any], but: frozenset[int] = frozenset()) -> None:
        """Set all variables to values that were read.

        Args:
            values: What `read` returned; variables that were met since stay as they are.
            but: Places to leave alone.
        """
        self.write({index: value for index, value in enumerate(values) if index not in but})


def handles_of(model: Any) -> Iterator[Any]:
    """Return the handles of the variables that Keras knows of a model's training."""
    optimizer = getattr(model, "optimizer", None)
    for variable in (*model.variables, *(optimizer.variables if optimizer is not None else ())):
        handle = getattr(getattr(variable, "_value", variable), "handle", None)
        if handle is not None:
            yield handle
