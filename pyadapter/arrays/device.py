"""Values in the memory of another device than the host's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays.operations import FLOAT, HALF, INT8, INT64, beside, constant, host_array, run
from pyadapter.arrays.reduction import PIECE, is_finite, reduce_piece
from pyadapter.core.health import first_bad
from pyadapter.core.numbers import kind_of, spread_order
from pyadapter.core.statistics import accumulate, finish

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.accumulator import Accumulator
    from pyadapter.core.numbers import Array
    from pyadapter.core.statistics import Statistics

_RUNS = 64
"""Pieces that a sample is made of: each costs a transfer."""

_CARRIERS = {1: INT8, 2: HALF, 4: FLOAT, 8: INT64}
"""Dtype by size under which GPUs cut integers: they have no kernel of their own for most of them, and for
int32 one that moves the whole tensor to the host."""


class DeviceValues:
    """Values in the memory of another device; what is shown of them comes to the host, and nothing else.

    Statistics and the search for a bad value reduce a piece at a time on the device: memory is what a
    training run has too little of there, and the temporary tensors of a piece are of a bounded size. Where
    the device has no kernel for the dtype the pieces come to the host instead.
    """

    def __init__(self, tensor: Any) -> None:
        self._tensor = tensor
        self._type: int = tensor.dtype.as_datatype_enum
        self._kind = kind_of(np.dtype(tensor.dtype.as_numpy_dtype))
        self._carrier = _CARRIERS.get(tensor.dtype.size, self._type) if self._kind == "i" else self._type
        self._reduces = self._kind in ("b", "i", "f")
        self.shape: tuple[int, ...] = tuple(tensor.shape.as_list())
        self.count = math.prod(self.shape)
        self.histogram_limit = PIECE
        self.step = PIECE

    def host(self) -> Array:
        """Copy everything."""
        return host_array(self._tensor)

    def sample(self, size: int) -> Array:
        """Copy about `size` values: short runs of them, spread evenly."""
        if self.count <= size:
            return self.host().reshape(-1)
        runs = min(_RUNS, size)
        line = self._reshaped([-1])
        starts = [number * self.count // runs for number in range(runs)]
        return np.concatenate([host_array(self._cut(line, [start], [size // runs])) for start in starts])

    def statistics(self, out_of_time: Callable[[], bool], sample: int | None) -> Statistics:
        """Compute statistics piece by piece, on the device; of a sample, on the host.

        Distinct values are not counted: that would need all values on the host.
        """
        whole = np.broadcast_to(np.False_, self.shape)
        if sample is not None:
            return finish([accumulate(self.sample(sample), out_of_time)], whole)
        line = self._reshaped([-1])
        parts = []
        for piece in spread_order(-(-self.count // PIECE)):
            parts.append(self._accumulated(self._piece(line, piece * PIECE), out_of_time))
            if out_of_time():
                break
        return finish(parts, whole)

    def first_bad(self, out_of_time: Callable[[], bool]) -> tuple[int, ...] | None:
        """Find the first value that is not finite; only the piece that holds it comes to the host."""
        if self._kind not in ("f", "c"):
            return None
        line = self._reshaped([-1])
        for start in range(0, self.count, PIECE):
            piece = self._piece(line, start)
            found = None if self._finite(piece) else first_bad(host_array(piece))
            if found:
                return tuple(int(index) for index in np.unravel_index(start + found[0], self.shape))
            if out_of_time():
                break
        return None

    def suspects(self, start: int, stop: int) -> Array | None:
        """Copy values in C order, None when all of them are finite; then nothing is copied."""
        if self._kind not in ("f", "c"):
            return None
        piece = self._cut(self._reshaped([-1]), [start], [stop - start])
        return None if self._finite(piece) else host_array(piece)

    def part(self, start: int, stop: int) -> Array:
        """Copy values in C order."""
        return host_array(self._cut(self._reshaped([-1]), [start], [stop - start]))

    def box(self, box: tuple[slice, ...]) -> Array:
        """Cut a box out on the device, then copy it; steps are taken on the host."""
        begin, size = [side.start for side in box], [side.stop - side.start for side in box]
        cells = host_array(self._cut(self._reshaped(list(self.shape)), begin, size))
        return cells[tuple(slice(None, None, side.step) for side in box)]

    def _accumulated(self, piece: Any, out_of_time: Callable[[], bool]) -> Accumulator:
        if self._reduces:
            try:
                with beside(piece):
                    return reduce_piece(piece)
            except Exception:  # noqa: BLE001 - a missing kernel has no exception class of its own
                self._reduces = False
        return accumulate(host_array(piece), out_of_time)

    def _finite(self, piece: Any) -> bool:
        if self._reduces:
            try:
                with beside(piece):
                    return is_finite(piece)
            except Exception:  # noqa: BLE001 - as above
                self._reduces = False
        return False

    def _piece(self, line: Any, start: int) -> Any:
        return self._cut(line, [start], [min(PIECE, self.count - start)])

    def _reshaped(self, shape: list[int]) -> Any:
        with beside(self._tensor):
            carried = _cast_bits(self._tensor, self._type, self._carrier)
            return run("Reshape", [carried, constant(shape)], ("T", self._carrier, "Tshape", INT64))

    def _cut(self, carried: Any, begin: list[int], size: list[int]) -> Any:
        with beside(self._tensor):
            inputs = [carried, constant(begin), constant(size)]
            return _cast_bits(
                run("Slice", inputs, ("T", self._carrier, "Index", INT64)), self._carrier, self._type
            )


def _cast_bits(tensor: Any, source: int, target: int) -> Any:
    """Take the same memory for another dtype of the same size."""
    return tensor if source == target else run("Bitcast", [tensor], ("T", source, "type", target))
