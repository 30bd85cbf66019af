"""Detector `out-of-memory`: what holds the memory of a step, and what to make smaller first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.finding import Cause
from pyadapter.core.refusal import shape_in_words, shapes_in
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyadapter.core.refusal import Shape

SHOWN = 3
"""Layers that are named, and lines that they take: a message has eight."""

_SIZES = {
    "float": 4,
    "float32": 4,
    "double": 8,
    "float64": 8,
    "half": 2,
    "bfloat16": 2,
    "int32": 4,
    "int64": 8,
}


@dataclass(frozen=True)
class Held:
    """A tensor that is held in memory.

    Attributes:
        layer: Path of layer names of the op that made it; empty where none ran.
        op: Type of that op.
        shape: Its shape.
        size: Bytes.
    """

    layer: str
    op: str
    shape: Shape
    size: int


@dataclass(frozen=True)
class Memory:
    """The memory of a step at one moment.

    Attributes:
        held: The large tensors that are held, in the order in which they were made.
        batch: Rows of the batch; None where there is none.
        budget: Bytes that a step may take; None without a budget.
        device: Bytes in use on the device, where it says so.
    """

    held: tuple[Held, ...]
    batch: int | None = None
    budget: int | None = None
    device: int | None = None

    @property
    def total(self) -> int:
        """Bytes of all that is held."""
        return sum(each.size for each in self.held)


def over_budget(memory: Memory, layer: str | None) -> Symptom | None:
    """Say that the tensors of a step exceed the budget; None while they do not."""
    if memory.budget is None or memory.total <= memory.budget:
        return None
    summary = (
        f"The tensors of this step take {in_words(memory.total)}, the budget is {in_words(memory.budget)}"
    )
    return _symptom(summary, layer, memory, memory.total)


def refused(text: str, memory: Memory, layer: str | None) -> Symptom:
    """Put an allocator's refusal in words.

    Args:
        text: The error's message: TensorFlow's `OOM when allocating tensor with shape[…] and type float`, or
            NumPy's `Unable to allocate 72.8 TiB for an array with shape (…)`.
        memory: What was held at that moment.
        layer: The innermost layer.
    """
    found = re.search(r"shape ?([\[(][\d, ]*[\])]) and (?:data )?type (\w+)", text)
    shape = next(iter(shapes_in(found[1])), None) if found else None
    if found is None or shape is None:
        return _symptom("The allocator refuses", layer, memory, memory.total)
    size = _SIZES.get(found[2], 4)
    for dimension in shape:
        size *= dimension or 1
    tensor = f"a tensor {shape_in_words(shape)} of {in_words(size)}"
    held = f" beside {in_words(memory.total)} of this step" if memory.held else ""
    return _symptom(f"There is no room for {tensor}{held}", layer, memory, memory.total + size, shape)


def by_layer(held: Iterable[Held]) -> list[tuple[str, int, Held]]:
    """Sum up by layer: layer, bytes and its largest tensor, the largest sum first."""
    sums: dict[str, tuple[int, Held]] = {}
    for each in held:
        size, largest = sums.get(each.layer, (0, each))
        sums[each.layer] = (size + each.size, each if each.size > largest.size else largest)
    return sorted(((layer, *found) for layer, found in sums.items()), key=lambda found: -found[1])


def in_words(size: float) -> str:
    """Write bytes with three digits: `1.5 MiB`."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 999.5:  # noqa: PLR2004 -- three digits
            return f"{size:.3g} {unit}"
        size /= 1024
    return f"{size:.3g} TiB"


def _symptom(
    summary: str, layer: str | None, memory: Memory, value: float, refused_shape: Shape | None = None
) -> Symptom:
    layers = by_layer(memory.held)
    lines = [
        f"{in_words(size)} in {name or 'ops outside of layers'}: "
        f"{largest.op} {shape_in_words(largest.shape)} is {in_words(largest.size)}"
        for name, size, largest in layers[:SHOWN]
    ]
    if memory.device is not None:
        lines.append(f"{in_words(memory.device)} are in use on the device")
    where = f" in {layer.rpartition('/')[2]}" if layer else ""
    cause = _advice(memory, layers, refused_shape)
    return Symptom(
        "out-of-memory",
        f"Out of memory{where}",
        summary,
        tuple(lines),
        value=float(value),
        causes=(cause,) if cause else (),
    )


def _advice(
    memory: Memory, layers: Sequence[tuple[str, int, Held]], refused_shape: Shape | None
) -> Cause | None:
    """Say what to make smaller first: the batch where most of the memory grows with it, else the layer."""
    rows = memory.batch or _most_rows(memory.held)
    growing = sum(each.size for each in memory.held if rows and each.shape[:1] == (rows,))
    if rows and rows > 1 and (2 * growing > memory.total or (refused_shape or ())[:1] == (rows,)):
        room = (memory.budget or memory.total // 2) - (memory.total - growing)
        fitting = max(1, min(rows // 2, int(rows * max(0, room) / growing) if growing else rows // 2))
        fitting = 1 << (fitting.bit_length() - 1)
        smaller = f", or a smaller {layers[0][0].rpartition('/')[2]}" if layers and layers[0][0] else ""
        return Cause(
            "out-of-memory",
            f"{in_words(growing)} of {in_words(memory.total)} grow with the {rows} rows of the batch.",
            (f"batch_size={fitting}" if memory.batch else f"{fitting} rows at a time") + smaller,
        )
    if layers and layers[0][0]:
        name, size, largest = layers[0]
        return Cause(
            "out-of-memory",
            f"{name} holds {in_words(size)} of {in_words(memory.total)}.",
            f"Make {name.rpartition('/')[2]} smaller: its {largest.op} is {shape_in_words(largest.shape)}.",
        )
    if refused_shape:
        return Cause(
            "out-of-memory",
            f"The shape {shape_in_words(refused_shape)} is more than this machine can hold.",
            "Check the sizes that make this shape; work on it in parts.",
        )
    return None


def _most_rows(held: Sequence[Held]) -> int | None:
    """Return the first dimension that most of the memory has, where nobody says how large the batch is."""
    sums: dict[int, int] = {}
    for each in held:
        if len(each.shape) > 1 and each.shape[0]:
            sums[each.shape[0]] = sums.get(each.shape[0], 0) + each.size
    return max(sums, key=lambda rows: sums[rows], default=None)
