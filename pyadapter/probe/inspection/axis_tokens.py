"""Token labels of an axis: the integers of the batch that are as long, or that a layer has made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.arrays import view
from pyadapter.core.batch.tokens import are_tokens, padding_of
from pyadapter.core.numbers import kind_of
from pyadapter.probe.inspection.batch.sources import source_of
from pyadapter.probe.inspection.batch.vocabularies import vocabulary_of
from pyadapter.probe.watch.batches import batch_leaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pyadapter.core.numbers import Array
    from pyadapter.probe.inspection.batch.sources import Source
    from pyadapter.probe.probe import Probe


@dataclass(frozen=True)
class TokenColumn:
    """Token ids of a batch.

    Attributes:
        name: Of the column, or of the layer that made them.
        ids: Of one sample: as many as the axis is long.
        padding: The id that pads; None when none does.
        texts: What the ids stand for; None where it is not known.
    """

    name: str
    ids: NDArray[np.int64]
    padding: int | None
    texts: tuple[str | None, ...]

    @property
    def pads(self) -> NDArray[np.bool_] | None:
        """Which of them pad; None when it is not known."""
        return None if self.padding is None else self.ids == self.padding


def token_columns(probe: Probe, samples: int, sample: int, length: int) -> list[TokenColumn]:
    """Find the token ids that an axis can have.

    Args:
        probe: Has the batch and the calls of layers.
        samples: How many there are in the batch.
        sample: Whose tokens are asked for.
        length: Of the axis.

    Returns:
        Columns of the batch first, then what layers have made, as `TextVectorization` does.
    """
    found = (_column(probe, name, source, samples, sample, length) for name, source in _sources(probe))
    return [column for column in found if column is not None]


def _column(  # noqa: PLR0913, PLR0917 -- where to look, and what for
    probe: Probe, name: str, source: Source, samples: int, sample: int, length: int
) -> TokenColumn | None:
    if source.rows != samples or sample >= samples or len(source.shape) != 1:
        return None
    if source.layout == "dense" and source.shape != (length,):
        return None
    rows = source.sample()
    row = np.asarray(source.row(sample))
    if kind_of(row.dtype) != "i" or len(row) > length or not _tokens(rows, source.layout):
        return None
    padding = padding_of(rows) if source.layout == "dense" else 0
    ids = np.full(length, padding or 0, np.int64)
    ids[: len(row)] = row
    vocabulary, _ = vocabulary_of(probe, name, rows)
    texts = [None if vocabulary is None else vocabulary.decode(int(token)) for token in ids]
    return TokenColumn(name, ids, padding, tuple(texts))


def _tokens(rows: list[Array], layout: str) -> bool:
    if layout == "dense":
        return are_tokens(np.stack(rows), embedded=True)
    return layout == "ragged" and any(row.size and row.max() > 1 for row in rows)


def _sources(probe: Probe) -> Iterator[tuple[str, Source]]:
    for role, name, leaf in batch_leaves(probe.progress.batch):
        if role == "feature":
            yield from _readable(name, leaf)
    for call in probe.layer_calls.calls if probe.layer_calls is not None else ():
        value = call.output()
        seen = None if value is None else view(value)
        if seen is not None and "int" in seen.dtype:
            yield from _readable(call.path, value)


def _readable(name: str, leaf: Any) -> Iterator[tuple[str, Source]]:
    try:
        source = source_of(leaf)
    except Exception:  # noqa: BLE001 -- a column that cannot be read has no tokens
        return
    if "int" in source.dtype:
        yield name, source
