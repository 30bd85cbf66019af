"""Broadcasts: element-wise ops that join a row and a column of equal sizes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, ClassVar

from pyadapter.core.detectors.silent_broadcast import OPS, Operand, judge_broadcast, lacks_axis
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.frames import USER_FILES, site_of
from pyadapter.probe.watch.lineage import MOVES, REDUCTIONS, Lineage
from pyadapter.probe.watch.names import names_of
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import Exhibit, fault_of
from pyadapter.probe.watch.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FrameType

    from pyadapter.core.finding import Kind
    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.ops import ThreadState

_SHAPING = (MOVES - {"Cast", "Identity", "StopGradient", "StridedSlice", "Squeeze"}) | REDUCTIONS | {
    "BroadcastTo", "Tile", "Pack",
}  # fmt: skip
"""Ops whose axes of size 1 were asked for; a reduction keeps one only by `keepdims`."""

_ELEMENTWISE = frozenset({
    "Abs", "Cast", "Exp", "Identity", "Log", "Log1p", "Neg", "Rsqrt", "Sqrt", "Square", *OPS,
})  # fmt: skip

_CALLERS = (
    "/keras/src/backend/",
    "/keras/src/losses/",
    "/keras/src/ops/",
    "/keras/src/utils/",
    "/tensorflow/python/",
)
"""Where an op may be called from on the user's behalf. Layers, metrics and optimizers know what they do."""

DEEPEST = 8
"""Ops by which a value may be away from the reduction that it comes of."""


class BroadcastObserver(Observer):
    """Looks at the shapes of arithmetic in the user's own lines.

    Shapes hardly change: the first steps of a training are looked at, then every fiftieth (`lineage`).
    Outside of a tape it is silent, because nothing is known of what an operand was made by.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({"silent-broadcast"})

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        self._lineage = Lineage()

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Look at the first steps of each training."""
        del model, arguments
        self._lineage.restart()

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Look at arithmetic, and at what gives tensors their shapes."""
        if not self._lineage.sampled():
            return {}
        return {**self._lineage.looks(), **dict.fromkeys(OPS, self._look)}

    def _look(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del attributes
        size = outputs[0]._num_elements()  # noqa: SLF001 -- `.shape` costs ten times as much
        left, right = inputs
        if size <= left._num_elements() or size <= right._num_elements() or state.backward or not state.tapes:  # noqa: SLF001 -- as above
            return
        shapes = tuple(left.shape), tuple(right.shape)
        shorter, longer = sorted((left, right), key=lambda tensor: len(tensor.shape))
        frame = sys._getframe(1)  # noqa: SLF001 -- inspect's twin is 50 times slower
        if not lacks_axis(tuple(shorter.shape), tuple(longer.shape)) or not is_the_users(frame):
            return
        site = site_of(frame)
        if site.frame is None or not site.live or site.phase == "metric":
            return
        if site.phase == "forward" and site.layer and not self._has_rows(shorter, state):
            return
        names = names_of((left, right), site.frame)
        first, second = (
            Operand(shape, name, self._lineage.root(tensor._id), self._shaped(tensor, state))  # noqa: SLF001 -- as tapes do
            for tensor, shape, name in zip(inputs, shapes, names, strict=True)
        )
        name = text_of(op)
        symptom = judge_broadcast(name, first, second, tuple(outputs[0].shape))
        if symptom is not None:
            exhibits = tuple(Exhibit(tensor, called) for tensor, called in zip(inputs, names, strict=True))
            self.context.report(
                fault_of(symptom, site, value=outputs[0], op=name, rows=(), exhibits=exhibits)
            )

    def _shaped(self, tensor: Any, state: ThreadState) -> bool:
        """Whether somebody gave a tensor its axes of size 1."""
        identity = tensor._id  # noqa: SLF001 -- as tapes do
        for _ in range(DEEPEST):
            op, identity = self._lineage.made(identity, state) or ("", 0)
            if op not in _ELEMENTWISE:
                return op in _SHAPING
        return False

    def _has_rows(self, tensor: Any, state: ThreadState) -> bool:
        """Whether a tensor in a layer has one value a row: reduced from the batch, or a part of it.

        A table of frequencies or positions has as many values as the batch has rows only by chance.
        """
        rows = {getattr(leaf, "_id", None) for _, _, leaf in batch_leaves(self.context.progress.batch)}
        identity = tensor._id  # noqa: SLF001 -- as tapes do
        for _ in range(DEEPEST):
            if identity in rows:
                return True
            op, identity = self._lineage.made(identity, state) or ("", 0)
            if op in REDUCTIONS or op == "Squeeze":
                return True
            if op not in _ELEMENTWISE and op not in MOVES:
                return False
        return False


def is_the_users(frame: FrameType | None) -> bool:
    """Whether a line of the user's called the op, through functions of TensorFlow and Keras alone."""
    while frame is not None:
        file = frame.f_code.co_filename
        if USER_FILES[file]:
            return True
        path = file.replace("\\", "/")
        if "/pyadapter/" not in path and (
            path.endswith("/eager/backprop.py") or not any(place in path for place in _CALLERS)
        ):
            return False
        frame = frame.f_back
    return False
