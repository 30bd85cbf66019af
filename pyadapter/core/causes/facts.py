"""What a diagnosis can look at: plain data about a finding and the training around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.ranged import Ranged

if TYPE_CHECKING:
    from pyadapter.core.causes.refused import Refused
    from pyadapter.core.causes.unreached import Unreached
    from pyadapter.core.finding import Kind, Location, Phase
    from pyadapter.core.setup import Setup
    from pyadapter.core.statistics import Statistics


@dataclass(frozen=True)
class Value(Ranged):
    """A tensor as a diagnosis sees it.

    Attributes:
        name: Variable in the user's code, or column of the batch.
        shape: One entry a dimension.
        dtype: Name of the dtype.
        statistics: None where they are not known.
        made_by: Type of the op that made it.
    """

    name: str | None = None
    shape: tuple[int | None, ...] = ()
    dtype: str = ""
    statistics: Statistics | None = None
    made_by: str | None = None

    @property
    def zeros(self) -> int:
        """Count of exact zeros."""
        return self.statistics.zeros if self.statistics else 0

    @property
    def nan(self) -> int:
        """Count of NaN."""
        return self.statistics.nan if self.statistics else 0

    @property
    def inf(self) -> int:
        """Count of infinities of either sign."""
        return self.statistics.positive_inf + self.statistics.negative_inf if self.statistics else 0


@dataclass(frozen=True)
class SmallNumber:
    """A small number in the user's code.

    Attributes:
        value: The number, above 0.
        at_one: Whether it is added to 1, or taken from it.
        location: The line.
    """

    value: float
    at_one: bool
    location: Location


@dataclass(frozen=True)
class Joined:
    """A tensor that the user's code joins of others.

    Attributes:
        name: What it is assigned to.
        axis: Along which.
        parts: How many there are.
        along_the_last: The statement that joins them along the last axis.
        location: The line of the assignment.
    """

    name: str
    axis: int
    parts: int
    along_the_last: str
    location: Location


@dataclass(frozen=True)
class Facts:
    """A finding, and what is known of the training; everything but kind and phase may be missing.

    Attributes:
        kind: The symptom.
        phase: The part of the training step.
        op: Type of the op that made the bad tensor.
        forward_op: For a gradient, type of the op of the forward pass that it belongs to.
        output: The bad tensor.
        inputs: What the op was given, in the op's own order.
        features: Columns of the batch that go into the model.
        labels: Columns of the batch that the loss compares with.
        classes: How many classes, or units, the last layer has: the last dimension of the predictions.
        loss: The loss's name, for example `sparse_categorical_crossentropy`.
        ignored_label: The label that the loss leaves out (`ignore_class`).
        loss_scaled: Whether a loss scale is at work (mixed_float16).
        optimizer: Class of the optimizer, for example `SGD`.
        learning_rate: Its learning rate now.
        recent_losses: Losses of the steps before this one, the oldest first.
        location: The user's line.
        head: Line that made the layer whose units are the classes.
        in_library: Whether a loss, a metric or an optimizer of Keras ran the op, not a line of the user's.
        setup: The training as it is set up, as far as that is known at this moment.
        layer: Path of the layer that the finding is about.
        refusal: The text of the error, of a finding that is one.
        literals: Small numbers in the user's line, and in those that gave its names their values.
        refused: That error, with the layers and the data around it.
        unreached: What is known of variables without a gradient.
        joined: What the names in the user's line were joined from.
    """

    kind: Kind
    phase: Phase
    op: str | None = None
    forward_op: str | None = None
    output: Value | None = None
    inputs: tuple[Value, ...] = ()
    features: tuple[Value, ...] = ()
    labels: tuple[Value, ...] = ()
    classes: int | None = None
    loss: str | None = None
    ignored_label: int | None = None
    loss_scaled: bool = False
    optimizer: str | None = None
    learning_rate: float | None = None
    recent_losses: tuple[float, ...] = ()
    location: Location | None = None
    head: Location | None = None
    in_library: bool = False
    setup: Setup | None = None
    layer: str | None = None
    refusal: str | None = None
    literals: tuple[SmallNumber, ...] = ()
    refused: Refused | None = None
    unreached: Unreached | None = None
    joined: tuple[Joined, ...] = ()
