"""Tensor breakpoints by where they were set; all together are what the probe is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pyadapter.adapter.errors import WRONG_ARGUMENTS, AdapterError
from pyadapter.core.condition import problem_with
from pyadapter.core.hits import problem_with_hits
from pyadapter.protocol.validation import definition_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pyadapter.core.condition import Over
    from pyadapter.protocol.generated import (
        DataBreakpoint,
        LayerBreakpoint,
        Problem,
        SetTensorBreakpointsArguments,
        TensorBreakpoint,
    )

    AnyBreakpoint = TypeVar("AnyBreakpoint", TensorBreakpoint, LayerBreakpoint, DataBreakpoint)


class Breakpoints:
    """The breakpoints of all sources.

    Args:
        changed: Called with all of them after each change.

    Attributes:
        filters: Of the exception filters; None while the client has not said which are on.
        configured: Of the launch attribute `tensorBreakpoints`, which counts while `filters` is None.
        tree: Of the client's Tensor Breakpoints tree.
        functions: Of DAP's function breakpoints.
        data: Of DAP's data breakpoints.
    """

    def __init__(self, changed: Callable[[SetTensorBreakpointsArguments], None]) -> None:
        self.filters: list[TensorBreakpoint] | None = None
        self.configured: list[TensorBreakpoint] = []
        self.tree: SetTensorBreakpointsArguments = {"breakpoints": []}
        self.functions: list[LayerBreakpoint] = []
        self.data: list[DataBreakpoint] = []
        self._changed = changed
        self._told = self.all()

    def all(self) -> SetTensorBreakpointsArguments:
        """Return the breakpoints of all sources, in the order in which they are asked."""
        base = self.configured if self.filters is None else self.filters
        return {
            "breakpoints": [*base, *self.tree["breakpoints"]],
            "ignored": [*self.tree.get("ignored", ())],
            "layers": [*self.functions, *self.tree.get("layers", ())],
            "data": [*self.data, *self.tree.get("data", ())],
        }

    def change(self, **sources: Any) -> None:
        """Replace what was set in some sources, named as the attributes are; the same again is no change."""
        for name, value in sources.items():
            setattr(self, name, value)
        everything = self.all()
        if everything != self._told:
            self._told = everything
            self._changed(everything)

    def set_tree(self, arguments: dict[str, Any]) -> list[Problem]:
        """Take over the client's tree; breakpoints with a condition that cannot be used are left out.

        Args:
            arguments: The schema's `SetTensorBreakpointsArguments`.

        Returns:
            What cannot be used, by the text that was refused.

        Raises:
            AdapterError: They are not such arguments; nothing was changed.
        """
        checked(arguments, "SetTensorBreakpointsArguments")
        problems: list[Problem] = []
        tree: SetTensorBreakpointsArguments = {
            "breakpoints": _usable(arguments["breakpoints"], "finding", problems),
            "ignored": arguments.get("ignored", []),
            "layers": _usable(arguments.get("layers", []), "layer", problems),
            "data": _usable(arguments.get("data", []), "tensor", problems),
        }
        self.change(tree=tree)
        return problems


def checked(arguments: dict[str, Any], definition: str) -> dict[str, Any]:
    """Return the arguments of a custom request when they are as the schema says.

    Raises:
        AdapterError: They are not.
    """
    problems = definition_problems(arguments, definition)
    if problems:
        raise AdapterError(WRONG_ARGUMENTS, problems=" ".join(problems))
    return arguments


def problem_of(breakpoint_: Mapping[str, Any], over: Over) -> Problem | None:
    """Say which text of a breakpoint cannot be used and what to write instead, None when all can.

    Args:
        breakpoint_: Has `condition`, `hitCondition` and `kind`, or some of them.
        over: What the fields of the condition are of.
    """
    condition, hits = ((breakpoint_.get(name) or "").strip() for name in ("condition", "hitCondition"))
    kind: Any = breakpoint_.get("kind")
    problem = problem_with(condition, over, kind) if condition else None
    if problem is not None:
        return {"text": condition, "message": problem}
    problem = problem_with_hits(hits)
    return None if problem is None else {"text": hits, "message": problem}


def _usable(breakpoints: Iterable[AnyBreakpoint], over: Over, problems: list[Problem]) -> list[AnyBreakpoint]:
    usable = []
    for breakpoint_ in breakpoints:
        problem = problem_of(breakpoint_, over)
        if problem is None:
            usable.append(breakpoint_)
        else:
            problems.append(problem)
    return usable
