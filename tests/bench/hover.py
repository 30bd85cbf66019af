"""The time of a tensor's statistics, as a hover shows them, against one copy of its memory.

Prints a line for each size; the ratio is what matters, times depend on the machine.
"""

from __future__ import annotations

import statistics
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf

from pyadapter import arrays

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (10**3, 10**4, 10**5, 10**6, 10**7, 10**8)
ROUNDS = 7


def interleaved(*actions: Callable[[], object], rounds: int) -> list[float]:
    """Return the median seconds of each action; they take turns, so that a busy machine hits all alike."""
    seconds: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds + 1):
        for action, measured in zip(actions, seconds, strict=True):
            begin = time.perf_counter()
            action()
            measured.append(time.perf_counter() - begin)
    return [statistics.median(measured[1:]) for measured in seconds]


def main() -> None:
    """Print the table."""
    print(f"{'float32 values':>16} {'memcpy':>10} {'statistics':>11} {'hover':>10} {'ratio':>7}")
    for size in SIZES:
        source = np.random.default_rng(0).standard_normal(size, np.float32)
        target = np.empty_like(source)
        tensor = tf.constant(source)
        view = arrays.view(tensor)
        if view is None:
            raise SystemExit("arrays.view does not know a tensor")
        copy, summary, hover = interleaved(
            partial(np.copyto, target, source), view.statistics, partial(arrays.digest, view), rounds=ROUNDS
        )
        times = " ".join(f"{value * 1e3:>7.3f} ms" for value in (copy, summary, hover))
        print(f"{size:>16,} {times} {summary / copy:>6.1f}×")


if __name__ == "__main__":
    main()
