"""What refused shapes, with the layers and the data around it: what causes of refusals look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyadapter.core.refusal import shapes_in

if TYPE_CHECKING:
    from pyadapter.core.finding import Location
    from pyadapter.core.refusal import Refusal
    from pyadapter.core.setup import LayerFacts, Shape, Source

RECURRENT = frozenset({"Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "GRU", "LSTM", "RNN", "SimpleRNN"})
CONVOLUTIONS = frozenset({
    "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
    "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D",
})  # fmt: skip
_RANK = re.compile(r"expected (min_|max_)?ndim=(\d+), found ndim=(\d+)")
_KERNEL = re.compile(r"received kernel of shape (\([^)]*\)) and input of shape (\([^)]*\))")
_AXIS = re.compile(r"expected axis (-?\d+) of input shape to have value (\d+)")
_WHOLE = re.compile(
    r"expected shape=(\([^)]*\)), found shape=(\([^)]*\))"
    r"|Expected shape (\([^)]*\)), but input has incompatible shape (\([^)]*\))"
)

Part = Literal["x", "y", "validation x", "validation y"]


@dataclass(frozen=True)
class Given:
    """An array or a column of a data set that a call of `fit`, `evaluate` or `predict` was given.

    Attributes:
        part: Which argument.
        shape: With rows first; of one element of a data set, which has rows only when it is batched.
        dtype: Name of its dtype.
        expression: What the user calls it.
        location: The line where it got its values last.
        assigned: The line that gave the argument its name.
        source: Where batches come from.
    """

    part: Part
    shape: Shape
    dtype: str = ""
    expression: str | None = None
    location: Location | None = None
    assigned: Location | None = None
    source: Source = "array"

    @property
    def name(self) -> str:
        """The user's name for it, or that of the argument."""
        return self.expression or self.part.rpartition(" ")[2]


@dataclass(frozen=True)
class Refused:
    """An error about shapes or structures, and what stands around it.

    Attributes:
        refusal: The error.
        layer: The innermost layer that ran; the model itself where that checks its inputs.
        before: The layers whose outputs that layer was given, the nearest first, by first inputs. For an
            error of a loss: the layers that made the predictions.
        inputs: What the model declares as its inputs: layers of kind `InputLayer`.
        given: What the call was given.
        call: Name of the method of the model: `fit`, `predict`; None outside of any.
        line: The user's line of that call.
        at: The user's innermost line.
        symbolic: Whether layers were being connected, before any data came.
        model: Line that made the model that checks its inputs, where it is used as a layer.
    """

    refusal: Refusal
    layer: LayerFacts | None = None
    before: tuple[LayerFacts, ...] = ()
    inputs: tuple[LayerFacts, ...] = ()
    given: tuple[Given, ...] = ()
    call: str | None = None
    line: Location | None = None
    at: Location | None = None
    symbolic: bool = False
    model: Location | None = None

    @property
    def ranks(self) -> tuple[int, int] | None:
        """How many dimensions were wanted and how many came, the batch included."""
        found = _RANK.search(self.refusal.message)
        if found:
            return int(found[2]), int(found[3])
        kernel = _KERNEL.search(self.refusal.message)
        if kernel is None:
            return None
        wanted, got = (len(shapes_in(text)[0]) for text in kernel.groups())
        return wanted, got

    @property
    def axis(self) -> tuple[int, int, Shape] | None:
        """An axis of a layer's input, the size that it must have, and the shape that came."""
        found, shapes = _AXIS.search(self.refusal.message), shapes_in(self.refusal.message)
        return (int(found[1]), int(found[2]), shapes[-1]) if found and shapes else None

    @property
    def whole(self) -> tuple[Shape, Shape] | None:
        """The shape that a model was built for, and the one that came."""
        found = _WHOLE.search(self.refusal.message)
        if found is None:
            return None
        expected, got = (shapes_in(text)[0] for text in found.groups() if text)
        return expected, got

    @property
    def declared(self) -> LayerFacts | None:
        """The one input that the script declares: at the end of the way back, else of the model.

        None where Keras has made it of the data that `fit` was given.
        """
        found = self.inputs[0] if len(self.inputs) == 1 else None
        if self.before and self.before[-1].kind == "InputLayer":
            found = self.before[-1]
        return None if found is None or (found.location == self.line and self.line is not None) else found

    @property
    def pair(self) -> tuple[Shape, Shape] | None:
        """Shapes of labels and predictions, of an error of a loss."""
        shapes = {each.name: each.shape for each in self.refusal.operands}
        if "labels" in shapes and "predictions" in shapes:
            return shapes["labels"], shapes["predictions"]
        written = shapes_in(self.refusal.message)
        if "target.shape=" in self.refusal.message and len(written) > 1:
            return written[0], written[1]
        return None

    def data(self, part: Part) -> Given | None:
        """Return an argument of the call, where it is a single one."""
        found = [each for each in self.given if each.part == part]
        return found[0] if len(found) == 1 else None

    @property
    def fed(self) -> Given | None:
        """The data that was refused: of the validation where the training's own fits what is declared."""
        first, later = self.data("x"), self.data("validation x")
        declared = self.declared
        if first and later and declared and declared.output_shape:
            row = declared.output_shape[1:]
            if same(first.shape[1:], row) and not same(later.shape[1:], row):
                return later
        return first


def same(first: Shape, second: Shape) -> bool:
    """Whether two shapes can be one: of one rank, equal where both are known."""
    return len(first) == len(second) and all(
        left is None or right is None or left == right for left, right in zip(first, second, strict=True)
    )


def rank_of(shape: Shape | None) -> int:
    """Return the count of dimensions, 0 where there is no shape."""
    return len(shape or ())


def made_rank(before: tuple[LayerFacts, ...]) -> LayerFacts | None:
    """Return the last layer that changed the count of dimensions, on the way back."""
    for layer in before:
        if layer.kind == "InputLayer" or layer.input_shape is None or layer.output_shape is None:
            return None
        if len(layer.input_shape) != len(layer.output_shape):
            return layer
    return None


def made_size(before: tuple[LayerFacts, ...], axis: int) -> LayerFacts | None:
    """Return the last layer that gave an axis its size, on the way back.

    Args:
        before: Layers, the last one first.
        axis: Counted from 0, the batch included.
    """
    for layer in before:
        given, made = layer.input_shape, layer.output_shape
        if layer.kind == "InputLayer" or made is None:
            return layer
        if given is None or len(given) != len(made) or axis >= len(made) or given[axis] != made[axis]:
            return layer
        if axis == len(made) - 1 and layer.units is not None:
            return layer
    return None


def written(layer: LayerFacts, *more: str) -> str:
    """Write a layer as the user may have: `LSTM(50, return_sequences=True)`."""
    first = [str(layer.units)] if layer.units is not None else []
    return f"{layer.kind}({', '.join([*first, *more] or ['...'])})"
