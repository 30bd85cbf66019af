"""Digests of arrays: the one line, and what it is made of."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

from pyadapter.core.digest import Role, TensorDigest, digest_line
from pyadapter.core.histogram import histogram, sparkline
from pyadapter.core.numbers import never

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.arrays.view import ArrayView
    from pyadapter.core.statistics import Statistics

_log = logging.getLogger(__name__)

Level = Literal["none", "sampled", "full"]

SAMPLE = 1 << 16
"""Elements that a sampled digest looks at: about a millisecond."""

_SPARK_SAMPLE = 1 << 13
_SPARK_BINS = 5


def digest(
    view: ArrayView,
    *,
    name: str | None = None,
    role: Role | None = None,
    level: Level = "full",
    out_of_time: Callable[[], bool] = never,
) -> TensorDigest:
    """Say what an array is like.

    Args:
        view: The array.
        name: The variable in the user's code that holds it.
        role: What it is in its finding.
        level: How much to compute: nothing, from a sample of a large array, or everything.
        out_of_time: Once it is true, what was seen until then is the sample.

    Returns:
        The digest, without `made_by` and `handle`. Of a symbolic tensor it holds shape and dtype, of one
        without numbers no statistics.
    """
    statistics, bars, bad = None, "", None
    if view.numeric and not view.symbolic and level != "none":
        try:
            statistics, bars, bad = _look(view, SAMPLE if level == "sampled" else None, out_of_time)
        except Exception:  # noqa: BLE001 - a deleted variable, a full device: shape and dtype are still true
            _log.exception("The values of %s[%s] cannot be read", view.dtype, view.shape)
    return TensorDigest(
        shape=view.shape,
        dtype=view.dtype,
        device=view.device,
        bytes=view.nbytes,
        line=digest_line(view.shape, view.dtype, view.device, statistics, bars, symbolic=view.symbolic),
        name=name,
        role=role,
        statistics=statistics,
        first_bad=bad,
    )


def _look(
    view: ArrayView, sample: int | None, out_of_time: Callable[[], bool]
) -> tuple[Statistics, str, tuple[int, ...] | None]:
    statistics = view.statistics(out_of_time, sample=sample)
    bars, bad = "", None
    if statistics.minimum is not None and statistics.minimum != statistics.maximum:
        bars = sparkline(histogram(view.values.sample(_SPARK_SAMPLE), _SPARK_BINS).counts)
    if statistics.nan or statistics.positive_inf or statistics.negative_inf:
        bad = view.values.first_bad(out_of_time)
    return statistics, bars, bad
