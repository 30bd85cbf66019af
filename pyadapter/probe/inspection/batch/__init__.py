"""The batch that is being worked on: what it holds, and its rows, the guilty ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.probe.inspection.batch.table import BatchTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.probe.probe import Probe

MOST = 64
"""Rows of one answer."""

THUMBNAIL, LARGEST = 96, 512
"""Pixels of an image's longer side: usually, and at most."""


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""

    def batch(arguments: Mapping[str, Any]) -> dict[str, Any]:
        del arguments
        with probe.aside():
            return BatchTable(probe).about()

    def batch_rows(arguments: Mapping[str, Any]) -> dict[str, Any]:
        start, count = max(0, int(arguments["start"])), max(0, min(MOST, int(arguments["count"])))
        longest = max(1, min(LARGEST, int(arguments.get("thumbnail") or THUMBNAIL)))
        row = arguments.get("row")
        with probe.aside():
            return BatchTable(probe).rows(
                start,
                count,
                row=None if row is None else int(row),
                longest=longest,
                whole=bool(arguments.get("whole")),
            )

    return {"keras/batch": batch, "keras/batchRows": batch_rows}
