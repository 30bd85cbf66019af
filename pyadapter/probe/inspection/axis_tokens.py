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

    from pyadapter.core.attention_axes import Axes, Masked
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


@dataclass(frozen=True)
class Labels:
    """What stands at the axes of a sample's weights.

    Attributes:
        query: Tokens of the queries; None when there are none.
        key: Tokens of the keys.
        query_padding: (queries,): which of them pad; None when it is not known.
        key_padding: (keys,).
        doubt: What is not sure about the tokens, in words.
    """

    query: TokenColumn | None
    key: TokenColumn | None
    query_padding: NDArray[np.bool_] | None
    key_padding: NDArray[np.bool_] | None
    doubt: str


def labels_of(probe: Probe, axes: Axes, sample: int, masks: Masked) -> Labels:
    """Find the tokens of both axes.

    Args:
        probe: Has the batch and the calls of layers.
        axes: Of the weights.
        sample: Whose tokens are asked for.
        masks: What the layer's masks say of it.
    """
    key, doubt = _closest(token_columns(probe, axes.samples, sample, axes.keys), masks.key_padding)
    query = key
    # Attention of a sequence to itself is the rule.
    if axes.queries != axes.keys:
        columns = token_columns(probe, axes.samples, sample, axes.queries)
        query, other = _closest(columns, masks.query_padding)
        doubt = doubt or other
    return Labels(query, key, _pads(query, masks.query_padding), _pads(key, masks.key_padding), doubt)


def tokens_to_wire(
    name: str, column: TokenColumn | None, padding: NDArray[np.bool_] | None
) -> dict[str, Any]:
    """Return the schema's `BatchToken`s under the name of an axis; nothing where there are no tokens."""
    if column is None:
        return {}
    pads = [] if padding is None else padding.tolist()
    return {
        name: [
            {
                "id": int(token),
                **({} if text is None else {"text": text}),
                **({"padding": True} if pads and pads[place] else {}),
            }
            for place, (token, text) in enumerate(zip(column.ids, column.texts, strict=True))
        ]
    }


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


def _closest(columns: list[TokenColumn], padding: NDArray[np.bool_] | None) -> tuple[TokenColumn | None, str]:
    """Choose the column that pads where the mask does, else the first one; say when that is a guess."""
    for column in columns:
        if padding is not None and column.pads is not None and np.array_equal(column.pads, padding):
            return column, ""
    names = list(dict.fromkeys(column.name for column in columns))
    others = ", ".join(names[1:])
    doubt = f"The tokens shown are those of {names[0]}; as long are {others}." if others else ""
    return (columns[0] if columns else None), doubt


def _pads(column: TokenColumn | None, padding: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    # What pads is in the data; a mask can be wrong.
    return column.pads if column is not None and column.pads is not None else padding
