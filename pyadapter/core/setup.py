"""A training as it is set up: model, losses, optimizer, data and the call of `fit`, as plain data.

The probe gathers it before the first update (`probe.setup`); `core.causes` judges it. What is not known is
None, or empty: a rule that needs it then says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pyadapter.core.ranged import Ranged

if TYPE_CHECKING:
    from pyadapter.core.finding import Location
    from pyadapter.core.statistics import Statistics

Shape = tuple[int | None, ...]
Source = Literal["array", "dataset", "generator", "sequence", "batch"]
"""Where batches come from: arrays in memory, `tf.data`, a generator, a `PyDataset`, a call with one batch."""


@dataclass(frozen=True)
class WeightFacts:
    """A variable of a layer.

    Attributes:
        name: Its last name, for example `kernel`.
        shape: Its shape.
        trainable: Whether an optimizer may change it.
        initializer: Class name of the initializer, for example `GlorotUniform`; None where it is not known.
        minimum: Smallest finite value before the first update.
        maximum: Largest finite value.
        mean: Mean of the finite values.
        deviation: Standard deviation of the finite values.
    """

    name: str
    shape: Shape
    trainable: bool = True
    initializer: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    deviation: float | None = None


@dataclass(frozen=True)
class LayerFacts:
    """A layer without layers inside.

    Attributes:
        name: Its name, for example `dense_1`.
        path: Its name with those of the models around it.
        kind: Name of the class of Keras that it is, or that it derives from: `Dense`; `Layer` for the user's
            own. A wrapped layer (`TimeDistributed`, `Bidirectional`) is named by what is wrapped.
        own: Whether the user's script defines the class.
        inputs: Positions in `Setup.layers` of the layers whose outputs it takes; empty where that is not
            known, or for the first.
        through: Names of the operations that are no layers between those and this one, as `Relu` of
            `keras.ops.relu`.
        activation: Name of the activation that it applies: `relu`, `linear`, `softmax`; for a layer that is
            an activation its own. None where it has none, or it is not a function of Keras.
        units: `units`, or `filters`.
        rate: Of dropout.
        options: Further options by their names, as `axis` of `Softmax`, `scale` of `Rescaling`,
            `data_format`, `strides`, `return_sequences`, `input_dim`, `mask_zero`.
        input_shape: With the batch axis first, None where a size is not known.
        output_shape: As above.
        weights: Its variables, trainable or not.
        trainable: The layer's own attribute.
        frozen_at: The user's line that set `trainable` to False; None where its constructor was told.
        location: The user's line that made it.
        times: How often the model calls it; 0 where that is not known.
    """

    name: str
    path: str
    kind: str
    own: bool = False
    inputs: tuple[int, ...] = ()
    through: tuple[str, ...] = ()
    activation: str | None = None
    units: int | None = None
    rate: float | None = None
    options: dict[str, object] = field(default_factory=dict)
    input_shape: Shape | None = None
    output_shape: Shape | None = None
    weights: tuple[WeightFacts, ...] = ()
    trainable: bool = True
    frozen_at: Location | None = None
    location: Location | None = None
    times: int = 0

    @property
    def parameters(self) -> int:
        """Count of the numbers in its weights."""
        return sum(_size(weight.shape) for weight in self.weights)


@dataclass(frozen=True)
class LossFacts:
    """A loss, of one output of the model.

    Attributes:
        name: Name of the function of Keras that it computes, for example `mean_squared_error`; None for the
            user's own.
        own_name: What the user's own is called.
        from_logits: Whether it takes logits; None where it has no such option.
        ignored_label: Its `ignore_class`.
        label_smoothing: As given.
        by_name: Whether `compile` was given a string.
        made: Whether the script made an instance of it, and so could give options.
        output: Name of the output it belongs to, where there are several.
        location: The line that a change of the loss belongs to: where the loss was made, or `compile`.
    """

    name: str | None = None
    own_name: str | None = None
    from_logits: bool | None = None
    ignored_label: int | None = None
    label_smoothing: float = 0.0
    by_name: bool = False
    made: bool = False
    output: str | None = None
    location: Location | None = None


@dataclass(frozen=True)
class OptimizerFacts:
    """An optimizer.

    Attributes:
        name: Its class, for example `Adam`.
        learning_rate: Its learning rate before the first update.
        by_name: Whether `compile` was given a string, or nothing: all its options are the defaults.
        rate_given: Whether the script gave a learning rate; None where that is not known.
        schedule: Whether a schedule or a callback moves the learning rate.
        momentum: Of SGD and RMSprop.
        clipped: Whether gradients are clipped.
        loss_scaled: Whether a loss scale is at work.
        location: The line where the optimizer was made, or `compile`.
    """

    name: str
    learning_rate: float | None = None
    by_name: bool = False
    rate_given: bool | None = None
    schedule: bool = False
    momentum: float = 0.0
    clipped: bool = False
    loss_scaled: bool = False
    location: Location | None = None


@dataclass(frozen=True)
class ColumnFacts(Ranged):
    """An array of features or labels: all of it where it is in memory, else of the first batch.

    Attributes:
        name: What `fit` calls it: `x`, `y`, `x['age']`.
        expression: What the user calls it: `x_train`; None where that is not known.
        shape: With rows first. That of the batch where `whole` is False.
        dtype: Name of the dtype that the script gave, `object` included.
        whole: Whether all rows were looked at, or a fair sample of them, and not only the first batch.
        statistics: Of the values; None where there are no numbers.
        batch_shape: Its shape in the first batch, after Keras has changed it.
        batch_dtype: Its dtype in the first batch.
        distinct: The distinct values, in order; None where there are more than 1000, or no numbers.
        counts: How often each of `distinct` is there.
        integral: Whether every value is a whole number.
        row_sum: Smallest and largest sum of a row along the last axis; None for one value a row.
        one_hot: Whether each row along the last axis is a single 1 among zeros.
        column_minimum: By position on the last axis, for tables of at most 2,000 columns.
        column_maximum: As above.
        column_mean: As above.
        column_deviation: As above.
        spread: The values that a twentieth of all values is below, and above.
        runs: In how many runs of equal values the rows come, for labels with one value or one-hot row: as
            many as classes when they are sorted. None where the order is not known.
        bad_rows: Rows with values that are not finite, at most the first five.
        alike: Whether all rows are the same; False where not all rows were looked at.
        multiplied: Path of the layer that multiplies the values by its weights as they are, with nothing
            before it or right behind it that scales or normalizes; None where there is none.
        location: The line where the user's array got its values last; None where that is not known.
    """

    name: str
    expression: str | None = None
    shape: Shape = ()
    dtype: str = ""
    whole: bool = False
    statistics: Statistics | None = None
    batch_shape: Shape = ()
    batch_dtype: str = ""
    distinct: tuple[float, ...] | None = None
    counts: tuple[int, ...] = ()
    integral: bool = False
    row_sum: tuple[float, float] | None = None
    one_hot: bool = False
    column_minimum: tuple[float, ...] = ()
    column_maximum: tuple[float, ...] = ()
    column_mean: tuple[float, ...] = ()
    column_deviation: tuple[float, ...] = ()
    spread: tuple[float, float] | None = None
    runs: int | None = None
    bad_rows: tuple[int, ...] = ()
    alike: bool = False
    multiplied: str | None = None
    location: Location | None = None


@dataclass(frozen=True)
class OutputFacts:
    """The predictions of the first batch, and what they are compared with.

    Attributes:
        loss: Position in `Setup.losses` of the loss that was called with them; None in a loop of the user's.
        activation: Name of the activation that made them, seen from the op that ran last (an `Activation`
            layer and a function count as well as an argument of `Dense`); `linear` where a layer's weights or
            bias made them, None for anything else.
        head: Position in `Setup.layers` of the layer whose units, or filters, they are.
        labels: Position in `Setup.labels` of what they are compared with.
        shape: Of the predictions.
        low: Smallest finite value.
        high: Largest finite value.
        row_sum: Smallest and largest sum along the last axis.
        logits_kept: Whether Keras has kept the logits from before the activation, which built-in losses read
            in place of the predictions.
        weighted: Whether some rows may not count, by sample weights or a mask.
    """

    loss: int | None = None
    activation: str | None = None
    head: int | None = None
    labels: int | None = None
    shape: Shape = ()
    low: float | None = None
    high: float | None = None
    row_sum: tuple[float, float] | None = None
    logits_kept: bool = False
    weighted: bool = False


@dataclass(frozen=True)
class FitFacts:
    """The call of `fit`.

    Attributes:
        source: Where batches come from.
        rows: Rows of the training data; None where that is not known.
        batch_size: Rows of the first batch.
        epochs: As asked for.
        steps_per_epoch: Batches in an epoch, where that is known.
        validation_split: As given.
        held_out: The distinct labels of the rows that `validation_split` takes, where labels are classes.
        unseen: Those of them that no other row has.
        shuffle: As given.
        weighted: Whether there are sample or class weights.
        callbacks: Class names of the callbacks.
        location: The user's line.
    """

    source: Source = "array"
    rows: int | None = None
    batch_size: int | None = None
    epochs: int | None = None
    steps_per_epoch: int | None = None
    validation_split: float = 0.0
    held_out: tuple[float, ...] = ()
    unseen: tuple[float, ...] = ()
    shuffle: bool = True
    weighted: bool = False
    callbacks: tuple[str, ...] = ()
    location: Location | None = None


@dataclass(frozen=True)
class Course:
    """How a training has gone so far.

    Attributes:
        steps: Updates so far.
        losses: Loss of each step, the oldest first; at most the last 1,000.
        epoch_losses: Mean loss of each epoch.
        constant: Loss of the best constant prediction; None where it is not known.
        first_gradient: Norm of the gradient of the first layer's weights, lately.
        last_gradient: Norm of the gradient of the last layer's weights, lately.
        update_ratio: Median over the weights of the norm of an update divided by the weight's, lately.
        largest_ratio: The largest such median of the measured updates.
        dead: By position in `Setup.layers`: share of units that are zero for every row, lately.
        saturated: By position in `Setup.layers`: share of values at the ends of their activation, lately.
    """

    steps: int = 0
    losses: tuple[float, ...] = ()
    epoch_losses: tuple[float, ...] = ()
    constant: float | None = None
    first_gradient: float | None = None
    last_gradient: float | None = None
    update_ratio: float | None = None
    largest_ratio: float | None = None
    dead: dict[int, float] = field(default_factory=dict)
    saturated: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Setup:
    """All that is known of a training before its first update.

    Attributes:
        layers: Those with none inside, in the order in which the model calls or holds them.
        sequence: Whether `layers` is a chain, each taking the output of the one before.
        losses: In the order of the outputs.
        optimizer: None before there is one.
        features: Columns that go into the model, sample weights not among them.
        labels: Columns that the losses compare with.
        outputs: As far as losses have been called.
        metrics: Names, as `accuracy` or `mean_absolute_error`.
        fit: None in a loop of the user's.
        location: The line of `compile`; None in a loop of the user's.
        inputs: What the model declares as its inputs, of kind `InputLayer`, with the lines that say so.
        measured: Whether it is of a training that runs; else it was read from its source alone
            (`core.source`): what can be known by running alone is not there, and the predictions' range is
            that of their activation.
        straight: How well the best straight line through all features answers: the share of the labels'
            variance that it explains (adjusted R²), or of the rows that it puts in their class; None where
            that is not known, as for more than 100 features.
        random: Whether dropout drew random numbers in the first forward pass; None where that was not looked
            at.
        course: None before the first update.
    """

    layers: tuple[LayerFacts, ...] = ()
    sequence: bool = False
    losses: tuple[LossFacts, ...] = ()
    optimizer: OptimizerFacts | None = None
    features: tuple[ColumnFacts, ...] = ()
    labels: tuple[ColumnFacts, ...] = ()
    outputs: tuple[OutputFacts, ...] = ()
    metrics: tuple[str, ...] = ()
    fit: FitFacts | None = None
    location: Location | None = None
    straight: float | None = None
    random: bool | None = None
    course: Course | None = None
    inputs: tuple[LayerFacts, ...] = ()
    measured: bool = True


def _size(shape: Shape) -> int:
    size = 1
    for length in shape:
        size *= length or 0
    return size
