"""Inputs: which columns of a batch meet weights as they are, in the first step of a training."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, ClassVar

from pyadapter.core import kinds
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.frames import site_of
from pyadapter.probe.watch.heads import leaves_of
from pyadapter.probe.watch.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.core.finding import Kind
    from pyadapter.probe.watch.observer import ObserverContext
    from pyadapter.probe.watch.ops import ThreadState

_MOVES = (
    "Cast", "ConcatV2", "ExpandDims", "Identity", "MirrorPad", "Pack", "Pad", "PadV2", "Reshape", "Squeeze",
    "StridedSlice", "TensorListFromTensor", "TensorListGetItem", "Transpose", "Unpack",
)  # fmt: skip
"""Ops that pass numbers on as they are."""

_FIRST = ("BatchMatMulV2", "Conv2D", "Conv3D", "DepthwiseConv2dNative", "Einsum", "MatMul")
"""Ops that multiply their first input by weights."""

_NORMALIZATIONS = (
    "BatchNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization", "UnitNormalization",
)  # fmt: skip


class InputObserver(Observer):
    """Follows the batch of a training's first step to the first layers with weights; others cost nothing.

    What scales or normalizes the data on its way is an op that makes other numbers of it, be it of a layer or
    of a line of the user's. A normalization right behind the first layer repairs it, too.

    Attributes:
        multiplied: By the name of a column the path of the layer that multiplies it as it is.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset(kinds.ALL)

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        self.multiplied: dict[str, str] = {}
        self._wanted = True
        self._following = False
        self._raw: dict[int, tuple[str, Any]] = {}

    def fit_begins(self, model: Any, arguments: Mapping[str, Any]) -> None:
        """Look at the first step."""
        del model, arguments
        self._wanted = True

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Follow the batch in the first step."""
        self._following, self._wanted = self._wanted, False
        if not self._following:
            return {}
        self.multiplied.clear()
        return {**dict.fromkeys(_MOVES, self._moved), **dict.fromkeys(_FIRST, self._first)}

    def step_begins(self, model: Any, batch: Any, *, training: bool) -> None:
        """Note the features of the batch."""
        if not self._following or not training or batch is None or _normalizes(model):
            return
        for role, name, leaf in batch_leaves(batch):
            if role == "feature" and not name.startswith("sample_weight") and hasattr(leaf, "_id"):
                self._raw[leaf._id] = (name, leaf)  # noqa: SLF001 -- what tapes match by

    def step_ends(self, model: Any, *, training: bool) -> None:
        """Let go of the batch."""
        del model, training
        self._raw.clear()

    def _moved(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del state, op, attributes
        raw = self._raw
        for value in inputs if raw else ():
            if value._id in raw:  # noqa: SLF001 -- as above
                raw.update((output._id, raw[value._id]) for output in outputs)  # noqa: SLF001 -- as above
                return

    def _first(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del op, attributes, outputs
        found = self._raw.get(inputs[0]._id)  # noqa: SLF001 -- as above
        if found is not None and not state.backward and found[0] not in self.multiplied:
            site = site_of(sys._getframe(1))  # noqa: SLF001 -- inspect reads the source, too
            self.multiplied[found[0]] = site.layer or ""


def _normalizes(model: Any) -> bool:
    """Whether a model normalizes what its first layer with weights makes, which takes any scale away."""
    weighted = [layer for layer in leaves_of(model) if getattr(layer, "weights", None)]
    return any(type(layer).__name__ in _NORMALIZATIONS for layer in weighted[:2])
