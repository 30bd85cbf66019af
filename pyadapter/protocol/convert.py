"""Domain types to wire types: the one place that knows both spellings.

On the wire names are in camelCase and what is not known is left out, except where the schema requires a null.
"""

from __future__ import annotations

import base64
import dataclasses
import math
from typing import TYPE_CHECKING, Any, Literal

from pyadapter.core.digest import TensorDigest
from pyadapter.core.finding import BatchRows, Cause, Earlier, Finding, Location, Replay
from pyadapter.core.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyadapter.core.histogram import Histogram
    from pyadapter.core.window import Window

Wire = dict[str, Any]
Ended = Literal["completed", "stopped", "exception", "interrupted"]

_NULL_NOT_ABSENT = frozenset({"minimum", "maximum", "mean", "standardDeviation", "norm"})
"""Fields of `Statistics` that the schema requires even when there is no finite value."""


def camel_case(name: str) -> str:
    """Return the wire spelling of a field, for example `positiveInf` of `positive_inf`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def finding_to_wire(finding: Finding) -> Wire:
    """Return the schema's `Finding`."""
    return _encode_fields(finding)


def location_to_wire(location: Location) -> Wire:
    """Return the schema's `Location`."""
    return _encode_fields(location)


def digest_to_wire(digest: TensorDigest) -> Wire:
    """Return the schema's `TensorDigest`."""
    return _encode_fields(digest)


def cause_to_wire(cause: Cause) -> Wire:
    """Return the schema's `Cause`."""
    return _encode_fields(cause)


def report_to_wire(ended: Ended, findings: Iterable[Finding], hints: Iterable[Cause] = ()) -> Wire:
    """Return the schema's `Report`, the file that `keras-debug run --report` writes."""
    report: Wire = {"version": 1, "ended": ended, "findings": [finding_to_wire(each) for each in findings]}
    told = [cause_to_wire(hint) for hint in hints]
    return {**report, "hints": told} if told else report


def histogram_to_wire(histogram: Histogram) -> Wire:
    """Return the schema's `Histogram`."""
    return {
        "edges": [float(edge) for edge in histogram.edges],
        "counts": [int(count) for count in histogram.counts],
        "nan": int(histogram.nan),
        "positiveInf": int(histogram.positive_inf),
        "negativeInf": int(histogram.negative_inf),
        "sampled": bool(histogram.sampled),
        "scale": histogram.scale,
    }


def window_to_wire(window: Window) -> Wire:
    """Return the schema's `Window`: the values as base64 of little-endian float64, row by row."""
    return {
        "shape": [int(size) for size in window.shape],
        "row": window.row,
        "column": window.column,
        "rows": window.rows,
        "columns": window.columns,
        "values": base64.b64encode(window.values.astype("<f8").tobytes()).decode("ascii"),
        **({"sampled": True} if window.sampled else {}),
    }


def number_to_wire(value: float, digits: int = 6) -> float | None:
    """Return a number with some significant digits; None for NaN and infinity, which JSON does not have."""
    return float(f"{value:.{digits}g}") if math.isfinite(value) else None


def _encode_fields(
    value: TensorDigest | Statistics | Finding | BatchRows | Cause | Location | Earlier | Replay,
) -> Wire:
    wire = {
        camel_case(field.name): _encode(getattr(value, field.name)) for field in dataclasses.fields(value)
    }
    if isinstance(value, Statistics):
        wire["sampled"] = value.sampled
    return {name: item for name, item in wire.items() if item is not None or name in _NULL_NOT_ABSENT}


def _encode(value: Any) -> Any:
    """Encode what a field of a domain type may hold."""
    if isinstance(value, (TensorDigest, Statistics, Finding, BatchRows, Cause, Location, Earlier, Replay)):
        return _encode_fields(value)
    if isinstance(value, (tuple, list)):
        return [_encode(item) for item in value]
    if isinstance(value, float):
        # JSON has no NaN; float() also turns numpy's float64 into a plain one.
        return float(value) if math.isfinite(value) else None
    return value
