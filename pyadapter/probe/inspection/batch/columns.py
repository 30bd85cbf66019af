"""Columns: what each array of the batch is, and what is odd about it as a whole."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import digest, view
from pyadapter.core.batch.contents import Content, Hints, content_of
from pyadapter.core.batch.fields import fields_of
from pyadapter.core.batch.text import cut
from pyadapter.core.batch.tokens import padding_of
from pyadapter.core.numbers import kind_of
from pyadapter.probe.inspection.batch.cells import WHOLE, Known, cell_of, sparse_cell
from pyadapter.probe.inspection.batch.sources import Parts, source_of, spread
from pyadapter.probe.watch.values import is_distributed

if TYPE_CHECKING:
    from pyadapter.arrays import Level
    from pyadapter.core.batch.contents import Role
    from pyadapter.core.batch.images import ImageFormat
    from pyadapter.core.numbers import Array
    from pyadapter.probe.inspection.batch.cells import Wire
    from pyadapter.probe.inspection.batch.sources import Source

BUDGET = 0.05
"""Seconds for the line of a column."""

TABLE = 1 << 22
"""Values of a table whose fields are described in whole; of larger ones, rows spread over the batch."""


@dataclass
class Column:
    """One array of the batch.

    Attributes:
        name: In the words of `fit`.
        role: What it is for.
        leaf: The array.
        source: Its rows; None when it cannot be read.
        content: What its values are.
        reference: How it is found again: the schema's `TensorReference`.
        error: Why it cannot be read.
        known: Names and texts of its values, and where they come from.
        names_from: As an expression of the script's: names of classes, or texts of tokens.
        flags: What is odd about the whole column.
    """

    name: str
    role: Role
    leaf: Any
    source: Source | None
    content: Content
    reference: Wire | None = None
    error: str = ""
    known: Known = field(default_factory=Known)
    names_from: str | None = None
    flags: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many it has; none when it is one value for all."""
        return 0 if self.source is None or self.source.single else self.source.rows

    def wire(self, level: Level) -> Wire:
        """Return the schema's `BatchColumn`."""
        about: Wire = {
            "name": self.name,
            "role": self.role,
            "shape": [] if self.source is None else list(self.source.shape),
            "dtype": type(self.leaf).__name__ if self.source is None else self.source.dtype,
            "line": self.error or _line(self.leaf, level),
            "content": self.content.kind,
            "flags": self.flags,
        }
        if self.reference is not None:
            about["reference"] = self.reference
        if self.content.image is not None:
            about["image"] = _image(self.content.image)
        if self.content.kind == "tokens":
            tokens = {"padding": self.content.padding, "vocabulary": self.names_from}
            about["tokens"] = {name: value for name, value in tokens.items() if value is not None}
        elif self.content.classes is not None:
            about["classes"] = {"count": self.content.classes}
            if self.known.names:
                about["classes"] |= {"names": list(self.known.names), "source": self.names_from}
        if self.content.kind == "vector" and self.source is not None and self.source.layout == "dense":
            about["fields"] = _fields(self.source)
        return about

    def cell(self, row: int, longest: int, right: frozenset[int], *, whole: bool = False) -> Wire:
        """Return the schema's `BatchCell` of a row.

        Args:
            row: Place in the batch.
            longest: Longest side of an image in pixels.
            right: The right classes of the row, for a prediction.
            whole: All tokens, values and text of it.
        """
        source = self.source
        if source is None:
            return {"text": self.error}
        if not source.single and row >= source.rows:
            return {"text": "", "flags": [f"this column has {source.rows} rows only"]}
        try:
            values = source.row(0 if source.single else row)
            if source.places is not None:
                return sparse_cell(values, source.places(row))
            known = replace(self.known, right=right)
            return cell_of(values, self.content, known, longest, WHOLE if whole else 0)
        except Exception as error:  # noqa: BLE001 -- one bad cell must not hide the others
            return {"text": cut(f"cannot be read: {error}")}


def column_of(name: str, role: Role, leaf: Any, hints: Hints, reference: Wire | None) -> Column:
    """Read an array of the batch; one that cannot be read says so."""
    try:
        source = source_of(leaf)
        content = _content(role, source, hints)
    except Exception as error:  # noqa: BLE001 -- one bad column must not hide the others
        return Column(name, role, leaf, None, Content("other"), None, cut(f"cannot be read: {error}"))
    return Column(name, role, leaf, source, content, reference)


def _content(role: Role, source: Source, hints: Hints) -> Content:
    if source.layout == "sparse":
        return Content("sparse")
    sample = source.sample()
    if source.layout == "ragged":
        return _ragged(sample, source)
    if not sample:
        return content_of(role, np.empty((0, *(size or 0 for size in source.shape)), _dtype(source)), hints)
    return content_of(role, np.stack(sample), hints)


def _dtype(source: Source) -> Any:
    try:
        return np.dtype(source.dtype)
    except TypeError:
        return np.dtype(object)


def _ragged(sample: list[Array], source: Source) -> Content:
    if source.dtype in {"string", "object"}:
        return Content("text")
    kinds = {kind_of(row.dtype) for row in sample}
    if len(source.shape) == 1 and kinds == {"i"}:
        return Content("tokens", padding=padding_of(sample))
    return Content("series" if len(source.shape) == 1 and kinds == {"f"} else "ragged")


def _fields(source: Source) -> list[Wire]:
    width = max(1, int(np.prod([size or 1 for size in source.shape])))
    picked = source.some(spread(source.rows, max(1, TABLE // width)))
    if not picked or source.single:
        return []
    return [
        {
            "name": str(index),
            "minimum": found.minimum,
            "maximum": found.maximum,
            "mean": found.mean,
            "standardDeviation": found.standard_deviation,
            "nonFinite": found.non_finite,
            **({"flag": found.flag} if found.flag else {}),
        }
        for index, found in enumerate(fields_of(np.stack(picked)))
    ]


def _image(form: ImageFormat) -> Wire:
    return {
        "height": form.height, "width": form.width, "channels": form.channels,
        "channelsFirst": form.channels_first, "scale": form.scale, "lowest": form.lowest,
        "highest": form.highest,
    }  # fmt: skip


def _line(leaf: Any, level: Level) -> str:
    if isinstance(leaf, Parts) or is_distributed(leaf):
        return f"in {len(leaf.values)} replicas"
    seen = view(leaf)
    if seen is None:
        return ""
    deadline = time.monotonic() + BUDGET
    quick: Level = "sampled" if level == "full" else level
    return digest(seen, level=quick, out_of_time=lambda: time.monotonic() > deadline).line
