"""What the program itself changes between two steps: a learning rate, metrics that begin anew, weights.

Graphs assign without these methods, so what is noted is the program's own doing alone.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from pyadapter.probe.patches import Patch, around, contained
from pyadapter.probe.watch.values import executing_eagerly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_SCATTERS = ("add", "div", "max", "min", "mul", "nd_add", "nd_sub", "nd_update", "sub", "update")
_ASSIGNMENTS = (
    "assign",
    "assign_add",
    "assign_sub",
    "_strided_slice_assign",
    "batch_scatter_update",
    *(f"scatter_{name}" for name in _SCATTERS),
)


class HostChanges:
    """Notes the variables that are assigned to, by the `_id` of their handles."""

    def __init__(self) -> None:
        self._noted: set[int] | None = set()
        self._left_by_user: dict[int, Any] | None = None
        self.paused: Callable[[], bool] = lambda: False
        """Says whether this thread is paused: what it does then, the user does."""

    def patches(self) -> list[Patch]:
        """Return the patches of TensorFlow's variables."""
        from tensorflow.python.ops import resource_variable_ops as ops  # noqa: PLC0415 -- only once the user has imported it

        reason = "what a callback changes between two steps is changed again when they are replayed"
        return [
            Patch(owner, name, reason, around(before=self._assigned, after=self._left))
            # TensorFlow's own weak_tensor_ops gives the subclass methods of its own.
            for owner in (ops.BaseResourceVariable, ops.ResourceVariable)
            for name in _ASSIGNMENTS
            if name in vars(owner)
        ]

    def _assigned(self, variable: Any, *arguments: Any, **named: Any) -> None:
        del arguments, named
        if self._noted is not None and executing_eagerly():
            self._noted.add(variable.handle._id)  # noqa: SLF001 -- tensors cannot be keys

    def _left(self, result: Any, variable: Any, *arguments: Any, **named: Any) -> None:
        del result, arguments, named
        if self._left_by_user is not None and self.paused() and executing_eagerly():
            self._left_by_user[variable.handle._id] = variable.read_value()  # noqa: SLF001 -- as above

    @contextlib.contextmanager
    def by_user(self) -> Iterator[dict[int, Any]]:
        """Note in here what the user assigns while the run is paused, by handle."""
        left: dict[int, Any] = {}
        self._left_by_user = left
        try:
            yield left
        finally:
            self._left_by_user = None

    def take(self) -> set[int]:
        """Return what was assigned to since the last call."""
        noted, self._noted = self._noted, set()
        return noted or set()

    @contextlib.contextmanager
    def noting(self, noted: set[int] | None) -> Iterator[None]:
        """Note in a set of its own what is assigned to in here; nothing when there is none."""
        before, self._noted = self._noted, noted
        try:
            yield
        finally:
            self._noted = before


def handle_of(variable: Any) -> int | None:
    """Return the `_id` of the handle of a Keras or TensorFlow variable, None for one in parts."""
    handle = contained(lambda: getattr(variable, "_value", variable).handle)
    return getattr(handle, "_id", None)
