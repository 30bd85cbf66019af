"""The kinds of findings, each with what a reader sees of it: the one table behind every list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.finding import Kind


@dataclass(frozen=True)
class KindEntry:
    """A kind of finding as a breakpoint.

    Attributes:
        kind: The symptom, a name from the fault catalogue.
        label: What the Breakpoints view calls it: the group first, at most 30 characters.
        description: When it stops, one sentence.
        value: What the field `value` of its findings is; empty where there is none.
        example: A condition, at most 40 characters.
        default: Whether a first run stops at it.
    """

    kind: Kind
    label: str
    description: str
    value: str
    example: str
    default: bool = True


KINDS: tuple[KindEntry, ...] = (
    KindEntry(
        "nan",
        "Numbers: first NaN",
        "Stop at the line whose tensor, loss, gradient or weight first holds a NaN",
        "",
        'layer == "dense_1" and step > 10',
    ),
    KindEntry(
        "inf",
        "Numbers: first Inf",
        "Stop at the line whose tensor overflows, or whose loss, gradient or weight is infinite",
        "",
        'layer == "dense_1" and step > 10',
    ),
    KindEntry(
        "shape-mismatch",
        "Shapes: mismatch",
        "Stop where an op, a layer or a loss refuses the shapes it was given",
        "",
        'op == "MatMul"',
    ),
    KindEntry(
        "silent-broadcast",
        "Shapes: silent broadcast",
        "Stop where (N,) meets (N, 1) and the result silently becomes (N, N)",
        "",
        'phase == "loss"',
    ),
    KindEntry(
        "dtype",
        "Types: lossy or refused",
        "Stop where a cast loses values, or an op refuses the dtypes it was given",
        "",
        'op == "Cast"',
    ),
    KindEntry(
        "gradient-missing",
        "Gradients: missing",
        "Stop where a trainable variable gets no gradient",
        "",
        'not matches(variable, "*pooler*")',
    ),
    KindEntry(
        "gradient-exploding",
        "Gradients: exploding",
        "Stop where a gradient leaves its own range by orders of magnitude",
        "the gradient's Euclidean norm",
        "value > 1000 and step > 10",
    ),
    KindEntry(
        "gradient-vanishing",
        "Gradients: vanishing",
        "Stop where the gradient of the first layers is lost on its way",
        "the gradient's Euclidean norm",
        "value < 1e-6",
    ),
    KindEntry(
        "dead-units",
        "Units: dead",
        "Stop where most units of a layer answer zero to every row, batch after batch",
        "the share of dead units, 0 to 1",
        "value > 0.9",
    ),
    KindEntry(
        "saturated-units",
        "Units: saturated",
        "Stop where most values of a layer sit at the ends of its activation, batch after batch",
        "the share of saturated values, 0 to 1",
        "value > 0.9",
    ),
    KindEntry(
        "weights-unchanged",
        "Weights: unchanged",
        "Stop where a trainable variable does not move over several steps",
        "",
        'matches(layer, "dense*")',
    ),
    KindEntry(
        "weight-update-ratio",
        "Weights: size of updates",
        "Stop where an update is far too large or too small for the weight it changes",
        "the update's norm divided by the weight's",
        "value > 10",
    ),
    KindEntry(
        "label-out-of-range",
        "Data: label out of range",
        "Stop where a label is outside what the loss and the last layer can represent",
        "the label that is farthest outside",
        "value < 0",
    ),
    KindEntry(
        "input-range",
        "Data: range of inputs",
        "Stop where inputs are far from unit scale, constant or missing, and nothing repairs them",
        "the largest magnitude of an input",
        "value > 1000",
    ),
    KindEntry(
        "output-range",
        "Data: range of predictions",
        "Stop where predictions do not fit the targets or the loss, or are the same for every row",
        "",
        'layer == "head"',
    ),
    KindEntry(
        "loss-stalled",
        "Loss: stalled",
        "Stop when the loss does not fall over many steps, or fit ends with nothing learned",
        "the mean loss of the last window",
        "step > 500",
    ),
    KindEntry(
        "loss-diverged",
        "Loss: diverged",
        "Stop when the loss has grown far above where it has been",
        "the mean loss of the last window",
        "value > 1000",
    ),
    KindEntry(
        "loss-oscillating",
        "Loss: oscillating",
        "Stop when the loss swings up and down over a long window of steps and does not fall",
        "the loss's swing relative to its mean",
        "value > 1",
    ),
    KindEntry(
        "out-of-memory",
        "Run: out of memory",
        "Stop where the allocator refuses, or the tensors of a step exceed the memory budget",
        "bytes of live tensors",
        "value > 8e9",
    ),
    KindEntry(
        "exception",
        "Run: exception in training",
        "Stop at your line that raised while a model trains, with the tensors of its frame",
        "",
        'layer == "attention"',
    ),
    KindEntry(
        "step",
        "Run: step of your choice",
        "Stop in the step in which your condition begins to hold; it needs one",
        "",
        "step == 1200",
        default=False,
    ),
)
"""In the order of the Breakpoints view."""

ALL: tuple[Kind, ...] = tuple(entry.kind for entry in KINDS)

DEFAULT: tuple[Kind, ...] = tuple(entry.kind for entry in KINDS if entry.default)
"""What a first run stops at."""

NEED_CONDITION: frozenset[Kind] = frozenset({"step"})
"""Kinds that are a condition of the user's and nothing else."""

ENTRIES: dict[Kind, KindEntry] = {entry.kind: entry for entry in KINDS}
