"""Records what the panels show at a stop: the answers to all that their pages ask, for a page of its own."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyadapter.probe.inspection import Inspection

Wire = dict[str, Any]

SECONDS = 20.0
"""For one stop; what has not been asked by then is not in the report."""

MOST_TENSORS = 40
"""Tensors beside those of the finding that can be looked at in the report."""

PLANE = 128
"""Longest side of a plane whose values are recorded all: 128 KiB of float64."""

BLOCK = 64
"""Side of what is recorded of a larger one: the values around the first bad one, and an overview."""

MOST_VALUES = 1 << 19
"""Values that the planes of one stop have in all: 5 MiB of text."""

MOST_PLANES = 64
"""Planes of one tensor."""

SAMPLES = 4
"""Samples whose attention is recorded."""

ROWS = 64
"""Rows of the batch, the guilty ones first."""


class Recorder:
    """Asks as the pages would, and keeps the answers.

    Args:
        inspection: Answers.
    """

    def __init__(self, inspection: Inspection) -> None:
        self._inspection = inspection
        self._answers: list[Wire] = []
        self._values = 0
        self._deadline = 0.0

    def at_stop(self, finding: Wire) -> Wire:
        """Return the schema's `RecordedStop`.

        Args:
            finding: The schema's `Finding`, with the handles of its tensors.
        """
        self._begin()
        for described in (finding.get("tensor"), *finding.get("inputs", ())):
            if described is not None and "handle" in described:
                self._tensor(described)
        batch = self._ask("keras/batch") or {}
        if batch.get("total"):
            self._ask("keras/batchRows", start=0, count=min(ROWS, int(batch["total"])), thumbnail=96)
        self._ask("keras/layerTable")
        for name in (self._ask("keras/model") or {}).get("models", ())[1:]:
            self._ask("keras/model", model=name)
        for node in (self._ask("keras/opGraph") or {}).get("nodes", ())[:12]:
            self._ask("keras/opGraph", node=node["id"])
        self._ask("keras/training")
        self._attention(finding.get("batch", {}).get("rows", []))
        for choice in (self._ask("keras/tensors") or {}).get("tensors", ())[:MOST_TENSORS]:
            tensor = (self._ask("keras/tensor", reference=choice["reference"]) or {}).get("tensor")
            if tensor is not None and "handle" in tensor:
                self._tensor(tensor)
        return {"stop": {"threadId": 0, "finding": finding}, "answers": self._answers}

    def at_end(self) -> list[Wire]:
        """Return what is known of a run that is over: the schema's `RecordedAnswer`s."""
        self._begin()
        self._ask("keras/training")
        return self._answers

    def _begin(self) -> None:
        self._answers, self._values = [], 0
        self._deadline = time.monotonic() + SECONDS

    def _ask(self, command: str, **arguments: Any) -> Wire | None:
        if time.monotonic() > self._deadline:
            return None
        answer: Wire = {"command": command, "arguments": arguments}
        try:
            answer["body"] = body = self._inspection.answer(command, arguments)
        except Exception as error:  # noqa: BLE001 -- the page says so; the rest of the report is there
            answer["error"], body = str(error) or type(error).__name__, None
        self._answers.append(answer)
        return body

    def _tensor(self, described: Wire) -> None:
        handle, shape = described["handle"], described["shape"]
        # Symbolic tensors and texts have no numbers to record.
        known = any(answer["arguments"].get("handle") == handle for answer in self._answers)
        if known or "statistics" not in described:
            return
        for scale in ("linear", "symlog"):
            self._ask("keras/histogram", handle=handle, bins=40, scale=scale)
        self._ask("keras/badIndices", handle=handle, start=0, count=100)
        for axis in range(len(shape)):
            self._ask("keras/axisStatistics", handle=handle, axis=axis, start=0, count=100)
        first = described.get("firstBad") or [0] * len(shape)
        for index in itertools.islice(_planes(shape[:-2], first[:-2]), MOST_PLANES):
            self._plane(handle, shape, index, first)

    def _attention(self, guilty: Sequence[int]) -> None:
        """Record attention: the guilty rows' first."""
        for source in (self._ask("keras/attention") or {}).get("sources", ()):
            handle = source["handle"]
            shape = [int(source[name]) for name in ("samples", "heads", "queries", "keys")]
            samples = [row for row in dict.fromkeys((*guilty, *range(shape[0]))) if row < shape[0]]
            for sample in samples[:SAMPLES]:
                self._ask("keras/attentionHeads", handle=handle, sample=sample)
                for head in range(shape[1]):
                    self._plane(handle, shape, [sample, head], [0] * len(shape))

    def _plane(self, handle: int, shape: Sequence[int], index: list[int], first: Sequence[int]) -> None:
        """Record a plane, or of a large one what is around the first bad value and an overview."""
        rows, columns = [1, 1, *shape][-2:]
        if rows <= PLANE and columns <= PLANE:
            self._window(handle, index, 0, 0, rows, columns)
            return
        row, column = [0, 0, *first][-2:]
        self._window(
            handle, index, _start(row, rows), _start(column, columns), min(BLOCK, rows), min(BLOCK, columns)
        )
        steps = [-(-rows // BLOCK), -(-columns // BLOCK)]
        self._window(handle, index, 0, 0, -(-rows // steps[0]), -(-columns // steps[1]), steps=steps)

    def _window(  # noqa: PLR0913, PLR0917 -- what the request has
        self, handle: int, index: list[int], row: int, column: int, rows: int, columns: int, **more: Any
    ) -> None:
        self._values += rows * columns
        if self._values <= MOST_VALUES:
            size = {"row": row, "column": column, "rows": rows, "columns": columns}
            self._ask("keras/window", handle=handle, index=index, **size, **more)


def _planes(leading: Sequence[int], first: Sequence[int]) -> Iterator[list[int]]:
    """List the positions on the leading axes: that of the first bad value, then all others."""
    yield list(first)
    for position in itertools.product(*map(range, leading)):
        if list(position) != list(first):
            yield list(position)


def _start(position: int, size: int) -> int:
    """Return where a block around a position starts."""
    return max(0, min(position - BLOCK // 2, size - BLOCK))
