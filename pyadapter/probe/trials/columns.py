"""Columns: the arrays of some batches, with what the model, its losses and the script say about them."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.batch.contents import BINARY, Content, Hints, content_of
from pyadapter.core.batch.tokens import padding_of
from pyadapter.core.trials.data import Values
from pyadapter.probe.inspection.batch.classes import class_names
from pyadapter.probe.inspection.batch.sources import source_of
from pyadapter.probe.patches import contained

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.core.batch.contents import Role
    from pyadapter.probe.trials.forward import Forward
    from pyadapter.probe.trials.interception import Call

MOST_VALUES = 1 << 24
"""Values of an array that are held: 64 MiB of float32. Further batches are left out then."""

MOST_WHOLE = 1 << 26
"""Values of the user's own arrays up to which all of them are looked at: some tenths of a second."""


def values_of(  # noqa: PLR0913 -- what is known of a column
    call: Call, forward: Forward, role: Any, name: str, leaves: list[Any], *, embedded: bool
) -> Values:
    """Read an array of the data in all batches.

    Args:
        call: The call of `fit`, which may have the whole array.
        forward: What the model made of the first batch.
        role: What the array is for.
        name: In the words of `fit`.
        leaves: The array in each batch.
        embedded: Whether the model looks up what integers stand for.
    """
    role = "sampleWeight" if name.startswith("sample_weight") else role
    pair = next((pair for pair in forward.pairs if pair[1] is leaves[0]), None)
    loss = pair[0] if pair is not None else None
    answers = None if pair is None else tuple(int(size or 0) for size in pair[2].shape)
    sources = [source_of(leaf) for leaf in leaves]
    first = sources[0]
    shape = "×".join("?" if size is None else str(size) for size in (first.rows, *first.shape))
    if first.layout == "sparse":
        values = tuple(np.asarray(leaf.values) for leaf in leaves)
        return Values(name, role, shape, first.dtype, Content("sparse"), values, values)
    rows = [source.some(list(range(source.rows))) for source in sources]
    if first.layout == "ragged":
        return _ragged(name, role, shape, first.dtype, [row for batch in rows for row in batch])
    held, size = [], 0
    for batch in rows:
        held.append(np.stack(batch) if batch else np.empty(0))
        size += held[-1].size
        if size > MOST_VALUES:
            break
    hints = Hints(
        channels_first=_channels_first(),
        embedded=embedded,
        loss=None if loss is None else loss.name,
        from_logits=loss is not None and loss.from_logits,
    )
    content = content_of(role, held[0], hints)
    if content.kind == "classes" and content.classes is None and answers:
        binary = loss is not None and loss.name in BINARY
        content = replace(content, classes=2 if answers[-1] == 1 and binary else answers[-1])
    probe: Any = SimpleNamespace(step_losses=None)
    named = contained(class_names, probe, content.classes) if role == "label" else None
    given = call.given.get(name) if name in {"x", "y"} else None
    return Values(
        name, role, "scalar" if first.single else shape, first.dtype, content, tuple(held),
        names=tuple(named[0]) if named else (),
        loss=None if loss is None else loss.name,
        answers=answers,
        whole=_whole(given),
    )  # fmt: skip


def _whole(given: Any) -> NDArray[Any] | None:
    """Return an array of the user's that can be looked at as a whole."""
    known = isinstance(given, np.ndarray) and given.dtype.kind in "bifu" and given.ndim
    return given if known and 0 < given.size <= MOST_WHOLE else None


def _ragged(name: str, role: Role, shape: str, dtype: str, rows: list[Any]) -> Values:
    tokens = all(row.dtype.kind in "iu" for row in rows)
    content = Content("tokens", padding=padding_of(rows)) if tokens else Content("ragged")
    return Values(name, role, shape, dtype, content, tuple(rows), tuple(rows))


def _channels_first() -> bool:
    config = sys.modules.get("keras.src.backend.config")
    return config is not None and config.image_data_format() == "channels_first"
