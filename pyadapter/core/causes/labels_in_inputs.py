"""Cause `labels-in-inputs`: the labels are one of the inputs, and the loss was given none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.causes.refused import Refused
    from pyadapter.core.finding import Location

Made = Literal["map", "columns", "arrays"]

_KEYS = r"(labels?|targets?|y|y_true|class|classes)"
_KEY = re.compile(_KEYS, re.IGNORECASE)
_NAME = re.compile(rf"^x(?:\[\d+\])?\['{_KEYS}'\]$", re.IGNORECASE)
"""A column of a dictionary of inputs whose name says labels. Models of Hugging Face take `labels` as an input
and compute their own loss (the chapter on debugging of their course)."""

_NOTHING = re.compile(
    r"None values not supported|convert a value \(None\)|must return a tuple, either \(input,\)"
)
"""What Keras 3.15 and TensorFlow 2.21 say of labels that are not there, and of a generator of lists."""

_TRAINS = frozenset({"fit", "evaluate", "train_on_batch", "test_on_batch"})


def find(facts: Facts) -> Cause | None:
    """Look for a column of labels among the inputs of a batch that has no labels."""
    if facts.labels:
        return None
    key = next(
        (found[1] for found in (_NAME.match(column.name or "") for column in facts.features) if found), None
    )
    if facts.refused is not None:
        trained = facts.setup is not None and bool(facts.setup.losses)
        return _refused(facts.refused, key, in_the_way=trained and key is not None)
    if facts.kind != "gradient-missing" or key is None:
        return None
    return Cause(
        id="labels-in-inputs",
        message=f'The batch has "{key}" among the inputs and no labels beside them: the loss sees none.',
        fix=f'data = data.map(lambda batch: (batch, batch.pop("{key}")))',
    )


def is_label(key: object) -> bool:
    """Whether a key of a batch says that labels are there."""
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


def of_batch(name: str, key: str, location: Location | None, made: Made = "map") -> Cause:
    """Say that the labels of a batch are a key of its inputs.

    Args:
        name: What the user calls the data.
        key: What the labels are called among the inputs.
        location: Where the data is made.
        made: What it is: a `tf.data.Dataset`; one that `to_tf_dataset` of Hugging Face makes of `columns`; a
            dictionary of `arrays`.
    """
    fixes = {
        "map": f'{name} = {name}.map(lambda batch: (batch, batch.pop("{key}")))',
        "columns": f'label_cols=["{key}"]',
        "arrays": f'y = {name}.pop("{key}")  # and fit({name}, y)',
    }
    return Cause(
        "labels-in-inputs",
        f'A batch of `{name}` has "{key}" among the inputs and no labels beside them: the loss sees none.',
        fixes[made],
        location,
        "certain",
    )


def _refused(refused: Refused, key: str | None, *, in_the_way: bool) -> Cause | None:
    """Explain a loss that was given no labels, or a model that was given them as one input more.

    Args:
        refused: The error.
        key: What the labels are called among the inputs.
        in_the_way: Whether labels are there, and a loss that needs them.
    """
    given = [each for each in refused.given if each.part == "x"]
    labels = any(each.part == "y" for each in refused.given)
    if refused.call not in _TRAINS or labels or not given:
        return None
    if not in_the_way and not _NOTHING.search(refused.refusal.message):
        return None
    data = given[0]
    if data.source == "generator":
        message = f"`{data.name}` yields a list: all of it is taken for inputs, and the loss sees no labels."
        return Cause("labels-in-inputs", message, "yield x, y  # a tuple", data.location, "certain")
    if data.source == "dataset" and key:
        return of_batch(data.name, key, data.assigned or refused.line)
    if data.source == "dataset":
        message = f"A batch of `{data.name}` gives {len(given)} inputs and no labels: the loss sees none."
        fix = f'{data.name} = {data.name}.map(lambda batch: (batch, batch.pop("labels")))'
        return Cause("labels-in-inputs", message, fix, data.assigned or refused.line, "certain")
    names = ", ".join(f"`{each.name}`" for each in given)
    several = f"all of {names} are inputs" if len(given) > 1 else f"only {names} was given"
    message = f"`{refused.call}` was given no labels ({several}), and the loss needs some."
    return Cause("labels-in-inputs", message, f"model.{refused.call}(x, y)", refused.line, "certain")
