"""Cells: one row of one column, in words and as what can be drawn of it."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.batch.bars import bars_of, probabilities_of
from pyadapter.core.batch.curves import curve
from pyadapter.core.batch.images import flags_of
from pyadapter.core.batch.text import LONGEST, VALUES, cut, scalar_text, text_of
from pyadapter.core.batch.thumbnails import thumbnail
from pyadapter.core.numbers import kind_of, native

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.batch.contents import Content
    from pyadapter.core.numbers import Array
    from pyadapter.probe.inspection.batch.vocabularies import Decode

TOKENS = 64
"""Tokens of a cell; the page says how many more there are."""

WHOLE = 4096
"""Tokens, values or characters of a cell that is asked for as a whole."""

CURVES = 4
"""Channels of a series that are drawn."""

Wire = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """What is known about the values of a column beside themselves.

    Attributes:
        names: Of classes, in their order.
        decode: Returns the text of a token id.
        right: The right classes of the row, for predictions.
    """

    names: tuple[str, ...] = ()
    decode: Decode | None = None
    right: frozenset[int] = field(default=frozenset())

    def name(self, index: int) -> str:
        """Return the name of a class: its number where it has none."""
        return self.names[index] if 0 <= index < len(self.names) else str(index)


def cell_of(values: Array, content: Content, known: Known, longest: int, most: int) -> Wire:
    """Return the schema's `BatchCell` of the values of a row.

    Args:
        values: Of the row.
        content: What they are.
        known: What else is known about them.
        longest: Longest side of an image in pixels.
        most: Tokens, values or characters; 0 for as many as fit a list.
    """
    if content.kind == "text":
        text = " ".join(scalar_text(item) for item in np.asarray(values, dtype=object).reshape(-1)[:WHOLE])
        return {"text": cut(text, most or LONGEST)}
    if kind_of(values.dtype) not in {"b", "i", "f"}:
        return {"text": text_of(values)}
    makers: dict[str, Callable[[], Wire]] = {
        "image": lambda: _picture(values, content, longest),
        "tokens": lambda: _tokens(values, content.padding, known, most or TOKENS),
        "series": lambda: _series(values),
        "classes": lambda: _class(values, content, known),
        "probabilities": lambda: _bars(values, content, known),
    }
    make = makers.get(content.kind, lambda: _values(values, most or VALUES * 4))
    return {"text": text_of(values)} | make()


def sparse_cell(values: Array, places: Array) -> Wire:
    """Return the cell of a row of which only some values are stored."""
    inside = ", ".join(
        f"{places[item].tolist()}: {scalar_text(values[item])}" for item in range(min(VALUES, len(values)))
    )
    return {"text": cut(f"{len(values)} stored {{{inside}{', …' if len(values) > VALUES else ''}}}")}


def classes_in(values: Array, content: Content) -> frozenset[int]:
    """Return the classes that a row of labels names."""
    flat = native(np.ascontiguousarray(values).reshape(-1))
    if content.one_hot:
        return frozenset(np.flatnonzero(flat == 1).tolist())
    if content.kind == "probabilities":
        return frozenset({int(flat.argmax())}) if flat.size and np.isfinite(flat).all() else frozenset()
    return frozenset(int(value) for value in flat[:WHOLE] if math.isfinite(value))


def _picture(values: Array, content: Content, longest: int) -> Wire:
    if content.image is None:
        return {}
    small = thumbnail(values, content.image, longest)
    pixels = base64.b64encode(small.pixels).decode()
    flags = flags_of(values, content.image)
    return {
        "image": {"width": small.width, "height": small.height, "pixels": pixels},
        **({"flags": flags} if flags else {}),
    }


def _class(values: Array, content: Content, known: Known) -> Wire:
    found = sorted(classes_in(values, content))
    if not found:
        return {}
    texts = [
        f"{index} {known.name(index)}" if 0 <= index < len(known.names) else str(index) for index in found
    ]
    cell: Wire = {"text": cut(", ".join(texts)), "values": found}
    if content.classes is not None and not 0 <= found[0] <= found[-1] < content.classes:
        cell["flags"] = [f"there are classes 0 to {content.classes - 1} only"]
    return cell


def _bars(values: Array, content: Content, known: Known) -> Wire:
    found = probabilities_of(values, content.activation)
    bars = [
        {
            "name": known.name(bar.index),
            "value": bar.value if math.isfinite(bar.value) else None,
            **({"label": True} if bar.label else {}),
        }
        for bar in bars_of(found, known.right)
    ]
    more = {"more": len(found) - len(bars)} if len(found) > len(bars) else {}
    return {"bars": bars, **more}


def _tokens(values: Array, padding: int | None, known: Known, most: int) -> Wire:
    flat = values.reshape(-1)
    shown = [_token(int(token), padding, known.decode) for token in flat[:most]]
    words = [token["text"] for token in shown if "text" in token and "padding" not in token]
    text = {"text": cut(" ".join(words), LONGEST)} if words else {}
    return {**text, "tokens": shown, **({"more": flat.size - most} if flat.size > most else {})}


def _token(token: int, padding: int | None, decode: Decode | None) -> Wire:
    text = None if decode is None else decode(token)
    return {
        "id": token,
        **({} if text is None else {"text": cut(str(text))}),
        **({"padding": True} if token == padding else {}),
    }


def _series(values: Array) -> Wire:
    lines = values.reshape(len(values), -1)
    shown = [curve(lines[:, index]) for index in range(min(CURVES, lines.shape[1]))] if lines.size else []
    encoded = [base64.b64encode(line.astype("<f8").tobytes()).decode() for line in shown]
    more = {"more": lines.shape[1] - CURVES} if lines.size and lines.shape[1] > CURVES else {}
    return {"lines": encoded, **more}


def _values(values: Array, most: int) -> Wire:
    flat = native(np.ascontiguousarray(values).reshape(-1)[:most]).astype(np.float64)
    shown = [float(value) if math.isfinite(value) else None for value in flat]
    return {"values": shown, **({"more": values.size - most} if values.size > most else {})}
