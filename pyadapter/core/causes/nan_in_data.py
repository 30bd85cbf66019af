"""Cause `nan-in-data`: the batch itself holds NaN or infinities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.causes.network import name_of, place_of
from pyadapter.core.digest import short_count
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyadapter.core.causes.facts import Facts, Value
    from pyadapter.core.finding import Kind, Location
    from pyadapter.core.setup import ColumnFacts, Setup

_EXPLAINED: frozenset[Kind] = frozenset({"inf", "loss-stalled", "gradient-exploding"})
_SHOWN = 5


def find(facts: Facts) -> Cause | None:
    """Look for NaN, and for +Inf, in features and labels.

    A lone −Inf is no evidence: it can be a mask. So is +Inf none for a NaN that an op made of finite values.
    """
    for role, columns in (("features", facts.features), ("labels", facts.labels)):
        for column in columns:
            bad = _bad(column)
            if bad and column.statistics:
                name = column.name or ("x" if role == "features" else "y")
                said = "sample weights" if name.startswith("sample_weight") else role
                total = short_count(column.statistics.count)
                return Cause(
                    id="nan-in-data",
                    message=f"The {said} hold {bad} among the {total} values of {name} in this batch.",
                    fix=f"keep = np.isfinite({name}){_rows(len(column.shape))}  # then train on these rows",
                    location=_location(name, facts),
                )
    return None


def _location(name: str, facts: Facts) -> Location | None:
    """Return the line that made a column of a batch."""
    setup = facts.setup
    columns = (*setup.features, *setup.labels) if setup is not None else ()
    return next((column.location for column in columns if column.name == name), None)


def check(setup: Setup) -> Iterable[Diagnosis]:
    """Look at all rows before the first update: what is multiplied as it is, and what losses compare with."""
    losses = [each for each in setup.losses if each.name is not None]
    for column in setup.features:
        if column.multiplied is not None:
            yield from _column(column, setup)
    for column in setup.labels if losses and len(losses) == len(setup.losses) else ():
        yield from _column(column, setup)


def _column(column: ColumnFacts, setup: Setup) -> Iterable[Diagnosis]:
    if column.statistics is None:
        return
    # Weights are put on all of it, so that a −Inf is no mask either.
    low = column.statistics.negative_inf
    bad = " and ".join(filter(None, (_bad(column), f"{short_count(low)} −Inf" if low else "")))
    if not bad:
        return
    name = name_of(column)
    places = [place for place, mean in enumerate(column.column_mean) if not math.isfinite(mean)]
    where = _listed("row", column.bad_rows) if len(column.bad_rows) < _SHOWN else ""
    where += _listed("column", places) if len(places) <= _SHOWN else ""
    total = short_count(column.statistics.count)
    yield Diagnosis(
        Cause(
            "nan-in-data",
            f"{name} holds {bad} among its {total} values{where}.",
            f"keep = np.isfinite({name}){_rows(len(column.shape))}  # then train on these rows",
            place_of(column, setup),
            "certain",
        ),
        kind="nan" if column.statistics.nan else "inf",
        title=f"{'NaN' if column.statistics.nan else 'Inf'} in the data: {column.name}"[:40],
        explains=_EXPLAINED | {"nan"},
    )


def _listed(what: str, places: Sequence[int]) -> str:
    plural = "s" if len(places) > 1 else ""
    return f", in {what}{plural} {', '.join(map(str, places))}" if places else ""


def _bad(column: Value | ColumnFacts) -> str:
    statistics = column.statistics
    if not statistics:
        return ""
    counts = [(statistics.nan, "NaN"), (statistics.positive_inf, "+Inf")]
    return " and ".join(f"{short_count(count)} {name}" for count, name in counts if count)


def _rows(rank: int) -> str:
    """Return what makes one value a row of an array of a rank."""
    if rank < 2:  # noqa: PLR2004 -- one value a row already
        return ""
    axes = ", ".join(str(axis) for axis in range(1, rank))
    return f".all(axis=({axes}))" if "," in axes else f".all(axis={axes})"
