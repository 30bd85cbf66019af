"""An output of a model with its loss, its labels and the layers that make it, as rules look at it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.digest import short_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.finding import Location
    from pyadapter.core.setup import ColumnFacts, LayerFacts, LossFacts, OutputFacts, Setup

BINARY = frozenset({"binary_crossentropy", "binary_focal_crossentropy"})
"""Losses of probabilities, each for itself."""

CATEGORICAL = frozenset({"categorical_crossentropy", "categorical_focal_crossentropy"})
"""Losses of one choice among classes, with a row of labels for each answer."""

SPARSE = frozenset({"sparse_categorical_crossentropy"})
"""The same with numbers of classes."""

CROSS_ENTROPIES = BINARY | CATEGORICAL | SPARSE

RANGES: dict[str, tuple[float, float]] = {
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "relu": (0.0, math.inf),
    "relu6": (0.0, 6.0),
    "softplus": (0.0, math.inf),
    "exponential": (0.0, math.inf),
}
"""What activations can answer, as Keras's documentation defines them."""

ROUNDING = 0.01
"""bfloat16 has steps of 2**-8 just below 1."""

MOST_CLASSES = 20
"""Different whole numbers up to here are taken for classes where nothing else says what they are: digits,
species, stars. Counts and ages have more."""

_LONGEST = 30


@dataclass(frozen=True)
class Answer:
    """An output.

    Attributes:
        output: The predictions of the first batch.
        loss: What they are judged by.
        labels: What they are compared with; None where that is not known.
        head: The layer whose units they are.
        last: The layer that applies the activation: the head, or one behind it.
        activation: Its name; None where it is not known, or the predictions say otherwise.
        compiled: Line of `compile`.
    """

    output: OutputFacts
    loss: LossFacts
    labels: ColumnFacts | None = None
    head: LayerFacts | None = None
    last: LayerFacts | None = None
    activation: str | None = None
    compiled: Location | None = None

    @property
    def units(self) -> int:
        """Size of the last axis, 1 for a vector of answers."""
        shape = self.output.shape
        return shape[-1] or 1 if len(shape) > 1 else 1

    @property
    def name(self) -> str:
        """Name of the loss function of Keras; empty for the user's own."""
        return self.loss.name or ""

    @property
    def place(self) -> Location | None:
        """Line that another activation belongs to."""
        layer = self.last or self.head
        return layer.location if layer else None

    @property
    def size_place(self) -> Location | None:
        """Line that another number of units belongs to."""
        return self.head.location if self.head else self.place

    @property
    def loss_place(self) -> Location | None:
        """Line that another loss belongs to."""
        return self.loss.location or self.compiled

    @property
    def path(self) -> str | None:
        """Path of the layer that the activation is of."""
        layer = self.last or self.head
        return layer.path if layer else None

    @property
    def layer(self) -> str:
        """The last layer as it is written, `Dense(1)`."""
        if self.head is None or self.head.units is None:
            return "The last layer"
        return f"{'the last layer' if self.head.kind == 'Layer' else self.head.kind}({self.head.units})"

    @property
    def outside(self) -> bool:
        """Whether predictions of the first batch are no probabilities."""
        low, high = self.output.low, self.output.high
        return low is not None and high is not None and (low < -ROUNDING or high > 1 + ROUNDING)

    def head_as(self, units: int, activation: str) -> str:
        """Write the last layer as it should be."""
        kind = self.head.kind if self.head is not None and self.head.kind.startswith("Conv") else "Dense"
        given = (
            f'{units}, 1, activation="{activation}"'
            if kind != "Dense"
            else f'{units}, activation="{activation}"'
        )
        return f"keras.layers.{kind}({given})"


def answers(setup: Setup) -> Iterator[Answer]:
    """List the outputs whose losses have been called."""
    for output in setup.outputs:
        if output.loss is None or output.loss >= len(setup.losses):
            continue
        head = setup.layers[output.head] if output.head is not None else None
        yield Answer(
            output,
            setup.losses[output.loss],
            setup.labels[output.labels] if output.labels is not None else None,
            head,
            _last(setup, output),
            _activation(output),
            setup.location,
        )


def called(column: ColumnFacts | None) -> str:
    """Return what the user calls labels."""
    name = column.expression if column is not None else None
    return name if name and len(name) <= _LONGEST else "the labels"


def span(column: ColumnFacts) -> str:
    """Say from where to where a column runs."""
    low, high = column.low or 0.0, column.high or 0.0
    return f"from {short_number(low)} to {short_number(high)}"


def single(column: ColumnFacts) -> bool:
    """Whether a column has one value a row."""
    return bool(column.shape) and math.prod(size or 1 for size in column.shape[1:]) == 1


def binary(column: ColumnFacts) -> bool:
    """Whether all values are 0 or 1, and both are there."""
    return column.distinct == (0.0, 1.0)


def one_hot(column: ColumnFacts, fewest: int = 2) -> bool:
    """Whether each row has a single 1 among at least so many zeros and ones."""
    return column.one_hot and len(column.shape) > 1 and (column.shape[-1] or 0) >= fewest


def several(column: ColumnFacts) -> bool:
    """Whether rows name several classes at once."""
    many = column.row_sum is not None and column.row_sum[1] >= 2  # noqa: PLR2004 -- two ones
    return binary(column) and many and len(column.shape) > 1 and not column.one_hot


def class_numbers(column: ColumnFacts) -> int | None:
    """Count the classes where a column looks like their numbers: 0, 1, 2, … or 1, 2, 3, …, without a gap.

    Returns:
        At least 3 and at most `MOST_CLASSES`; None for anything else.
    """
    if not column.distinct or not column.integral or not single(column):
        return None
    low, count = column.distinct[0], len(column.distinct)
    whole = low in {0.0, 1.0} and column.distinct[-1] - low + 1 == count
    rows = column.shape[0] or 0
    return count if whole and 3 <= count <= min(MOST_CLASSES, rows // 2) else None  # noqa: PLR2004 -- documented


def _activation(output: OutputFacts) -> str | None:
    """Return the activation unless the predictions are beyond its range: something follows it."""
    name = output.activation
    low, high = RANGES.get(name or "", (-math.inf, math.inf))
    beyond = (output.low is not None and output.low < low - ROUNDING) or (
        output.high is not None and output.high > high + ROUNDING
    )
    return None if beyond else name


def _last(setup: Setup, output: OutputFacts) -> LayerFacts | None:
    """Find the layer that applies the activation: the head, or one that takes what the head makes."""
    if output.head is None:
        return None
    head = setup.layers[output.head]
    if output.activation is None or head.activation == output.activation:
        return head
    reached = {output.head}
    for position, layer in enumerate(setup.layers):
        if reached.isdisjoint(layer.inputs):
            continue
        reached.add(position)
        if layer.activation == output.activation:
            return layer
    return head
