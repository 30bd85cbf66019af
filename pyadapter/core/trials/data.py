"""The data at the end of a pipeline: what each array is like, over some batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.batch.distributions import Bar, of_numbers
from pyadapter.core.digest import short_number
from pyadapter.core.statistics import Statistics, summarize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pyadapter.core.batch.contents import Content, Role

IMBALANCE = 10.0
"""Ratio of the most to the least frequent class from which classes are imbalanced (SageMaker's
ClassImbalance)."""

SHOWN = 12
"""Bars that are shown."""


@dataclass(frozen=True)
class Values:
    """An array of the data.

    Attributes:
        name: In the words of `fit`: `x`, `x['tokens']`, `y`.
        role: What it is for.
        shape: In the first batch, in words: `32×12`; `?` where rows differ.
        dtype: As it is spelled.
        content: What its values are.
        batches: The values of each batch, shape (rows, ...); of ragged rows all in one line.
        rows: One-dimensional rows of different lengths; None where `batches` has all shapes.
        names: Of classes.
        loss: Name of Keras's loss function for labels; None for the user's own.
        answers: Last dimension of what the model predicts for these labels.
        whole: All rows, where they are in memory.
    """

    name: str
    role: Role
    shape: str
    dtype: str
    content: Content
    batches: tuple[NDArray[Any], ...]
    rows: tuple[NDArray[Any], ...] | None = None
    names: tuple[str, ...] = ()
    loss: str | None = None
    answers: tuple[int, ...] | None = None
    whole: NDArray[Any] | None = None

    @property
    def all(self) -> NDArray[Any]:
        """The values of all batches; where lengths differ, of those that are as long as the first."""
        first = self.batches[0].shape[1:]
        return np.concatenate([batch for batch in self.batches if batch.shape[1:] == first])

    @property
    def numeric(self) -> bool:
        """Whether there are numbers to look at."""
        return bool(self.batches) and all(batch.dtype.kind in "bifu" for batch in self.batches)


@dataclass(frozen=True)
class Described:
    """What is shown of an array.

    Attributes:
        values: The array.
        statistics: Of all that was looked at.
        facts: Lines.
        bars: Classes, or ranges of numbers, and how many there are.
        ratio: Of the most to the least frequent class.
    """

    values: Values
    statistics: Statistics | None = None
    facts: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = field(default=())
    ratio: float | None = None


def describe(values: Values) -> Described:
    """Say what an array is like."""
    if not values.numeric:
        return Described(values, None, tuple(_of_text(values)))
    flat = _flat(values.batches)
    statistics = summarize(flat)
    facts: list[str] = []
    ids = values.content.kind == "tokens" and values.role != "label"  # a label that ends rows is no padding
    if ids or (values.rows is not None and flat.dtype.kind in "iu"):
        facts += _of_tokens(values)
    if values.content.kind == "image" and values.content.image is not None:
        facts.append(f"pictures, scale {values.content.image.scale}")
    if values.content.kind in {"vector", "other"}:
        facts += _constant_columns(values)
    if values.role != "label":
        return Described(values, statistics, tuple(facts))
    if values.answers is not None:
        shape = "×".join(map(str, values.answers))
        facts.append(f"compared with answers of shape {shape}, by {values.loss or 'a loss of your own'}")
    if values.content.kind in {"classes", "probabilities"}:
        bars = _classes(values)
        counts = [bar.count for bar in bars if bar.count]
        ratio = max(counts) / min(counts) if len(counts) > 1 else None
        return Described(values, statistics, tuple(facts), bars, ratio)
    return Described(values, statistics, tuple(facts), _numbers(flat))


def _numbers(flat: NDArray[Any]) -> tuple[Bar, ...]:
    """Count each value where they are few, else ranges of them."""
    distinct, counts = np.unique(flat[np.isfinite(flat)], return_counts=True)
    if len(distinct) <= SHOWN:
        pairs = zip(distinct.tolist(), counts.tolist(), strict=True)
        return tuple(Bar(short_number(float(value)), count) for value, count in pairs)
    spread = of_numbers(flat, None, None)
    return spread.groups[0][1] if spread is not None else ()


def _flat(batches: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate([batch.reshape(-1) for batch in batches]) if batches else np.empty(0)


def _of_text(values: Values) -> list[str]:
    texts = [item for batch in values.batches[:1] for item in batch.reshape(-1)[:2].tolist()]
    shown = [text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text) for text in texts]
    return [f"for example {shown[0][:60]!r}"] if shown else []


def token_rows(values: Values) -> list[NDArray[Any]]:
    """List the rows of token ids."""
    if values.rows is not None:
        return list(values.rows)
    return [row.reshape(-1) for batch in values.batches for row in batch]


def _of_tokens(values: Values) -> list[str]:
    rows = token_rows(values)
    padding = values.content.padding
    lengths = np.array([len(row) if padding is None else int((row != padding).sum()) for row in rows])
    total = sum(len(row) for row in rows)
    facts = (
        [f"token ids; lengths {_range(lengths)}, mean {short_number(float(lengths.mean()))}"] if rows else []
    )
    if padding is not None and total:
        facts.append(f"padding is {padding}: {1 - lengths.sum() / total:.0%} of all ids")
    return facts


def constant_columns(values: Values) -> list[int]:
    """List the columns of a table that never change."""
    if values.rows is not None or not values.numeric or values.batches[0].ndim != 2:  # noqa: PLR2004 -- a table
        return []
    table = values.all
    if len(table) < 2:  # noqa: PLR2004 -- rows that could differ
        return []
    return [int(place) for place in np.flatnonzero((table == table[0]).all(axis=0))]


def _constant_columns(values: Values) -> list[str]:
    found = constant_columns(values)
    if not found or not values.batches:
        return []
    width = values.batches[0].shape[1]
    shown = ", ".join(map(str, found[:5])) + (", …" if len(found) > 5 else "")  # noqa: PLR2004 -- what is read
    return [f"{len(found)} of {width} columns never change: {shown}"]


def classes_of(values: Values, batch: NDArray[Any]) -> NDArray[np.int64]:
    """Return the numbers of the classes that the labels of a batch name."""
    if values.content.one_hot:
        found: NDArray[np.int64] = np.nonzero(batch.reshape(-1, batch.shape[-1]) == 1)[1]
        return found
    if values.content.kind == "probabilities":
        return np.asarray(batch.reshape(-1, batch.shape[-1]).argmax(axis=1))
    flat = batch.reshape(-1).astype(np.float64)
    return flat[np.isfinite(flat)].astype(np.int64)


def _classes(values: Values) -> tuple[Bar, ...]:
    named = np.concatenate([classes_of(values, batch) for batch in values.batches])
    present, counts = np.unique(named, return_counts=True)
    known = dict(zip(present.tolist(), counts.tolist(), strict=True))
    count = values.content.classes
    places = sorted({*known, *range(count if count is not None and count <= SHOWN else 0)})
    name = _namer(values.names)
    return tuple(Bar(name(place), known.get(place, 0)) for place in places)


def _namer(names: tuple[str, ...]) -> Callable[[int], str]:
    return lambda place: f"{place} {names[place]}" if 0 <= place < len(names) else str(place)


def _range(values: NDArray[Any]) -> str:
    low, high = short_number(float(values.min())), short_number(float(values.max()))
    return low if low == high else f"{low} to {high}"
