"""Cause `class-imbalance`: a class much rarer than another; a hint, as the world may be like that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import name_of, place_of
from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.setup import ColumnFacts, Setup

RATIO = 10.0
"""Rows of the most frequent class for one of the rarest (SageMaker's ClassImbalance)."""

ROWS = 200
"""Rows below which it may be chance. Ours."""

MOST = 20
"""Classes beyond which a rare one is to be expected. Ours."""


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Count the classes, where no weights balance them."""
    named = any("crossentropy" in (each.name or "") for each in setup.losses)
    if len(setup.labels) != 1 or not named or setup.fit is None or setup.fit.weighted:
        return
    column = setup.labels[0]
    classes = {name: share for name, share in _shares(column).items() if share}
    if not column.whole or column.shape[:1] < (ROWS,) or not 1 < len(classes) <= MOST:
        return
    rare, often = min(classes, key=lambda each: classes[each]), max(classes, key=lambda each: classes[each])
    ratio = classes[often] / classes[rare]
    if ratio > RATIO:
        yield Diagnosis(
            Cause(
                "class-imbalance",
                f"{name_of(column)} has {short_number(ratio)} times as many rows of class {often} as of "
                f"{rare}.",
                f"model.fit(..., class_weight={{{often}: 1.0, {rare}: {ratio:.0f}.0}})",
                place_of(column, setup),
                "possible",
            ),
            kind="output-range",
            title="Classes are not balanced",
            severity="hint",
            explains=frozenset({"loss-stalled"}),
        )


def _shares(column: ColumnFacts) -> dict[int, float]:
    """Return how often each class is there."""
    if column.one_hot and len(column.shape) == 2:  # noqa: PLR2004 -- one row of them a row
        return dict(enumerate(column.column_mean))
    if not column.integral or not column.distinct or len(column.shape) > 2 or column.shape[1:] > (1,):  # noqa: PLR2004 -- one value a row
        return {}
    return dict(zip(map(int, column.distinct), map(float, column.counts), strict=False))
