"""Cause `nan-in-data`: the batch itself holds NaN or infinities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.digest import short_count
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts, Value


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
                )
    return None


def _bad(column: Value) -> str:
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
