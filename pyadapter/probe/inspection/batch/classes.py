"""Names of classes, where one of the script's objects has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.probe.inspection.batch.forward import fitted_model
from pyadapter.probe.inspection.batch.script import objects_in, user_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.probe.probe import Probe

NAMED = re.compile(r"class|label|categor|target|species|id_?(to|2)|_?to_?id", re.IGNORECASE)
"""Names of lists and dictionaries of classes; other lists of that length may be names of columns."""

ATTRIBUTES = ("class_names", "classes_", "target_names")
"""Attributes with names of classes: of data sets that Keras makes of folders, of encoders and data sets of
scikit-learn."""

MOST = 2000
"""Names that are sent."""


def class_names(probe: Probe, count: int | None) -> tuple[list[str], str] | None:
    """Find the names of as many classes.

    Args:
        probe: Has the model.
        count: How many there are; None where that is not known.

    Returns:
        The names, and the expression that reaches them.
    """
    if count is None or not 2 <= count <= MOST:  # noqa: PLR2004 -- a choice
        return None
    memo: dict[Any, Any] = {} if probe.step_losses is None else probe.step_losses.memo
    if ("classes", count) not in memo:
        memo["classes", count] = next(_found(probe, count), None)
    found: tuple[list[str], str] | None = memo["classes", count]
    return found


def _found(probe: Probe, count: int) -> Iterator[tuple[list[str], str]]:
    lookups = []
    for frame in user_frames():
        for name, value in objects_in(frame):
            for where, names in _candidates(name, value):
                found = _names(names, count)
                if found is not None:
                    yield found, where
            if _is_lookup(value):
                lookups.append((name, value))
    layers: list[Any] = getattr(fitted_model(probe), "_flatten_layers", list)()
    lookups += [(str(layer.name), layer) for layer in layers if _is_lookup(layer)]
    for name, layer in lookups:
        found = _names(_vocabulary(layer), count)
        if found is not None:
            yield found, name


def _candidates(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, (list, tuple, dict, np.ndarray)):
        if NAMED.search(name):
            yield name, value
        return
    inner = getattr(value, "__dict__", None)
    if isinstance(inner, dict):
        yield from ((f"{name}.{key}", inner[key]) for key in ATTRIBUTES if key in inner)


def _is_lookup(value: Any) -> bool:
    return type(value).__name__ == "StringLookup" and type(value).__module__.startswith("keras")


def _vocabulary(layer: Any) -> list[str]:
    try:
        return [str(word) for word in layer.get_vocabulary()]
    except Exception:  # noqa: BLE001 -- not adapted yet
        return []


def _names(value: Any, count: int) -> list[str] | None:
    """Return the names of so many classes; None for what has others, or none: attributes can be anything."""
    if isinstance(value, dict):
        entries = dict(dict.items(value))  # a class of the script's may do anything when it is asked
        numbers = [number for number in entries.values() if isinstance(number, (int, np.integer))]
        if all(isinstance(name, str) for name in entries) and set(numbers) == set(range(len(entries))):
            return sorted(entries, key=entries.__getitem__) if len(entries) == count else None
        value = [entries.get(index) for index in range(count)] if len(entries) == count else []
    one = value.ndim == 1 if isinstance(value, np.ndarray) else isinstance(value, (list, tuple))
    if not one or len(value) != count:
        return None
    names = [word.decode("utf-8", "replace") if isinstance(word, bytes) else word for word in value]
    return [str(name) for name in names] if all(isinstance(name, str) for name in names) else None
