"""What data breakpoints watch, as text that means the same in a later run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

VARIABLE, TENSOR, BATCH = "variable:", "tensor:", "batch:"


@dataclass(frozen=True)
class Maker:
    """The place that makes a tensor.

    Attributes:
        file: The user's; empty where no line of the user's is near.
        function: Name of the user's function.
        line: 1-based, 0 as for `file`.
        op: Type of the op.
        scope: TensorFlow's name scope: the names of the layers.
        offset: Of the instruction from the first one of its line: tells ops of one line apart.
    """

    file: str
    function: str
    line: int
    op: str
    scope: str
    offset: int

    def target(self) -> str:
        """Return the place as text."""
        return f"{TENSOR}{self.file}:{self.function}:{self.line}:{self.op}:{self.scope}:{self.offset}"

    @classmethod
    def of(cls, target: str) -> Maker | None:
        """Read what `target` wrote, None where it is something else."""
        parts = target.removeprefix(TENSOR).rsplit(":", 5)
        if not target.startswith(TENSOR) or len(parts) != 6:  # noqa: PLR2004 -- the fields above
            return None
        file, function, line, op, scope, offset = parts
        if not line.isdecimal() or not offset.isdecimal():
            return None
        return cls(file, function, int(line), op, scope, int(offset))

    def __str__(self) -> str:
        where = f"{PurePath(self.file).name}:{self.line}" if self.file else self.scope
        return f"what {self.op} makes at {where}"


def is_target(text: str) -> bool:
    """Whether a text is a target."""
    return text.startswith((VARIABLE, BATCH)) or Maker.of(text) is not None


def describe(target: str, name: str = "") -> str:
    """Say what a target is.

    Args:
        target: As text.
        name: What the user calls the value now.
    """
    maker = Maker.of(target)
    if maker is not None:
        words = str(maker)
    elif target.startswith(VARIABLE):
        words = f"variable {target.removeprefix(VARIABLE)}"
    elif target.startswith(BATCH):
        words = f"{target.removeprefix(BATCH)} of the batch"
    else:
        words = target
    return f"{name}: {words}" if name else words


def short_name(target: str, name: str = "") -> str:
    """Name a target in a word or two: as the user does, else `kernel`, `x`, `MatMul`."""
    if name:
        return name
    maker = Maker.of(target)
    return target.partition(":")[2].rpartition("/")[2] if maker is None else maker.op
