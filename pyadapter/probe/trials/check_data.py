"""Checks the data at the end of the user's own pipeline, as the model would be given it."""

from __future__ import annotations

import contextlib
import re
import sys
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.batch.contents import BINARY, Content, Hints, content_of
from pyadapter.core.batch.tokens import padding_of
from pyadapter.core.trials.data import Described, Values, describe
from pyadapter.core.trials.data_problems import problems
from pyadapter.core.trials.problem import Problem, Use
from pyadapter.probe.inspection.batch.classes import class_names
from pyadapter.probe.inspection.batch.sources import source_of
from pyadapter.probe.inspection.batch.vocabularies import embedded_sizes
from pyadapter.probe.patches import contained
from pyadapter.probe.trials.diagnoses import diagnoses_of
from pyadapter.probe.trials.feeding import batches_of, row_count
from pyadapter.probe.trials.models import is_own, layers_of, losses_of, pairs_of
from pyadapter.probe.watch.batches import batch_leaves

if TYPE_CHECKING:
    from pyadapter.core.batch.contents import Role
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Location
    from pyadapter.probe.trials.interception import Call
    from pyadapter.probe.trials.models import LossOf

MOST_VALUES = 1 << 24
"""Values of an array that are held: 64 MiB of float32. Further batches are left out then."""

_PASSING = ("InputLayer", "Flatten", "Reshape", "Permute", "Cropping", "ZeroPadding", "Masking")
"""Layers, by how their names begin, that hand on their inputs as they are."""

_AROUND = ("Exception encountered", "Could not automatically infer", "Error encountered")
"""How lines of Keras begin that stand around an error."""

LONGEST = 300
"""Characters of an error that are shown."""

_WEIGHTED = ("Dense", "Conv", "SeparableConv", "DepthwiseConv", "LSTM", "GRU", "SimpleRNN", "EinsumDense")


@dataclass(frozen=True)
class Checked:
    """What the data is like.

    Attributes:
        model: Name of the model.
        columns: The arrays.
        problems: What looks wrong, and then what is worth knowing.
        diagnoses: What rules over model, loss and data together say, with the lines they are about.
        structure: As Keras gets it, in words.
        batches: How many were looked at.
        rows: In all of them.
        loss: Of the untrained model for the first batch; None where it cannot be computed.
        location: The user's call.
    """

    model: str
    columns: tuple[Described, ...]
    problems: tuple[Problem, ...]
    diagnoses: tuple[Diagnosis, ...]
    structure: str
    batches: int
    rows: int
    loss: float | None = None
    location: Location | None = None


def check_data(call: Call, batches: int) -> Checked:
    """Look at the first batches of a call of `fit`.

    Raises:
        Exception: Whatever the user's pipeline raises, or Keras of data that it cannot use.
    """
    model = call.model
    taken = list(batches_of(call, batches))
    if not taken:
        return Checked(str(model.name), (), (_EMPTY,), (), "no batch at all", 0, 0, None, call.location)
    first = taken[0]
    forward = _Forward(model, first)
    sizes = embedded_sizes(model)
    columns = []
    for place, (role, name, _) in enumerate(batch_leaves(first)):
        leaves = [batch_leaves(batch)[place][2] for batch in taken]
        columns.append(_column(call, forward, role, name, leaves, embedded=bool(sizes)))
    described = tuple(describe(column) for column in columns)
    use = Use(
        losses=getattr(model, "loss", None) is not None,
        own_step=is_own(model, "train_step"),
        embedding=next(iter(sizes)) if len(sizes) == 1 else None,
        scaled=_scaled(model),
        refused=forward.refused,
        loss=forward.loss,
    )
    rules = contained(diagnoses_of, call, first, forward.calls) or ()
    return Checked(
        str(model.name),
        described,
        problems(described, use),
        tuple(rules),
        _structure(first),
        len(taken),
        sum(row_count(batch) or 0 for batch in taken),
        forward.loss,
        call.location,
    )


_EMPTY = Problem(
    "no-data", "The data is empty: not one batch comes out of it.", "Look at filters and paths of files."
)


