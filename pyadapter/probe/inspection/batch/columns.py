"""Columns: what each array of the batch is, and the cell that one row of it has."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import digest, view
from pyadapter.core.batch.contents import Content, Hints, content_of
from pyadapter.core.batch.curves import curve
from pyadapter.core.batch.fields import fields_of
from pyadapter.core.batch.images import ImageFormat, flags_of, thumbnail
from pyadapter.core.batch.text import LONGEST, VALUES, cut, scalar_text, text_of
from pyadapter.core.batch.tokens import padding_of
from pyadapter.core.numbers import kind_of, native
from pyadapter.probe.inspection.batch.sources import source_of
from pyadapter.probe.watch.values import is_distributed

if TYPE_CHECKING:
    from pyadapter.arrays import Level
    from pyadapter.core.batch.contents import Role
    from pyadapter.core.numbers import Array
    from pyadapter.probe.inspection.batch.sources import Source

TOKENS = 64
"""Tokens of a cell; the page says how many more there are."""

WHOLE = 4096
"""Tokens, values or characters of a cell that is asked for as a whole."""

CURVES = 4
"""Channels of a series that are drawn."""

Wire = dict[str, Any]


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
    """

    name: str
    role: Role
    leaf: Any
    source: Source | None
    content: Content
    reference: Wire | None = None
    error: str = ""

    def wire(self, level: Level) -> Wire:
        """Return the schema's `BatchColumn`."""
        about: Wire = {
            "name": self.name,
            "role": self.role,
            "shape": [] if self.source is None else list(self.source.shape),
            "dtype": type(self.leaf).__name__ if self.source is None else self.source.dtype,
            "line": self.error or _line(self.leaf, level),
            "content": self.content.kind,
            "flags": [],
        }
        if self.reference is not None:
            about["reference"] = self.reference
        if self.content.image is not None:
            about["image"] = _image(self.content.image)
        if self.content.kind == "tokens":
            about["tokens"] = {} if self.content.padding is None else {"padding": self.content.padding}
        if self.content.classes is not None:
            about["classes"] = {"count": self.content.classes}
        if self.content.kind == "vector" and self.source is not None:
            about["fields"] = self._fields(self.source)
        return about

    def _fields(self, source: Source) -> list[Wire]:
        rows = np.stack(source.some(list(range(source.rows)))) if source.rows else np.empty((0, 0))
        return [
            {
                "name": str(index),
                "minimum": field.minimum,
                "maximum": field.maximum,
                "mean": field.mean,
                "standardDeviation": field.standard_deviation,
                "nonFinite": field.non_finite,
                **({"flag": field.flag} if field.flag else {}),
            }
            for index, field in enumerate(fields_of(rows) if rows.size else ())
        ]

    def cell(self, row: int, longest: int, *, whole: bool = False) -> Wire:
        """Return the schema's `BatchCell` of a row.

        Args:
            row: Place in the batch.
            longest: Longest side of an image in pixels.
            whole: All tokens, values and text of it.
        """
        source = self.source
        if source is None:
            return {"text": self.error}
        if source.single:
            row = 0
        if row >= source.rows:
            return {"text": "", "flags": [f"this column has {source.rows} rows only"]}
        try:
            return self._cell(source, row, longest, WHOLE if whole else 0)
        except Exception as error:  # noqa: BLE001 -- one bad cell must not hide the others
            return {"text": cut(f"cannot be read: {error}")}

    def _cell(self, source: Source, row: int, longest: int, most: int) -> Wire:
        values = source.row(row)
        kind = self.content.kind
        if source.places is not None:
            return {"text": _sparse_text(values, source.places(row))}
        if kind == "text":
            text = " ".join(
                scalar_text(item) for item in np.asarray(values, dtype=object).reshape(-1)[:WHOLE]
            )
            return {"text": cut(text, most or LONGEST)}
        cell: Wire = {"text": text_of(values)}
        if kind == "image" and self.content.image is not None:
            picture = thumbnail(values, self.content.image, longest)
            pixels = base64.b64encode(picture.pixels).decode()
            cell["image"] = {"width": picture.width, "height": picture.height, "pixels": pixels}
            flags = flags_of(values, self.content.image)
            return {**cell, **({"flags": flags} if flags else {})}
        if kind == "tokens":
            cell |= _tokens(values, self.content.padding, most or TOKENS)
        elif kind == "series":
            lines = values.reshape(len(values), -1)
            shown = [curve(lines[:, index]) for index in range(min(CURVES, lines.shape[1]))]
            cell["lines"] = [base64.b64encode(line.astype("<f8").tobytes()).decode() for line in shown]
            if lines.shape[1] > CURVES:
                cell["more"] = lines.shape[1] - CURVES
        elif kind in {"vector", "scalar", "ragged", "other"} and kind_of(values.dtype) in {"b", "i", "f"}:
            cell |= _values(values, most or (VALUES * 4))
        return cell


def column_of(name: str, role: Role, leaf: Any, hints: Hints, reference: Wire | None) -> Column:
    """Read an array of the batch; one that cannot be read says so."""
    try:
        source = source_of(leaf)
        return Column(name, role, leaf, source, _content(role, source, hints), reference)
    except Exception as error:  # noqa: BLE001 -- one bad column must not hide the others
        return Column(name, role, leaf, None, Content("other"), None, cut(f"cannot be read: {error}"))


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
    kinds = {kind_of(row.dtype) for row in sample}
    if source.dtype in {"string", "object"}:
        return Content("text")
    if len(source.shape) == 1 and kinds == {"i"}:
        return Content("tokens", padding=padding_of(sample))
    return Content("series" if len(source.shape) == 1 and kinds == {"f"} else "ragged")


def _tokens(values: Array, padding: int | None, most: int) -> Wire:
    shown = [
        {"id": int(token), **({"padding": True} if token == padding else {})}
        for token in values.reshape(-1)[:most]
    ]
    return {"tokens": shown, **_more(values.size, most)}


def _values(values: Array, most: int) -> Wire:
    flat = native(np.ascontiguousarray(values).reshape(-1)[:most]).astype(np.float64)
    shown = [float(value) if math.isfinite(value) else None for value in flat]
    return {"values": shown, **_more(values.size, most)}


def _more(size: int, most: int) -> Wire:
    return {"more": size - most} if size > most else {}


def _sparse_text(values: Array, places: Array) -> str:
    inside = ", ".join(
        f"{places[item].tolist()}: {scalar_text(values[item])}" for item in range(min(VALUES, len(values)))
    )
    return cut(f"{len(values)} stored {{{inside}{', …' if len(values) > VALUES else ''}}}")


def _image(form: ImageFormat) -> Wire:
    return {
        "height": form.height, "width": form.width, "channels": form.channels,
        "channelsFirst": form.channels_first, "scale": form.scale, "lowest": form.lowest,
        "highest": form.highest,
    }  # fmt: skip


def _line(leaf: Any, level: Level) -> str:
    if is_distributed(leaf):
        return f"{len(leaf.values)} replicas"
    seen = view(leaf)
    return digest(seen, level="sampled" if level == "full" else level).line if seen is not None else ""
