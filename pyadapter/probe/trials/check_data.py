"""Checks the data at the end of the user's own pipeline, as the model would be given it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.core.trials.data import Described, describe
from pyadapter.core.trials.data_problems import problems
from pyadapter.core.trials.problem import Problem, Use
from pyadapter.probe.inspection.batch.vocabularies import embedded_sizes
from pyadapter.probe.patches import contained
from pyadapter.probe.trials.columns import values_of
from pyadapter.probe.trials.diagnoses import diagnoses_of
from pyadapter.probe.trials.feeding import batches_of, row_count
from pyadapter.probe.trials.forward import Forward
from pyadapter.probe.trials.models import is_own, layers_of
from pyadapter.probe.watch.batches import batch_leaves

if TYPE_CHECKING:
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Location
    from pyadapter.probe.trials.interception import Call

_PASSING = ("InputLayer", "Flatten", "Reshape", "Permute", "Cropping", "ZeroPadding", "Masking")
"""Layers, by how their names begin, that hand on their inputs as they are."""

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
    forward = Forward(model, first)
    sizes = embedded_sizes(model)
    columns = []
    for place, (role, name, _) in enumerate(batch_leaves(first)):
        leaves = [batch_leaves(batch)[place][2] for batch in taken]
        columns.append(values_of(call, forward, role, name, leaves, embedded=bool(sizes)))
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
