"""What raised: the error's own words without what TensorFlow and Keras wrap around them, and its operands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pyadapter.core.lines import LINE_WIDTH, cut

Shape = tuple["int | None", ...]
"""One entry a dimension, None where it is not known yet."""

_DECORATION = re.compile(r"\x1b\[[0-9;]*m|\{\{function_node [^}]*\}\} ?|\s*\[Op:\w+\].*$", re.DOTALL)
_WRAPPED = re.compile(
    r"Exception encountered when calling [^\n]*\n\n(.*?)\n\nArguments received by ", re.DOTALL
)
_OP = re.compile(r"\[Op:(\w+)\]|\{\{node [^}]*\}\} ?= ?(\w+)\[")
_NODE = re.compile(r" for '\{\{node .*", re.DOTALL)
_SHAPE = re.compile(r"[(\[]((?:\s*(?:\d+|None|\?)\s*,?)*)[)\]]")


@dataclass(frozen=True)
class Operand:
    """A tensor that was refused.

    Attributes:
        name: What the user calls it: `x`, `self.kernel`; None where that is not known.
        shape: Its shape.
        dtype: Name of its dtype.
    """

    name: str | None
    shape: Shape
    dtype: str = ""

    def __str__(self) -> str:
        shape = shape_in_words(self.shape)
        return f"`{self.name}` {shape}" if self.name else shape


@dataclass(frozen=True)
class Refusal:
    """An error that left training.

    Attributes:
        error: Name of its class.
        text: Its message as it was raised, before Keras added to it.
        op: Type of the op, or name of the Keras operation.
        operands: Its tensors, in its order.
        layer: Name of the innermost layer that ran.
        function: Name of the user's function.
        loss: Whether it was raised while a loss was computed.
        by_library: Whether TensorFlow or Keras raised it, not a line of the user's or another library.
        transposed: Which of the two operands of a matrix product are transposed first.
    """

    error: str
    text: str
    op: str | None = None
    operands: tuple[Operand, ...] = ()
    layer: str | None = None
    function: str | None = None
    loss: bool = False
    by_library: bool = True
    transposed: tuple[bool, bool] = field(default=(False, False))

    @property
    def message(self) -> str:
        """The message in one line, without names of devices and nodes."""
        return clean(self.text)

    @property
    def where(self) -> str:
        """The layer or the function, for headlines."""
        return self.layer or self.function or "the script"


def clean(text: str) -> str:
    """Return an error's own words in one line."""
    wrapped = _WRAPPED.search(text)
    text = _DECORATION.sub("", wrapped[1] if wrapped else text)
    return " ".join(_NODE.sub("", text).split())


def op_in(text: str) -> str | None:
    """Return the type of the op that TensorFlow names: `[Op:MatMul]`, `{{node x}} = MatMul[…`."""
    found = _OP.search(text)
    return (found[1] or found[2]) if found else None


def shapes_in(text: str) -> list[Shape]:
    """Return the shapes that a message writes out: `(None, 5)`, `[2,3]`, `[?,5]`."""
    return [
        tuple(int(size) if size.isdigit() else None for size in re.findall(r"\d+|None|\?", found[1]))
        for found in _SHAPE.finditer(text)
    ]


def shape_in_words(shape: Shape) -> str:
    """Write a shape as Python does: `(None, 5)`, `(3,)`."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def first_sentence(text: str) -> str:
    """Return the beginning of a text as a line, up to the end of its first sentence."""
    sentence = re.split(r"(?<=[^.\s][.!?])\s+(?=[A-Z`'\"])", text, maxsplit=1)[0].rstrip(".")
    return cut(sentence, LINE_WIDTH)
