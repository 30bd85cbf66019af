"""Tensor breakpoints as exception filters: ours are kept from debugpy, which reads `filters` alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.condition import ConditionError, compile_condition

if TYPE_CHECKING:
    from pyadapter.protocol.generated import Kind, TensorBreakpoint

_CONDITION_DESCRIPTION = 'layer == "dense_1" and step > 10'

FILTERS: tuple[dict[str, Any], ...] = (
    {
        "filter": "keras.nan",
        "label": "Tensor: first NaN",
        "description": "Stop at the line whose tensor, loss, gradient or weight first holds a NaN",
        "default": True,
        "supportsCondition": True,
        "conditionDescription": _CONDITION_DESCRIPTION,
    },
    {
        "filter": "keras.inf",
        "label": "Tensor: first Inf",
        "description": "Stop at the line whose tensor overflows, or loss, gradient or weight is infinite",
        "default": True,
        "supportsCondition": True,
        "conditionDescription": _CONDITION_DESCRIPTION,
    },
)

_KINDS: dict[str, Kind] = {"keras.nan": "nan", "keras.inf": "inf"}
_LABELS = {entry["filter"]: entry["label"] for entry in FILTERS}
# Breakpoint ids, which a client needs to follow a change; far from those that debugpy counts up.
_IDS = {entry["filter"]: 10_000_001 + place for place, entry in enumerate(FILTERS)}


@dataclass(frozen=True)
class Selection:
    """What a `setExceptionBreakpoints` request asks for.

    Attributes:
        breakpoints: The tensor breakpoints that are on.
        for_debugpy: The arguments to hand to debugpy.
        answers: One `Breakpoint` a filter, in DAP's order: `filters`, then `filterOptions`.
        complaints: Sentences for the user, by filter: each names its filter and says what to write.
    """

    breakpoints: list[TensorBreakpoint] = field(default_factory=list)
    for_debugpy: dict[str, Any] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    complaints: dict[str, str] = field(default_factory=dict)


def select(arguments: dict[str, Any], debugpy_filters: frozenset[str]) -> Selection:
    """Sort the filters of a request.

    Args:
        arguments: Of the `setExceptionBreakpoints` request.
        debugpy_filters: The ids that debugpy offers; it would ignore any other in silence.
    """
    options = [{"filterId": name} for name in arguments.get("filters") or ()]
    options += arguments.get("filterOptions") or ()
    selection = Selection()
    theirs = []
    for option in options:
        name = option.get("filterId")
        if name in _KINDS:
            selection.answers.append(_own(selection, name, option.get("condition")))
        elif name in debugpy_filters:
            theirs.append(name)
            selection.answers.append({"verified": True})
        else:
            message = f"There is no exception filter “{name}”."
            selection.answers.append({"verified": False, "message": message})
    rest = {name: value for name, value in arguments.items() if name != "filterOptions"}
    selection.for_debugpy.update(rest, filters=theirs)
    return selection


def _own(selection: Selection, name: str, condition: str | None) -> dict[str, Any]:
    """Add a filter of ours to the selection and return the answer for it."""
    breakpoint_: TensorBreakpoint = {"kind": _KINDS[name]}
    if condition and condition.strip():
        try:
            compile_condition(condition)
        except ConditionError as error:
            message = f"The condition of “{_LABELS[name]}” cannot be used, so it does not stop: {error}"
            selection.complaints[name] = message
            return {"id": _IDS[name], "verified": False, "message": message}
        breakpoint_["condition"] = condition
    selection.breakpoints.append(breakpoint_)
    return {"id": _IDS[name], "verified": True}