class _Forward:
    """What the model makes of the first batch.

    Args:
        model: A compiled model.
        batch: As Keras passes it to a step.
    """

    def __init__(self, model: Any, batch: Any) -> None:
        from keras.src.trainers.data_adapters.data_adapter_utils import (  # noqa: PLC0415 -- the user has imported it
            unpack_x_y_sample_weight,
        )

        inputs, labels, weights = unpack_x_y_sample_weight(batch)
        self.refused, self.loss = "", None
        self.pairs: list[tuple[LossOf, Any, Any]] = []
        self.calls: list[tuple[Any, Any, Any]] = []
        try:
            takes = getattr(model, "_call_has_training_arg", False)
            with contextlib.ExitStack() as stack:
                stack.enter_context(model.distribute_strategy.scope())
                outputs = model(inputs, training=False) if takes else model(inputs)
        except Exception as error:  # noqa: BLE001 -- what the user's model says of its data is the answer
            self.refused = "" if is_own(model, "train_step") else _first_line(error)
            return
        if labels is None:
            return
        self.pairs = contained(self._pairs, model, outputs, labels) or []
        if is_own(model, "compute_loss") or not self.pairs:
            return
        try:
            self.loss = float(np.asarray(model._compile_loss(labels, outputs, weights)))  # noqa: SLF001 -- nothing public says it
        except Exception as error:  # noqa: BLE001 -- as above
            self.refused = _first_line(error)

    def _pairs(self, model: Any, outputs: Any, labels: Any) -> list[tuple[LossOf, Any, Any]]:
        found = pairs_of(losses_of(model, outputs, labels), labels, outputs)
        flat = getattr(model._compile_loss, "_flat_losses", None) or ()  # noqa: SLF001 -- as above
        losses = [each.loss for each in flat if each.loss is not None]
        self.calls = [(loss, y_true, y_pred) for loss, (_, y_true, y_pred) in zip(losses, found, strict=True)]
        return found


def _column(  # noqa: PLR0913 -- what is known of a column
    call: Call, forward: _Forward, role: Any, name: str, leaves: list[Any], *, embedded: bool
) -> Values:
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
        whole=given if isinstance(given, np.ndarray) and given.dtype.kind in "bifu" else None,
    )  # fmt: skip


def _ragged(name: str, role: Role, shape: str, dtype: str, rows: list[Any]) -> Values:
    tokens = all(row.dtype.kind in "iu" for row in rows)
    content = Content("tokens", padding=padding_of(rows)) if tokens else Content("ragged")
    return Values(name, role, shape, dtype, content, tuple(rows), tuple(rows))


def _channels_first() -> bool:
    config = sys.modules.get("keras.src.backend.config")
    return config is not None and config.image_data_format() == "channels_first"


def _scaled(model: Any) -> bool:
    """Whether anything but a layer with weights comes first, or a normalization right behind it."""
    layers = [layer for layer in layers_of(model) if not type(layer).__name__.startswith(_PASSING)]
    layers = [layer for layer in layers if not hasattr(layer, "layers")]
    kinds = [type(layer).__name__ for layer in layers[:2]]
    return not kinds or not kinds[0].startswith(_WEIGHTED) or any("Normalization" in kind for kind in kinds)


def _structure(batch: Any) -> str:
    parts = batch if isinstance(batch, (tuple, list)) and len(batch) <= 3 else (batch,)  # noqa: PLR2004 -- x, y, sample_weight
    names = ("x", "y", "sample_weight")[: len(parts)]
    return f"({', '.join(_described(part, name) for part, name in zip(parts, names, strict=True))})"


def _described(part: Any, name: str) -> str:
    if isinstance(part, dict):
        return f"{name}: {{{', '.join(map(repr, part))}}}"
    if isinstance(part, (tuple, list)):
        return f"{name}: {type(part).__name__} of {len(part)}"
    return name if part is not None else f"{name}: None"


def _first_line(error: Exception) -> str:
    """Return the line of an error that says what is wrong, behind the layer that Keras names."""
    text = re.sub("\x1b\\[[0-9;]*m", "", str(error)) or type(error).__name__
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    layer = re.match(r"Exception encountered when calling (.*?\(\))", lines[0])
    said = next((line for line in lines if not line.startswith(_AROUND)), lines[0]).partition(" for '{{node")[
        0
    ]
    return f"{layer[1]}: {said}"[:LONGEST] if layer else said[:LONGEST]
