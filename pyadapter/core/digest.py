"""Digests: what is known of a tensor without moving its bytes, and the one line that says it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyadapter.core.statistics import Statistics

Role = Literal["output", "input", "variable", "gradient", "loss", "feature", "label"]


@dataclass(frozen=True)
class TensorDigest:
    """What is known of a tensor.

    Attributes:
        shape: One entry a dimension, None where a symbolic tensor does not know it.
        dtype: Name as numpy or TensorFlow spells it, for example `float32`.
        device: Short device name, for example `CPU:0`; empty for host arrays.
        bytes: Size of the values in bytes.
        line: The one-line summary of at most 80 characters, problems first.
        name: The variable in the user's code that holds it, or its role in words.
        role: What the tensor is in its finding.
        statistics: None until they were computed, and for dtypes without numbers.
        first_bad: Index of the first non-finite value.
        made_by: Op, layer and line that made it, in words.
        handle: Names the tensor in requests while the run is paused.
    """

    shape: tuple[int | None, ...]
    dtype: str
    device: str
    bytes: int
    line: str
    name: str | None = None
    role: Role | None = None
    statistics: Statistics | None = None
    first_bad: tuple[int, ...] | None = None
    made_by: str | None = None
    handle: int | None = None


WIDTH = 80
"""Longest digest line: a debug hover cuts its header at about 78 characters."""

_SHORT_DTYPES = {
    "bfloat16": "bf16",
    "bool": "bool",
    "complex64": "c64",
    "complex128": "c128",
    "string": "str",
}
_PREFIXES = (("float", "f"), ("uint", "u"), ("int", "i"))


def digest_line(  # noqa: PLR0913 - the parts of the line
    shape: Sequence[int | None],
    dtype: str,
    device: str = "",
    statistics: Statistics | None = None,
    sparkline: str = "",
    *,
    symbolic: bool = False,
) -> str:
    """Say in one line what a tensor is like: problems first, then shape, range, moments, histogram, device.

    When the line would be longer than `WIDTH`, the parts that matter least are left out.

    Args:
        shape: One entry a dimension, None where it is not known.
        dtype: Name as numpy or TensorFlow spells it.
        device: Short device name.
        statistics: None when they are not known.
        sparkline: Bars of the histogram.
        symbolic: The tensor has no values yet.

    Returns:
        At most `WIDTH` characters, for example
        `⚠ NaN×3 · f32[32,128,768] ∈[-4.31, 5.02] μ 0.012 σ 0.983 ▁▃█▅▁ GPU:0`.
    """
    what = f"{short_dtype(dtype)}[{','.join(str(size) for size in shape)}]"
    if symbolic:
        return _cut(f"symbolic {what}")
    alarm = _alarm(statistics) if statistics else ""
    sampled = "sampled" if statistics and statistics.sampled else ""
    required = " ".join(part for part in (alarm, what, sampled) if part)
    values = _values(statistics, shape) if statistics else []
    # From the last to the first: what is left out when the line gets too long.
    optional = [
        *values,
        *([sparkline] if sparkline and len(values) > 1 else []),
        *([device] if device else []),
    ]
    for kept in _shorter(optional):
        line = " ".join((required, *kept))
        if len(line) <= WIDTH:
            return line
    return _cut(required)


def short_dtype(dtype: str) -> str:
    """Shorten a dtype's name: `float32` to `f32`, `int64` to `i64`, `string` to `str`."""
    if dtype in _SHORT_DTYPES:
        return _SHORT_DTYPES[dtype]
    for long, short in _PREFIXES:
        if dtype.startswith(long):
            return short + dtype[len(long) :].lstrip("_")
    return dtype


def short_number(value: float) -> str:
    """Write a number with three significant digits in few characters: `0.983`, `1.2e-7`, `inf`."""
    if not math.isfinite(value):
        return f"{value:g}"
    if value == int(value) and abs(value) < 1e6:  # noqa: PLR2004 - up to six digits are as short as 1e+06
        return str(int(value))
    if 1e-3 <= abs(value) < 1e5:  # noqa: PLR2004 - where a plain number is shorter than an exponent
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004 - three digits
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def short_count(count: int) -> str:
    """Write a count exactly up to five digits, then rounded: `320`, `12345`, `1.2M`."""
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**5, "k")):
        if count >= size:
            return f"{count / (1000 if unit == 'k' else size):.3g}{unit}"
    return str(count)


def _alarm(statistics: Statistics) -> str:
    counts = (
        ("NaN", statistics.nan),
        ("+Inf", statistics.positive_inf),
        ("−Inf", statistics.negative_inf),
    )
    bad = " ".join(f"{name}×{short_count(count)}" for name, count in counts if count)
    return f"⚠ {bad} ·" if bad else ""


def _values(statistics: Statistics, shape: Sequence[int | None]) -> list[str]:
    if not statistics.count:
        return ["empty"]
    size = math.prod(1 if dimension is None else dimension for dimension in shape)
    # Of slices and sparse tensors the values that are stored, fewer than the shape stands for.
    parts = [f"{short_count(statistics.count)} stored"] if statistics.count < size else []
    low, high = statistics.minimum, statistics.maximum
    if low is None or high is None:
        return parts
    bad = statistics.nan + statistics.positive_inf + statistics.negative_inf
    if low == high and not bad:
        return [*parts, f"= {short_number(low)}" if size == 1 else f"all {short_number(low)}"]
    parts.append(f"∈[{short_number(low)}, {short_number(high)}]")
    if statistics.mean is not None and statistics.standard_deviation is not None:
        parts += [f"μ {short_number(statistics.mean)}", f"σ {short_number(statistics.standard_deviation)}"]
    return parts


def _shorter(parts: list[str]) -> Iterator[list[str]]:
    for kept in range(len(parts), -1, -1):
        yield parts[:kept]


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
