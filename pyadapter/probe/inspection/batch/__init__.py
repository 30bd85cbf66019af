"""The batch that is being worked on: what it holds, and its rows, the guilty ones first."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.inspection.batch.table import BatchTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyadapter.probe.probe import Probe

MOST = 64
"""Rows of one answer."""

THUMBNAIL, LARGEST = 96, 512
"""Pixels of an image's longer side: usually, and at most."""


@contextlib.contextmanager
def _quietly(probe: Probe) -> Iterator[None]:
    """Run what is not the program's own, without warnings of numpy in the program's output."""
    with probe.aside(), np.errstate(all="ignore"):
        yield


def commands(probe: Probe) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return what answers each request of this topic."""

    def batch(arguments: Mapping[str, Any]) -> dict[str, Any]:
        del arguments
        stop = probe.handles.current
        # The panel of the stop asks the same as that of the batch, which then opens at once.
        known = None if stop is None else stop.answers.get("keras/batch")
        if known is None:
            with _quietly(probe):
                known = BatchTable(probe).about()
            if stop is not None:
                stop.answers["keras/batch"] = known
        return known

    def batch_rows(arguments: Mapping[str, Any]) -> dict[str, Any]:
        start, count = max(0, int(arguments["start"])), max(0, min(MOST, int(arguments["count"])))
        longest = max(1, min(LARGEST, int(arguments.get("thumbnail") or THUMBNAIL)))
        row = arguments.get("row")
        with _quietly(probe):
            return BatchTable(probe).rows(
                start,
                count,
                row=None if row is None else int(row),
                longest=longest,
                whole=bool(arguments.get("whole")),
            )

    return {"keras/batch": batch, "keras/batchRows": batch_rows}
