"""Cause `constant-input`: all rows of the features are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import name_of, place_of
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.setup import ColumnFacts, Setup


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look for features that cannot explain labels that differ, by definition."""
    if not setup.features or not all(column.alike for column in setup.features):
        return
    if not any(_differs(column) for column in setup.labels):
        return
    column = setup.features[0]
    name = name_of(column)
    rows = column.shape[0] if column.shape else 0
    yield Diagnosis(
        Cause(
            "constant-input",
            f"The {rows} rows of {name} do not differ, the labels do: nothing can be learned.",
            f"assert {name}.std(axis=0).any()  # look at how {name} is filled",
            place_of(column, setup),
            "certain",
        ),
        kind="input-range",
        title=f"All rows of {column.name} are the same",
        explains=frozenset({"loss-stalled", "output-range", "gradient-vanishing"}),
        value=max(abs(column.low or 0.0), abs(column.high or 0.0)),
    )


def _differs(column: ColumnFacts) -> bool:
    return column.whole and not column.alike and column.low is not None and column.low != column.high
