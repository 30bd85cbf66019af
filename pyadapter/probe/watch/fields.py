"""Fields of a tensor for conditions: those that a condition uses, as others cost time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.arrays import view

if TYPE_CHECKING:
    from collections.abc import Container

    from pyadapter.probe.progress import Progress

_STATISTICS = frozenset({"nan", "inf", "min", "max", "mean", "norm", "zeros"})


def tensor_fields(value: Any, names: Container[str], progress: Progress) -> dict[str, object]:
    """Return what a condition over a layer's input or a tensor may name.

    Args:
        value: A tensor, a variable or an array, or something else, which has none of their fields.
        names: The names that the condition uses.
        progress: Where training is.
    """
    fields: dict[str, object] = {"epoch": progress.epoch, "step": progress.shown_step}
    seen = view(value)
    if seen is None:
        return fields
    fields.update(shape=seen.shape, dtype=seen.dtype)
    if seen.numeric and any(name in names for name in _STATISTICS):
        found = seen.statistics()
        fields.update(
            nan=found.nan,
            inf=found.positive_inf + found.negative_inf,
            min=found.minimum,
            max=found.maximum,
            mean=found.mean,
            norm=found.norm,
            zeros=found.zeros,
        )
    return fields
