"""Places of activations: a layer, or a line in a user's own `call`, with what is known of the units there."""

from __future__ import annotations

import sys
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.detectors.units import IdleUnits, PinnedValues
from pyadapter.probe.watch.frames import USER_FILES

if TYPE_CHECKING:
    from types import CodeType, FrameType

_MEANT = frozenset({"gelu"})
"""Functions that use tanh to approximate something else."""

_MOST_LINES = 1000
"""Places outside any layer, and in one, that are remembered."""

_RECURRENT = ("keras.src.layers.rnn", "tf_keras.src.layers.rnn")
"""Their cells saturate on purpose: that is how a gate is open or closed."""


@dataclass(eq=False)
class Place:
    """Where an activation runs, and what is known of its units.

    Attributes:
        name: Of the layer, or of the user's function.
        op: Type of the op.
        units: Size of the last axis.
        code: The user's function whose line called the op; None where a layer of Keras did.
        scope: TensorFlow's name scope in this step.
        first: `_id` of the first output in this step.
        active: Units that were not zero in this step, of shape (units,); None before the first output.
        rows: Rows in this step.
        pinned: Values of this step whose input lay beyond the ends.
        count: All values of this step.
        largest: The largest magnitude of an input in this step.
        gate: Whether what it makes is multiplied with something.
        output: Whether it makes the model's answer.
        suspected: Whether it looked bad at the end of the last step that was looked at.
        told: Whether the user knows.
        idle: For how long units have been zero.
        ends: For how long values have been pinned.
    """

    name: str
    op: str
    units: int
    code: CodeType | None
    scope: str = ""
    first: int = 0
    active: Any = None
    rows: int = 0
    pinned: int = 0
    count: int = 0
    largest: float = 0.0
    gate: bool = False
    output: bool = False
    suspected: bool = False
    told: bool = False
    idle: IdleUnits = field(init=False)
    ends: PinnedValues = field(init=False)

    def __post_init__(self) -> None:
        self.idle = IdleUnits(self.units)
        self.ends = PinnedValues(self.op)

    def begin_step(self, first: int, scope: str) -> None:
        """Begin to gather what a step makes here."""
        self.first, self.scope = first, scope
        self.active, self.rows, self.pinned, self.count, self.largest = None, 0, 0, 0, 0.0


class Places:
    """All places; those in a layer are forgotten with it."""

    def __init__(self) -> None:
        self._in_layers: weakref.WeakKeyDictionary[Any, dict[Any, Place]] = weakref.WeakKeyDictionary()
        self._in_lines: dict[Any, Place] = {}

    def find(self, frame: FrameType | None, op: str, units: int) -> tuple[Place | None, Any]:
        """Find the place that an op was called from.

        Frozen layers have none, nor have the cells of recurrent ones, nor a tanh that is no activation.

        Args:
            frame: The innermost frame.
            op: Type of the op.
            units: Size of its last axis.

        Returns:
            The place, and its layer where it was not the user's own line in it.
        """
        code, instruction, layer = None, 0, None
        while frame is not None and layer is None:
            name = frame.f_code.co_name
            if name in _MEANT:
                return None, None
            if code is None and USER_FILES[frame.f_code.co_filename]:
                code, instruction = frame.f_code, frame.f_lasti
            elif name == "__call__" and _is_layer(frame.f_locals.get("self")):
                layer = frame.f_locals["self"]
            frame = frame.f_back
        if layer is not None and (not layer.trainable or type(layer).__module__.startswith(_RECURRENT)):
            return None, None
        places = self._in_lines if layer is None else self._in_layers.setdefault(layer, {})
        key = (op, units, code, instruction)
        place = places.get(key)
        if place is None:
            if len(places) > _MOST_LINES or (layer is None and code is None):
                return None, None
            name = getattr(layer, "name", code.co_name if code else "")
            place = places[key] = Place(name, op, units, code)
        return place, None if code is not None else layer

    def shares(self) -> dict[str, tuple[float, float]]:
        """Return by name of a layer the shares of dead units and of saturated values, lately."""
        return {
            place.name: (place.idle.share, 0.0 if place.gate else place.ends.share)
            for places in list(self._in_layers.values())
            for place in places.values()
        }


def _is_layer(value: Any) -> bool:
    kind = getattr(sys.modules.get("keras.src.layers.layer"), "Layer", None)
    return kind is not None and isinstance(value, kind)
