"""Asking for a batch as a panel does, with any batch at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pyadapter.probe.handles import Stop
from pyadapter.probe.inspection import Inspection
from pyadapter.protocol.validation import definition_problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.finding import Finding
    from tests.probe.conftest import Watched


BODIES = {"keras/batch": "Batch", "keras/batchRows": "BatchRowsBody"}


def asking(watched: Watched) -> Callable[..., Any]:
    """Return what asks the probe, and takes the answer as it travels: as JSON that the schema describes."""
    inspection = Inspection(watched.probe)

    def ask(command: str, **arguments: Any) -> Any:
        body = json.loads(json.dumps(inspection.answer(command, arguments), allow_nan=False))
        assert definition_problems(body, BODIES[command]) == []
        return body

    return ask


def shown(watched: Watched, batch: Any, finding: Finding | None = None, **arguments: Any) -> tuple[Any, Any]:
    """Return what panels show of a batch: columns by name, and rows."""
    probe = watched.probe
    probe.progress.batch = batch
    stop = Stop(finding=finding, batch=batch)
    if finding is not None:
        probe.handles.hold(stop)
    try:
        ask = asking(watched)
        about = ask("keras/batch")
        rows = ask("keras/batchRows", **{"start": 0, "count": 64, **arguments})["rows"]
    finally:
        probe.handles.release(stop)
        probe.progress.batch = None
    return about, rows


def column(about: Any, name: str) -> Any:
    """Return a column by its name."""
    return next(each for each in about["columns"] if each["name"] == name)


def cells(about: Any, rows: Any, name: str) -> list[Any]:
    """Return the cells of a column."""
    names = [each["name"] for each in about["columns"]]
    return [row["cells"][names.index(name)] for row in rows]
