"""Lineage: which tensors are others that were only moved, cast or given another shape, in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.probe.watch.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.probe.watch.ops import ThreadState

MOVES = frozenset({
    "Cast", "ExpandDims", "Identity", "NewAxis", "Reshape", "Squeeze", "StopGradient", "StridedSlice",
    "Transpose",
})  # fmt: skip
"""Ops whose output has the numbers of their first input, or some of them."""

REDUCTIONS = frozenset(
    {"All", "Any", "ArgMax", "ArgMin", "EuclideanNorm", "Max", "Mean", "Min", "Prod", "Sum"}
)

_NOTED = (MOVES - {"NewAxis"}) | {"BroadcastTo", "Tile", "Pack", "Max", "Min", "ArgMax", "ArgMin"}
"""Those of them that records leave out, or know too little of."""

FIRST, EVERY = 3, 50
"""Structure is looked at in the first steps of a training, then now and then: it hardly ever changes."""


class Lineage:
    """Notes, in the steps that are sampled, what was made of what."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[str, int]] = {}
        self._steps = 0

    def restart(self) -> None:
        """Begin another training: its first steps are looked at."""
        self._steps = 0

    def sampled(self) -> bool:
        """Count a step, forget the one before, and say whether this one is looked at."""
        self._made.clear()
        self._steps += 1
        return self._steps <= FIRST or self._steps % EVERY == 0

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Return what is to be called after ops in a step that is looked at."""
        return dict.fromkeys(_NOTED, self.note)

    def note(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        """Note an op, as a look."""
        if state.backward or not inputs or not outputs:
            return
        name = text_of(op)
        if name == "StridedSlice" and _adds_axis(attributes):
            name = "NewAxis"
        self._made[outputs[0]._id] = (name, inputs[0]._id)  # noqa: SLF001 -- what tapes match by

    def made(self, identity: int, state: ThreadState) -> tuple[str, int] | None:
        """Return the op that made a tensor, and the `_id` of its first input; None when neither was seen."""
        noted = self._made.get(identity)
        if noted is not None:
            return noted
        for record in reversed(state.records):
            if record[1] == identity:
                return text_of(record[0]), record[2]
        return None

    def path(self, identity: int) -> list[int]:
        """Return the `_id` of a tensor, and of those that it is a moved copy of, the nearest first."""
        found = [identity]
        for _ in range(len(self._made)):
            op, before = self._made.get(found[-1], ("", 0))
            if op not in MOVES:
                break
            found.append(before)
        return found

    def root(self, identity: int) -> int:
        """Return the `_id` of the tensor that one is a moved copy of: its own where it is none."""
        return self.path(identity)[-1]


def _adds_axis(attributes: Any) -> bool:
    names = attributes[::2]
    return "new_axis_mask" in names and bool(attributes[2 * names.index("new_axis_mask") + 1])
