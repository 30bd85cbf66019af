"""What recording for panels costs, in one process.

Usage: panels.py ROUNDS STEPS. Blocks of steps with and without panels take turns, each with its own probe.
What is printed is the ratio of the cheapest blocks, of processor time, to which other programs on the machine
only add; then the median and the range of the ratios within a round.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

import numpy as np

from pyadapter.core import kinds
from pyadapter.probe.bootstrap import start_in_terminal
from pyadapter.probe.watch import sampled_steps
from tests.bench.kinds import Listing
from tests.bench.training import CASES

WARM_UP = 5
"""Steps of a block that are not counted."""


def seconds(case: Any, steps: int, end: Listing, *, panels: bool) -> float:
    """Return the mean processor time of a step."""
    model, features, labels = case
    every = [{"kind": kind} for kind in kinds.ALL]
    probe = start_in_terminal({"breakpoints": every, "panels": panels}, end)
    model.train_function = None  # the one that is there is wrapped by another probe
    try:
        for _ in range(WARM_UP):
            model.train_on_batch(features, labels)
        begin = time.process_time()
        for _ in range(steps):
            model.train_on_batch(features, labels)
        return (time.process_time() - begin) / steps
    finally:
        probe.close()


def main(rounds: int, steps: int) -> None:
    """Print the table."""
    # What is there to begin with is spent once in a training, not in each block.
    sampled_steps.CREDIT = 0.0
    import keras  # noqa: PLC0415 -- after the probe's own modules, as for kinds

    end = Listing()
    print(f"Processor time of a step with panels, relative: {rounds} rounds of {steps} steps; 1.00 is free")
    for name, make in CASES.items():
        case = make(np.random.default_rng(0))
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        case.model.compile("adam", loss, run_eagerly=True)
        blocks: dict[bool, list[float]] = {True: [], False: []}
        for number in range(rounds + 1):
            first = bool(number % 2)
            for panels in (first, not first):
                blocks[panels].append(seconds(case, steps, end, panels=panels))
        ratios = sorted(one / other for one, other in zip(blocks[True][1:], blocks[False][1:], strict=True))
        cheapest = min(blocks[True]) / min(blocks[False])
        middle = statistics.median(ratios)
        print(f"{name:12}{cheapest:>8.3f}   {middle:.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})", flush=True)
    if end.titles:
        print("Found in healthy training: " + "; ".join(end.titles))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
