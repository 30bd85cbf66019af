"""Models that a source spells out: their layers in order, as far as the text alone says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ast

    from pyadapter.core.setup import LayerFacts, Shape

Form = Literal["sequential", "functional", "subclass"]


@dataclass(frozen=True, eq=False)
class SourceLayer:
    """A layer of a model.

    Attributes:
        facts: What is known of it; `location` is a `Place` whose node is `made`. Shapes are those that
            `shapes.py` infers, None where they are not known.
        made: The call of its constructor.
        called: The call of the layer on its input, of a functional model; None in a `Sequential`.
        refused: Why the layer cannot take what it is given, in Keras's own words; None where it can, or where
            that is not known.
        parameters: Count of the numbers in its weights, as `shapes.infer` says; None where that is not
            certain.
    """

    facts: LayerFacts
    made: ast.Call
    called: ast.Call | None = None
    refused: str | None = None
    parameters: int | None = None


@dataclass(frozen=True, eq=False)
class Network:
    """A model.

    Attributes:
        form: How it is written.
        node: The call of `Sequential` or `Model`, or the class.
        name: The variable or class; None for an expression.
        layers: In the order in which data goes through them, inputs not among them.
        inputs: What is declared as input: layers of kind `InputLayer`.
        whole: Whether every layer between the inputs and the outputs is known. Where it is not, `layers` may
            still say how the model ends.
        ends: Position in `layers` of the layer that makes each output; None where that is not known.
        output_shapes: Of each output, the batch first.
    """

    form: Form
    node: ast.Call | ast.ClassDef
    name: str | None = None
    layers: tuple[SourceLayer, ...] = ()
    inputs: tuple[SourceLayer, ...] = ()
    whole: bool = False
    ends: tuple[int | None, ...] = ()
    output_shapes: tuple[Shape | None, ...] = ()
