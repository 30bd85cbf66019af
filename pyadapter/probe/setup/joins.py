"""Tensors that the user's code joins: along which axis, and how many."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.core.causes.facts import Joined
from pyadapter.probe.setup.source import assigned_in, items_of, statement_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.finding import Location

_FIRST = frozenset({"ops", "np", "numpy", "jnp", "knp"})
"""Modules whose `concatenate` joins along the first axis when it is not told another one."""


def joins(location: Location | None) -> tuple[Joined, ...]:
    """List what the names in a line's statement were joined from, where they were assigned such a call."""
    statement = None if location is None else statement_at(location.file, location.line)
    return () if statement is None or location is None else tuple(_of(statement, location))


def _of(statement: ast.stmt, location: Location) -> Iterator[Joined]:
    read = [each for each in ast.walk(statement) if isinstance(each, ast.Name)]
    for name in dict.fromkeys(each.id for each in read if isinstance(each.ctx, ast.Load)):
        made = assigned_in(name, location.file, statement.lineno)
        if isinstance(made, ast.Assign) and isinstance(made.value, ast.Call):
            call = made.value
            axis, parts = _axis(call), items_of(call.args[0], location) if call.args else []
            if axis is not None and len(parts) > 1:
                here = replace(location, line=made.lineno)
                yield Joined(name, axis, len(parts), f"{name} = {_along_the_last(call)}", here)


def _axis(call: ast.Call) -> int | None:
    """Return the axis of a call that joins; None for any other, and where it is no number."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name not in {"concat", "concatenate"}:
        return None
    given = next((each.value for each in call.keywords if each.arg == "axis"), None)
    if given is None and len(call.args) > 1:
        given = call.args[1]
    if given is None:
        module = function.value if isinstance(function, ast.Attribute) else None
        last = module.attr if isinstance(module, ast.Attribute) else getattr(module, "id", "")
        return 0 if last in _FIRST else None
    try:
        axis = ast.literal_eval(given)
    except ValueError:
        return None
    return axis if isinstance(axis, int) else None


def _along_the_last(call: ast.Call) -> str:
    kept = [each for each in call.keywords if each.arg != "axis"]
    last = ast.keyword("axis", ast.UnaryOp(ast.USub(), ast.Constant(1)))
    return ast.unparse(ast.Call(call.func, call.args[:1], [*kept, last]))
