"""Cause `labels-in-inputs`: the labels are one of the inputs, and the loss was given none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts

_NAME = re.compile(r"^x(?:\[\d+\])?\['(labels?|targets?|y|y_true|class|classes)'\]$", re.IGNORECASE)
"""A column of a dictionary of inputs whose name says labels. Models of Hugging Face take `labels` as an input
and compute their own loss (the chapter on debugging of their course)."""


def find(facts: Facts) -> Cause | None:
    """Look for a column of labels among the inputs of a batch that has no labels."""
    if facts.kind != "gradient-missing" or facts.labels:
        return None
    found = next(filter(None, (_NAME.match(column.name or "") for column in facts.features)), None)
    if found is None:
        return None
    key = found[1]
    return Cause(
        id="labels-in-inputs",
        message=f'The batch has "{key}" among the inputs and no labels beside them: the loss sees none.',
        fix=f'data = data.map(lambda batch: (batch, batch.pop("{key}")))',
    )
