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

    @property
    def span(self) -> str:
        """Say from where to where the predictions of the first batch run, or those of the activation."""
        low, high = self.output.low or 0.0, self.output.high or 0.0
        if math.isinf(high):  # of a source, where nothing was predicted
            return "any number" if math.isinf(low) else f"{short_number(low)} and above"
        return f"{short_number(low)} to {short_number(high)}"

    @property
    def probabilities(self) -> str:
        """Name the activation that makes what the loss takes."""
        return "sigmoid" if self.units == 1 or self.name in BINARY else "softmax"

    def head_as(self, units: int, activation: str | None = None) -> str:
        """Write the last layer as it should be."""
        convolution = self.head is not None and self.head.kind.startswith("Conv")
        kind = self.head.kind if self.head is not None and convolution else "Dense"
        given = [str(units), *(["1"] if convolution else [])]
        given += [f'activation="{activation}"'] if activation else []
        return f"keras.layers.{kind}({', '.join(given)})"


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
