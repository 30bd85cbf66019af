"""What goes bad only in an update: the loss and the gradients of its step are healthy, the weights are not.

It shows a step later, or never: a slot of the optimizer that overflows stops all learning, the row of an
embedding may not be used for long. So all variables are looked at when their state is kept anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays.operations import host_array
from pyadapter.arrays.tensorflow import on_host
from pyadapter.core.finding import Replay
from pyadapter.core.sentinel import Trip
from pyadapter.probe.execution.device import on_device_check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyadapter.core.finding import Kind
    from pyadapter.core.ring import Entry, Ring
    from pyadapter.probe.execution.replay.state import State

LEAST = 10
"""Steps between two looks, where snapshots are taken more often: 3 to 5 µs for a small variable, and one pass
over a large one, so 1 ms for 100 weights with Adam's two slots."""

_FLOATS = frozenset({1, 2, 14, 19})
"""`DataType` values of float32, float64, bfloat16 and float16."""


class WeightsCheck:
    """Knows which variables of a model were bad already.

    Args:
        model: The model: its metrics are no weights, and bad when the loss is.
        state: Its variables.
    """

    def __init__(self, model: Any, state: State) -> None:
        self._model = model
        self._state = state
        self._finite: Callable[[Any], bool] | None = None
        self._places: list[int] = []
        self._known: frozenset[int] | None = None
        self._size = 0
        self._checked = 0

    def due(self, step: int) -> bool:
        """Whether it is time to look at the state before a step."""
        return self._known is None or step - self._checked >= LEAST

    def forget(self) -> None:
        """Take what is bad at the next look for known."""
        self._known = None

    def newly_bad(self, step: int) -> frozenset[int]:
        """Return the places of variables that have become bad since the last call.

        Args:
            step: The step that runs next. What is bad before the first is meant: the best value so far, ∞.
        """
        if self._size != len(self._state):
            self._size = len(self._state)
            self._places = self._weights()
        bad = self.bad(self._places)
        before, self._known, self._checked = self._known, bad, step
        return frozenset() if before is None else bad - before

    def bad(self, places: Iterable[int], values: Sequence[Any] | None = None) -> frozenset[int]:
        """Return those of some variables that hold NaN or an infinity.

        Args:
            places: The variables.
            values: All values of a snapshot; by default they are what they are now.
        """
        read = self._state.read_at if values is None else values.__getitem__
        return frozenset(place for place in places if not self._is_finite(read(place)))

    def kind(self, places: Iterable[int]) -> Kind:
        """Return the symptom of variables that are bad."""
        nan = any(bool(np.isnan(host_array(self._state.read_at(place))).any()) for place in places)
        return "nan" if nan else "inf"

    def _is_finite(self, value: Any) -> bool:
        if not on_host(value):
            self._finite = self._finite or on_device_check()
            return self._finite is None or self._finite(value)
        array = host_array(value)
        if array.dtype.char in "fd":
            line = array.ravel(order="K")
            if np.isfinite(np.vdot(line, line)):
                return True
        return bool(np.isfinite(array).all())  # squares overflow above 1e19

    def _weights(self) -> list[int]:
        metrics = getattr(self._model, "metrics_variables", ())
        handles = (getattr(getattr(each, "value", each), "handle", None) for each in metrics)
        without = {self._state.index_of(handle._id) for handle in handles if handle is not None}  # noqa: SLF001 -- tensors cannot be keys
        return [
            place
            for place in range(len(self._state))
            if place not in without and self._state.read_at(place)._datatype_enum() in _FLOATS  # noqa: SLF001 -- `.dtype` costs three times as much
        ]

    def find(
        self, places: frozenset[int], last: int, ring: Ring, run: Callable[[Entry], Any]
    ) -> tuple[Trip, Replay] | str:
        """Find the step whose update made variables bad, and make the state that of before it.

        Args:
            places: Those that are bad after the last step.
            last: That step.
            ring: What can be run again.
            run: Runs a step compiled.

        Returns:
            The step with its reason, and how its state was come by; a sentence why it cannot be found. The
            state is another one either way.
        """
        way = ring.way_to(last)
        while way is not None and self.bad(places, way[0].values):
            way = ring.way_to(way[0].step - 1)
        if way is None:
            return f"the ring of {ring.budget >> 20} MiB does not reach back to when they were finite"
        snapshot, entries = way
        self._state.restore(snapshot.values)
        for entry in entries:
            if entry is not entries[0]:
                self._state.write(entry.changes)
            before = self._state.read()
            run(entry)
            if bad := self.bad(places):
                names = f"{len(bad)} variables" if len(bad) > 1 else "a variable"
                message = f"the update of step {entry.step} made {names} not finite"
                trip = Trip(entry.step, self.kind(bad), message)
                self._state.restore(before)
                return trip, Replay(entry.step, snapshot.step)
        return "when the steps were run again, the variables stayed finite"
