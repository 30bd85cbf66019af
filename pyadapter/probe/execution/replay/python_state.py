"""What a step's Python code leaves behind on the model and its layers: counters, flags, generators.

A compiled step runs no Python: what its code reads there stays as it was when it was traced.
"""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import numpy as np

_PLAIN = (bool, int, float, str)

_OWN = frozenset(
    {"_called", "built", "_train_counter", "_test_counter", "_predict_counter", "_call_has_context_arg"}
)
"""Attributes that Keras itself changes as a layer is called for the first time."""


class Attribute(NamedTuple):
    """An attribute of the model or a layer."""

    owner: Any
    name: str


class PythonState:
    """The plain attributes of a model, its layers and its optimizer, at one moment.

    Args:
        model: The model.
    """

    def __init__(self, model: Any) -> None:
        self._values: dict[tuple[int, str], tuple[Attribute, Any]] = {}
        owners = [model, *layers_of(model), getattr(model, "optimizer", None)]
        for owner in {id(each): each for each in owners if each is not None}.values():
            for name, value in list(vars(owner).items()):
                held = _held(value)
                if held is not None and name not in _OWN:
                    self._values[id(owner), name] = Attribute(owner, name), held

    def changed(self) -> list[Attribute]:
        """Return what is another value now."""
        return [
            attribute
            for attribute, before in self._values.values()
            if _differs(_held(getattr(attribute.owner, attribute.name, None)), before)
        ]

    def restore(self) -> None:
        """Give plain attributes that have changed their values back."""
        for attribute in self.changed():
            _, before = self._values[id(attribute.owner), attribute.name]
            held = getattr(attribute.owner, attribute.name, None)
            if isinstance(held, np.random.Generator):
                held.bit_generator.state = before
            elif isinstance(held, np.random.RandomState):
                held.set_state(before)
            elif isinstance(held, random.Random):
                held.setstate(before)
            else:
                vars(attribute.owner)[attribute.name] = before


def named(attribute: Attribute) -> str:
    """Name an attribute as its code does: `Noisy.calls`."""
    return f"{type(attribute.owner).__name__}.{attribute.name}"


def layers_of(model: Any) -> list[Any]:
    """Return the model itself and all layers in it, as far as it is one of Keras's."""
    try:
        return list(model._flatten_layers())  # noqa: SLF001 -- `layers` are the outermost
    except AttributeError:
        return []


def _held(value: Any) -> Any:
    """Return what can be compared later, None for what is not looked at."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, np.random.Generator):
        return value.bit_generator.state
    if isinstance(value, np.random.RandomState):
        return value.get_state()
    return value.getstate() if isinstance(value, random.Random) else None


def _differs(now: Any, before: Any) -> bool:
    if isinstance(before, (dict, tuple)):  # of a generator: holds arrays
        return repr(now) != repr(before)
    return type(now) is not type(before) or bool(now != before)
