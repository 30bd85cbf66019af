"""Tensor breakpoints as exception filters: ours are kept from debugpy, which reads `filters` alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.condition import FIELDS, problem_with
from pyadapter.core.kinds import KINDS, NEED_CONDITION

if TYPE_CHECKING:
    from pyadapter.core.kinds import KindEntry
    from pyadapter.protocol.generated import TensorBreakpoint


def _filter(entry: KindEntry) -> dict[str, Any]:
    left_out = {"kind", "value"} | (set() if entry.kind == "step" else {"loss", "gradient_norm"})
    own = ("step", "epoch", "loss", "gradient_norm")
    fields = ", ".join(own if entry.kind == "step" else (name for name in FIELDS if name not in left_out))
    value = f", value ({entry.value})" if entry.value else ""
    return {
        "filter": f"keras.{entry.kind}",
        "label": entry.label,
        "description": f"{entry.description}. A condition can use {fields}{value}.",
        "default": entry.default,
        "supportsCondition": True,
        # The placeholder of an input box: what is shown of it is some 60 characters.
        "conditionDescription": entry.example
        + (
            f"  (value: {entry.value})"
            if entry.value
            else "  (also epoch, loss, gradient_norm)"
            if entry.kind == "step"
            else "  (also phase, epoch, hits …)"
        ),
    }


FILTERS: tuple[dict[str, Any], ...] = tuple(_filter(entry) for entry in KINDS)

_ENTRIES = {f"keras.{entry.kind}": entry for entry in KINDS}
# Breakpoint ids, which a client needs to follow a change; far from those that debugpy counts up.
_IDS = {name: 10_000_001 + place for place, name in enumerate(_ENTRIES)}


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
        if name in _ENTRIES:
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
    entry = _ENTRIES[name]
    breakpoint_: TensorBreakpoint = {"kind": entry.kind}
    if (condition and condition.strip()) or entry.kind in NEED_CONDITION:
        problem = problem_with(condition or "", kind=entry.kind)
        if problem is not None:
            message = f"The condition of “{entry.label}” cannot be used, so it does not stop: {problem}"
            selection.complaints[name] = message
            return {"id": _IDS[name], "verified": False, "message": message}
        breakpoint_["condition"] = condition or ""
    selection.breakpoints.append(breakpoint_)
    return {"id": _IDS[name], "verified": True}
