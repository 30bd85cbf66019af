"""The time of what the tensor panel asks of a tensor of 1e8 values, against one copy of its memory.

Prints a line for each question; the ratio is what matters, times depend on the machine.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf

from pyadapter import arrays
from tests.bench.hover import interleaved

if TYPE_CHECKING:
    from collections.abc import Callable

SIDE = 10_000
ROUNDS = 3


def main() -> None:
    """Print the table."""
    source = np.random.default_rng(0).standard_normal((SIDE, SIDE), np.float32)
    source[SIDE // 2, SIDE // 3] = np.nan
    target = np.empty_like(source)
    view, vector = arrays.view(tf.constant(source)), arrays.view(source.reshape(-1))
    half = arrays.view(source.astype(np.float16))
    if view is None or vector is None or half is None:
        raise SystemExit("arrays.view does not know an array")
    whole: tuple[list[int], int, int, int, int] = ([], 0, 0, 256, 256)
    step = -(-SIDE // 256)
    questions: dict[str, Callable[[], object]] = {
        "copy": partial(np.copyto, target, source),
        "window": partial(view.window, [], SIDE // 2, SIDE // 2, 256, 256),
        "overview": partial(view.window, *whole, steps=(step, step)),
        "overview, other way": partial(view.window, *whole, steps=(step, step), axes=(1, 0)),
        "overview of a vector": partial(vector.window, *whole, steps=(1, -(-SIDE * SIDE // 256))),
        "overview of float16": partial(half.window, *whole, steps=(step, step)),
        "bad indices": partial(view.bad_indices, 0, 256),
        "first axis, a page": partial(view.axis_statistics, 0, 0, 256),
        "last axis, a page": partial(view.axis_statistics, 1, 0, 256),
        "comparison": partial(view.compare, view),
        "histogram": partial(view.histogram, scale="linear"),
        "histogram, symlog": partial(view.histogram, scale="symlog"),
    }
    times = interleaved(*questions.values(), rounds=ROUNDS)
    print(f"{f'of {SIDE * SIDE:,} float32':>24} {'time':>11} {'ratio':>8}")
    for name, seconds in zip(questions, times, strict=True):
        print(f"{name:>24} {seconds * 1e3:>8.2f} ms {seconds / times[0]:>7.2f}×")


if __name__ == "__main__":
    main()
