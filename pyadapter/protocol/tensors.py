"""What panels show of a tensor, as wire types; `convert` has what findings are made of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.axis_statistics import AxisRow, AxisStatistics
    from pyadapter.core.bad_indices import BadIndices
    from pyadapter.core.comparison import Comparison
    from pyadapter.protocol.convert import Wire


def axis_statistics_to_wire(found: AxisStatistics) -> Wire:
    """Return the schema's `AxisStatistics`."""
    return {
        "axis": found.axis,
        "size": found.size,
        "start": found.start,
        "sampled": found.sampled,
        "rows": [_row(row) for row in found.rows],
    }


def bad_indices_to_wire(found: BadIndices) -> Wire:
    """Return the schema's `BadIndices`."""
    return {
        "total": found.total,
        "sampled": found.sampled,
        "indices": [{"index": list(index), "value": value} for index, value in found.indices],
    }


def comparison_to_wire(found: Comparison) -> Wire:
    """Return the schema's `Comparison` of two tensors that can be compared."""
    wire: Wire = {
        "comparable": True,
        "meanError": _finite(found.mean_error),
        "maximumError": _finite(found.maximum_error),
        "relativeError": _finite(found.relative_error),
        "differing": found.differing,
        "nonFinite": found.non_finite,
        "count": found.count,
        "sampled": found.sampled,
    }
    return wire if found.maximum_at is None else {**wire, "maximumAt": list(found.maximum_at)}


def _row(row: AxisRow) -> Wire:
    return {
        "index": row.index,
        "nan": row.nan,
        "positiveInf": row.positive_inf,
        "negativeInf": row.negative_inf,
        "zeros": row.zeros,
        "minimum": _finite(row.minimum),
        "maximum": _finite(row.maximum),
        "mean": _finite(row.mean),
        "standardDeviation": _finite(row.standard_deviation),
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
