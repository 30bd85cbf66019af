"""Classes and functions of the user's that Keras calls: layers, models, losses, metrics, training steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ast

Base = Literal["layer", "model", "loss", "metric", "callback", "optimizer"]


@dataclass(frozen=True, eq=False)
class OwnClass:
    """A class that derives from one of Keras.

    Attributes:
        node: The class.
        base: What it is.
        methods: By name, its own only.
        testable: Whether `keras-debug test-layer` can find it: it stands at the top of the file.
    """

    node: ast.ClassDef
    base: Base
    methods: dict[str, ast.FunctionDef | ast.AsyncFunctionDef]
    testable: bool
