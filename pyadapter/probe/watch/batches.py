"""Batches: the arrays in whatever structure Keras passes to a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyadapter.core.digest import Role


def batch_leaves(batch: Any) -> list[tuple[Role, str, Any]]:
    """List the arrays of a batch: role, name in the words of `fit`, array."""
    parts = batch if isinstance(batch, (tuple, list)) else (batch,)
    if len(parts) > 3:  # noqa: PLR2004 -- x, y, sample_weight; anything else is one structure
        parts = (batch,)
    roles: tuple[tuple[Role, str], ...] = (("feature", "x"), ("label", "y"), ("feature", "sample_weight"))
    leaves: list[tuple[Role, str, Any]] = []
    for (role, name), part in zip(roles, parts, strict=False):
        leaves.extend((role, where, leaf) for where, leaf in _flatten(part, name))
    return leaves


def _flatten(structure: Any, name: str) -> list[tuple[str, Any]]:
    if structure is None:
        return []
    if isinstance(structure, dict):
        items = [(f"{name}[{key!r}]", value) for key, value in structure.items()]
    elif isinstance(structure, (tuple, list)):
        items = [(f"{name}[{index}]", value) for index, value in enumerate(structure)]
    else:
        return [(name, structure)]
    return [leaf for where, value in items for leaf in _flatten(value, where)]


def flat_batch(batch: Any) -> list[Any]:
    """Return the leaves of a batch as the inputs of a graph are numbered."""
    import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it
    from tensorflow.python.framework.ops import EagerTensor  # noqa: PLC0415 -- as above

    if type(batch) is tuple and all(isinstance(leaf, EagerTensor) for leaf in batch):
        return list(batch)  # as it is in most steps: nothing has to be looked into
    return list(tf.nest.flatten(batch, expand_composites=True))
