"""Operations between layers that keep a shape, or repeat one along another: `x + inputs`, `ops.relu(x)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.setup import Shape

_ONE = frozenset({
    "abs", "cast", "clip", "cos", "elu", "exp", "gelu", "hard_sigmoid", "identity", "leaky_relu", "log",
    "log_softmax", "negative", "relu", "relu6", "rsqrt", "selu", "sigmoid", "silu", "sin", "softmax",
    "softplus", "softsign", "sqrt", "square", "stop_gradient", "swish", "tanh",
})  # fmt: skip
"""Functions of one tensor, of `keras.ops`, `keras.activations` and `tensorflow`, that keep its shape."""

_SEVERAL = frozenset({
    "Add", "Div", "Mult", "Pow", "Sub",
    "add", "divide", "maximum", "minimum", "multiply", "pow", "power", "subtract",
})  # fmt: skip
"""Operators, by their names in syntax trees, and functions of two tensors that work value by value."""


def operation(name: str, inputs: Sequence[Shape | None]) -> Shape | None:
    """Return the shape of what an operation makes.

    Args:
        name: Its last name: `relu`, `add`; `Add` for `+`.
        inputs: Of its arguments in their order, numbers left out; None where one is not known, or no tensor.

    Returns:
        None where that is not certain, or the shapes do not go together.
    """
    if name in _ONE:
        return inputs[0] if inputs else None
    shapes = [shape for shape in inputs if shape is not None]
    if name not in _SEVERAL or not shapes or len(shapes) != len(inputs):
        return None
    made: Shape | None = shapes[0]
    for shape in shapes[1:]:
        made = None if made is None else _repeated(made, shape)
    return made


def _repeated(first: Shape, second: Shape) -> Shape | None:
    """Return the shape that two are repeated to, from their last axes on."""
    rank = max(len(first), len(second))
    pairs = zip((1,) * (rank - len(first)) + first, (1,) * (rank - len(second)) + second, strict=True)
    made: list[int | None] = []
    for left, right in pairs:
        if left == 1 or right == 1:
            made.append(right if left == 1 else left)
        elif left is None or right is None:
            made.append(right if left is None else left)
        elif left != right:
            return None
        else:
            made.append(left)
    return tuple(made)
