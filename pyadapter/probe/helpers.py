"""What the conditions and log messages of line breakpoints can use without an import.

| name | what it is |
|---|---|
| `has_nan(x)`, `has_inf(x)` | whether a tensor, a variable or an array holds a NaN, an infinity |
| `nan_count(x)` | how many NaNs it holds |
| `minimum(x)`, `maximum(x)`, `mean(x)`, `std(x)`, `norm(x)` | of its finite values; NaN when it has none |
| `shape(x)` | its shape, a tuple |
| `digest(x)` | its one-line summary, as a hover shows it |
| `epoch`, `step`, `batch` | where training is: counted from 0, None outside training |

Names of the program come first: a local variable `step` is that variable. A symbolic tensor has no values:
nothing is in it, and its numbers are NaN. Nothing here runs an op that a tape records or that the debugger
watches.
"""

from __future__ import annotations

import builtins
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyadapter.arrays import ArrayView
    from pyadapter.core.health import Health
    from pyadapter.core.statistics import Statistics
    from pyadapter.probe.progress import Progress


def has_nan(x: Any) -> bool:
    """Whether a value holds a NaN."""
    return nan_count(x) > 0


def has_inf(x: Any) -> bool:
    """Whether a value holds an infinity."""
    return _health(x).inf > 0


def nan_count(x: Any) -> int:
    """Count the NaNs in a value."""
    return _health(x).nan


def minimum(x: Any) -> float:
    """Return the smallest finite number in a value."""
    return _number(x, "minimum")


def maximum(x: Any) -> float:
    """Return the largest finite number in a value."""
    return _number(x, "maximum")


def mean(x: Any) -> float:
    """Return the mean of the finite numbers in a value."""
    return _number(x, "mean")


def std(x: Any) -> float:
    """Return the population standard deviation of the finite numbers in a value."""
    return _number(x, "standard_deviation")


def norm(x: Any) -> float:
    """Return the Euclidean norm of the finite numbers in a value."""
    return _number(x, "norm")


def shape(x: Any) -> tuple[int | None, ...]:
    """Return the shape of a value."""
    return _seen(x).shape


def digest(x: Any) -> str:
    """Return the one-line summary of a value."""
    from pyadapter.arrays import digest as digest_of  # noqa: PLC0415 -- imports numpy, the user's to import first

    return digest_of(_seen(x)).line


_FUNCTIONS: tuple[Callable[[Any], Any], ...] = (
    has_nan, has_inf, nan_count, minimum, maximum, mean, std, norm, shape, digest,
)  # fmt: skip


def helpers(progress: Progress) -> Mapping[str, Any]:
    """Return all names that this module offers, with their values now, except those of builtins."""
    names = {
        **{function.__name__: function for function in _FUNCTIONS},
        "epoch": progress.epoch,
        "step": progress.shown_step,
        "batch": progress.batch,
    }
    return {name: value for name, value in names.items() if not hasattr(builtins, name)}


def _seen(x: Any) -> ArrayView:
    import numpy as np  # noqa: PLC0415 -- the user's to import first

    from pyadapter.arrays import view  # noqa: PLC0415 -- as above

    seen = view(x)
    if seen is None and isinstance(x, (bool, int, float, complex, list, tuple)):
        seen = view(np.asarray(x))
    if seen is None or not (seen.numeric or seen.symbolic):
        raise TypeError(f"a tensor or an array of numbers is needed, not {type(x).__name__}")
    return seen


def _health(x: Any) -> Health:
    from pyadapter.core.health import HEALTHY, health  # noqa: PLC0415 -- as above

    seen = _seen(x)
    return HEALTHY if seen.symbolic else health(seen.host())


def _statistics(x: Any) -> Statistics | None:
    seen = _seen(x)
    return None if seen.symbolic else seen.statistics()


def _number(x: Any, name: str) -> float:
    found = getattr(_statistics(x), name, None)
    return math.nan if found is None else float(found)
