"""Kinds of findings on a command line: which are looked for, on what condition, and where they are none."""

from __future__ import annotations

import argparse
import difflib
from typing import TYPE_CHECKING, Any

from pyadapter.core import kinds
from pyadapter.core.condition import problem_with as problem_with_condition

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALL = "all"
_MEANT_BY_ALL = tuple(kind for kind in kinds.ALL if kind not in kinds.NEED_CONDITION)


def breakpoint_of(text: str) -> dict[str, Any]:
    """Return the schema's `TensorBreakpoint` of KIND[=CONDITION]."""
    kind, equals, condition = text.partition("=")
    kind, condition = _kind(kind), condition.strip()
    if not equals and kind in kinds.NEED_CONDITION:
        example = kinds.ENTRIES[kind].example
        raise argparse.ArgumentTypeError(f"{kind} needs a condition: --break '{kind}={example}'")
    if not equals:
        return {"kind": kind}
    problem = problem_with_condition(condition, kind=None if kind == _ALL else kind)
    if problem is not None:
        raise argparse.ArgumentTypeError(f"the condition {condition!r}: {problem}")
    return {"kind": kind, "condition": condition}


def ignored_of(text: str) -> dict[str, str]:
    """Return the schema's `IgnoredFinding` of KIND=LAYER."""
    kind, _, layer = text.partition("=")
    if not layer.strip():
        raise argparse.ArgumentTypeError(f"{text!r} names no layer; write KIND=LAYER, or all=LAYER")
    name = _kind(kind)
    return {"layer": layer.strip()} if name == _ALL else {"kind": name, "layer": layer.strip()}


def _kind(text: str) -> Any:
    kind = text.strip()
    if kind != _ALL and kind not in kinds.ALL:
        near = difflib.get_close_matches(kind, kinds.ALL, 1)
        hint = f"did you mean {near[0]}?" if near else f"the kinds are {', '.join(kinds.ALL)}"
        raise argparse.ArgumentTypeError(f"{kind!r} is not a kind of finding; {hint}")
    return kind


def each_kind(breakpoints: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Write out `all`."""
    return tuple(
        {**given, "kind": kind}
        for given in breakpoints
        for kind in (_MEANT_BY_ALL if given["kind"] == _ALL else (given["kind"],))
    )


def default_in_words() -> str:
    """Say which kinds are looked for when nothing else is asked."""
    left_out = [kind for kind in _MEANT_BY_ALL if kind not in kinds.DEFAULT]
    return f"all but {', '.join(left_out)}" if left_out else "all"
