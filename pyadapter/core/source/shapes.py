"""Output shapes of Keras's layers, from the text alone: what `summary()` would print, or Keras's refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.source.layer_shapes.reading import Inner, Reading, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pyadapter.core.setup import Shape
    from pyadapter.core.source.layer_shapes.reading import Made

__all__ = ["Inferred", "Inner", "infer"]


@dataclass(frozen=True)
class Inferred:
    """What a layer makes of its inputs.

    Attributes:
        shapes: Of its outputs, the batch first, None where a size is not known; empty where nothing is
            certain.
        refused: Why Keras refuses the inputs, in its own words (a `ValueError`); None where it does not, or
            where that is not certain.
        parameters: Count of the numbers in its weights, those that do not train included, as `summary()`
            prints; None where that is not certain.
    """

    shapes: tuple[Shape, ...] = ()
    refused: str | None = None
    parameters: int | None = None

    @property
    def shape(self) -> Shape | None:
        """Of the only output; None where there are several, or nothing is certain."""
        return self.shapes[0] if len(self.shapes) == 1 else None


def infer(kind: str, arguments: Mapping[str, object], inputs: Sequence[Shape]) -> Inferred:
    """Return what a layer of Keras 3.15 makes of its inputs.

    Args:
        kind: Name of Keras's class: `Conv2D`; of a wrapper the wrapper's own, `TimeDistributed`.
        arguments: Of its constructor, by name, those that are given, as `values.value_of` reads them:
            `UNKNOWN` where only a run can tell. A layer among them is an `Inner`.
        inputs: Shapes of what it is called on, the batch first: one, or several for `Add` and its like, and
            for attention in the order query, value, key. None for `Input`.
    """
    rule = _RULES.get(kind)
    if rule is None or "quantization_config" in arguments or "lora_rank" in arguments:
        return Inferred()
    try:
        made = rule(Reading(kind, arguments, tuple(tuple(shape) for shape in inputs)))
    except Unsure:
        return Inferred()
    except Refused as refused:
        return Inferred(refused=str(refused))
    return Inferred(made.shapes, None, made.parameters)


_RULES: dict[str, Callable[[Reading], Made]] = {}
