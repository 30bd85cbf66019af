"""The batch that is being worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.probe.inspection.table import batch_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.probe.probe import Probe


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""

    def table(start: int, count: int) -> dict[str, Any]:
        stop = probe.handles.current
        if stop is None:
            return {"total": 0, "columns": [], "rows": [], "note": "The run is not stopped at a finding."}
        return batch_table(stop, start, count, probe.statistics)

    def batch(arguments: Mapping[str, Any]) -> dict[str, Any]:
        del arguments
        found = table(0, 0)
        found.pop("rows")
        columns = [{**column, "content": "other", "flags": []} for column in found["columns"]]
        return {**found, "columns": columns, "order": "guilty", "structure": "", "guilty": []}

    def batch_rows(arguments: Mapping[str, Any]) -> dict[str, Any]:
        start, count = max(0, int(arguments["start"])), max(0, min(64, int(arguments["count"])))
        rows = table(start, count)["rows"]
        return {
            "start": start,
            "rows": [{**row, "cells": [{"text": text} for text in row["cells"]]} for row in rows],
        }

    return {"keras/batch": batch, "keras/batchRows": batch_rows}
