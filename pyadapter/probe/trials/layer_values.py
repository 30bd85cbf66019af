"""Synthetic inputs: which shapes and dtypes, and the values for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Fill = Literal["normal", "ids", "probabilities", "one-hot", "binary", "classes"]


@dataclass(frozen=True)
class Spec:
    """One input.

    Attributes:
        shape: With the batch.
        dtype: Its dtype.
        fill: Which values it gets.
        below: Ids and classes are below this.
    """

    shape: tuple[int, ...]
    dtype: str = "float32"
    fill: Fill = "normal"
    below: int = 4

    def with_batch(self, size: int) -> Spec:
        """Return the same input for another batch size; a scalar has none."""
        return replace(self, shape=(size, *self.shape[1:])) if self.shape else self

    @property
    def is_float(self) -> bool:
        """Whether its values are real numbers."""
        return self.dtype.startswith(("float", "bfloat"))

    def values(self, random: np.random.Generator, dtype: str | None = None) -> NDArray[Any]:
        """Draw values.

        Args:
            random: The source of randomness.
            dtype: The dtype of real numbers, by default its own.
        """
        made: NDArray[Any]
        if self.fill == "ids":
            # 0 is often the padding.
            made = random.integers(1 if self.below > 1 else 0, self.below, self.shape)
        elif self.fill == "classes":
            made = random.integers(0, self.below, self.shape)
        elif self.fill == "probabilities":
            made = np.exp(random.standard_normal(self.shape))
            last = made.shape[-1] if made.ndim else 1
            made = made / made.sum(-1, keepdims=True) if last > 1 else made / (1 + made)
        elif self.fill == "one-hot":
            made = np.eye(self.shape[-1])[random.integers(0, self.shape[-1], self.shape[:-1])]
        elif self.fill == "binary":
            made = random.integers(0, 2, self.shape)
            made.reshape(-1)[:2] = (0, 1)[: made.size]  # both are there
        elif self.dtype == "bool":
            made = random.integers(0, 2, self.shape)
        elif not self.is_float:
            made = random.integers(1, max(2, self.below), self.shape)
        else:
            made = random.standard_normal(self.shape)
        array: NDArray[Any] = made.astype(dtype if dtype is not None and self.is_float else self.dtype)
        return array


@dataclass(frozen=True)
class Inputs:
    """What a call is given.

    Attributes:
        arguments: Structures of `Spec`s, and what is no tensor as it is.
        named: The same by name.
        origin: Where it comes from, in words.
    """

    arguments: tuple[Any, ...]
    named: dict[str, Any]
    origin: str

    def specs(self) -> list[Spec]:
        """Return all inputs that are tensors, in order."""
        found: list[Spec] = []
        mapped(found.append, (self.arguments, self.named))
        return found

    def with_batch(self, size: int) -> Inputs:
        """Return the same for another batch size."""
        arguments, named = mapped(lambda spec: spec.with_batch(size), (self.arguments, self.named))
        return Inputs(tuple(arguments), named, self.origin)

    def values(self, seed: int = 0, dtype: str | None = None) -> tuple[list[Any], dict[str, Any]]:
        """Draw the values of a call: the same ones for the same seed."""
        random = np.random.default_rng(seed)
        arguments, named = mapped(lambda spec: spec.values(random, dtype), (self.arguments, self.named))
        return list(arguments), named


def mapped(function: Callable[[Any], Any], structure: Any, kinds: Any = Spec) -> Any:
    """Apply a function to all `Spec`s, or values of other classes, in lists, tuples and dictionaries."""
    if isinstance(structure, kinds):
        return function(structure)
    if isinstance(structure, dict):
        return {name: mapped(function, each, kinds) for name, each in structure.items()}
    if isinstance(structure, (list, tuple)):
        return type(structure)([mapped(function, each, kinds) for each in structure])
    return structure
