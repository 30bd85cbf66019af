"""The gradients of tapes in the user's own code, first- and second-order ones of a source side by side."""

from __future__ import annotations

import ast
import linecache
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import view
from pyadapter.arrays.norm import euclidean_norm
from pyadapter.arrays.sampling import sample_of
from pyadapter.core.layer_health import sign_agreement
from pyadapter.core.lines import TITLE_WIDTH, cut
from pyadapter.probe.watch.frames import location_in
from pyadapter.probe.watch.names import path_of
from pyadapter.protocol.convert import number_to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.probe.probe import Probe
    from pyadapter.probe.watch.tape_gradients import Taken, TakenGradient

SAMPLE = 1 << 18
"""Values whose signs are compared: their share is known to 0.2 %."""

_ROWS = 2000
"""Rows of one tape."""

_TITLE = 90
"""Characters of a line of code."""


def tape_tables(probe: Probe, out_of_time: Callable[[], bool]) -> list[dict[str, Any]]:
    """Return the schema's `GradientTable`s of the step, a tape each, in the order of their calls.

    Args:
        probe: Has what was taken.
        out_of_time: Once it is true nothing more is computed.
    """
    taken = [] if probe.tape_gradients is None else probe.tape_gradients.taken()
    first = {each.source: each for call in taken if call.order == 1 for each in call.gradients}
    shown_beside = {each.source for call in taken if call.order > 1 for each in call.gradients}
    tables = []
    for call in taken:
        if call.order == 1 and all(each.source in shown_beside for each in call.gradients):
            continue
        named = list(zip(call.gradients, _names(call), strict=True))[:_ROWS]
        rows = [_row(each, name, call.order, first, out_of_time) for each, name in named]
        location = location_in(call.code, call.line)
        where = {"file": location.file, "line": location.line}
        if location.function is not None:
            where["function"] = location.function
        tables.append({"title": _title(call), "location": where, "rows": rows})
    return tables


def _title(call: Taken) -> str:
    line = linecache.getline(call.code.co_filename, call.line).partition("#")[0].strip()
    return cut(line, _TITLE) if line else f"Gradients taken at line {call.line}"


def _names(call: Taken) -> list[str]:
    """Return what the script calls the sources, as its line says: frames that are read hold tensors."""
    count = len(call.gradients)
    here = [given for begin, end, given in _sources(call.code.co_filename) if begin <= call.line <= end]
    fitting = [given for given in here if len(given) in {1, count}]
    if len(fitting) != 1:
        return ["a tensor"] * count
    (given,) = fitting
    return list(given) if len(given) == count else [f"{given[0]}, {place + 1}" for place in range(count)]


@lru_cache(maxsize=200)
def _sources(file: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return the first and last line of each call of `gradient` in a file, and what it gives as sources."""
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except (SyntaxError, ValueError):
        return []
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    found = []
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "gradient":
            named = [keyword.value for keyword in call.keywords if keyword.arg == "sources"]
            texts = tuple(text for given in (*call.args[1:2], *named) for text in _texts(given))
            found.append((call.lineno, call.end_lineno or call.lineno, texts))
    return found


def _texts(sources: ast.expr) -> list[str]:
    if isinstance(sources, (ast.List, ast.Tuple)):
        return [text for each in sources.elts for text in _texts(each)]
    return [cut(ast.unparse(sources), TITLE_WIDTH)]


def _row(
    each: TakenGradient,
    name: str,
    order: int,
    first: Mapping[int, TakenGradient],
    out_of_time: Callable[[], bool],
) -> dict[str, Any]:
    variable = None if each.variable is None else each.variable()
    name = path_of(variable) if variable is not None else name
    value = None if each.value is None else each.value()
    seen = view(value if variable is None else variable)
    row: dict[str, Any] = {"name": name, "shape": [] if seen is None else list(seen.shape)}
    if variable is not None:
        row["reference"] = {"type": "gradient", "name": name}
    if each.value is None:
        row["missing"] = True
    if order == 1:
        return row | _number("first", _norm(value, out_of_time))
    before = first.get(each.source)
    one = None if before is None or before.value is None else before.value()
    norms = _norm(one, out_of_time), _norm(value, out_of_time)
    row |= _number("first", norms[0]) | _number("second", norms[1])
    if norms[0] and norms[1] is not None:
        row |= _number("ratio", norms[1] / norms[0])
    signs = None if out_of_time() else _signs(one, value)
    return row | _number("signAgreement", signs)


def _norm(value: Any, out_of_time: Callable[[], bool]) -> float | None:
    return None if value is None or out_of_time() else euclidean_norm(value)


def _signs(one: Any, other: Any) -> float | None:
    samples = [None if value is None else sample_of(value, SAMPLE) for value in (one, other)]
    if samples[0] is None or samples[1] is None:
        return None
    with np.errstate(all="ignore"):
        return sign_agreement(*(sample.astype(np.float32) for sample in samples if sample is not None))


def _number(name: str, value: float | None) -> dict[str, Any]:
    return {} if value is None else {name: number_to_wire(value)}
