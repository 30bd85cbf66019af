"""Digests: what is known of a tensor without moving its bytes, and the one line that says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pyadapter.core.statistics import Statistics

Role = Literal["output", "input", "variable", "gradient", "loss", "feature", "label"]


@dataclass(frozen=True)
class TensorDigest:
    """What is known of a tensor.

    Attributes:
        shape: One entry a dimension, None where a symbolic tensor does not know it.
        dtype: Name as numpy or TensorFlow spells it, for example `float32`.
        device: Short device name, for example `CPU:0`; empty for host arrays.
        bytes: Size of the values in bytes.
        line: The one-line summary of at most 80 characters, problems first.
        name: The variable in the user's code that holds it, or its role in words.
        role: What the tensor is in its finding.
        statistics: None until they were computed, and for dtypes without numbers.
        first_bad: Index of the first non-finite value.
        made_by: Op, layer and line that made it, in words.
        handle: Names the tensor in requests while the run is paused.
    """

    shape: tuple[int | None, ...]
    dtype: str
    device: str
    bytes: int
    line: str
    name: str | None = None
    role: Role | None = None
    statistics: Statistics | None = None
    first_bad: tuple[int, ...] | None = None
    made_by: str | None = None
    handle: int | None = None
