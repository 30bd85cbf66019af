"""What each group of kinds costs, in one process.

Usage: kinds.py ROUNDS STEPS. Blocks of steps with different kinds armed take turns, so that a busy machine
hits all alike; what is printed is the median of the ratios within a round.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core import kinds
from pyadapter.probe.bootstrap import start_in_terminal
from tests.bench.training import CASES

if TYPE_CHECKING:
    from types import FrameType

    from pyadapter.core.finding import Cause, Kind
    from pyadapter.probe.handles import Stop
    from pyadapter.probe.probe import Probe

NUMBERS = "Numbers"
"""The group whose look at every op any other needs, too: the others are added to it."""


class Listing:
    """An end that lists what is found, which should be nothing, and goes on."""

    def __init__(self) -> None:
        self.titles: list[str] = []

    def can_stop(self) -> bool:
        return True

    def stop(self, stop: Stop, frame: FrameType | None, *, live: bool) -> None:
        del frame, live
        if stop.finding is not None:
            self.titles.append(stop.finding.title)

    def hint(self, cause: Cause) -> None:
        pass


def groups() -> dict[str, list[Kind]]:
    """Return the kinds of each group, by the first word of their labels."""
    found: dict[str, list[Kind]] = {}
    for entry in kinds.KINDS:
        found.setdefault(entry.label.partition(":")[0], []).append(entry.kind)
    return found


def blocks() -> dict[str, list[Kind]]:
    """Return what is armed in each block of steps."""
    found = groups()
    numbers = found.pop(NUMBERS)
    added = {name: numbers + group for name, group in found.items()}
    return {"nothing": [], NUMBERS: numbers, **added, "all": list(kinds.ALL)}


def seconds(probe: Probe, armed: list[Kind], case: Any, steps: int) -> float:
    """Return the mean time of a step with some kinds armed."""
    model, features, labels = case
    probe.set_breakpoints({"breakpoints": [{"kind": kind} for kind in armed]})
    model.train_on_batch(features, labels)
    begin = time.perf_counter()
    for _ in range(steps):
        model.train_on_batch(features, labels)
    return (time.perf_counter() - begin) / steps


def main(rounds: int, steps: int) -> None:
    """Print the table."""
    end = Listing()
    probe = start_in_terminal({"breakpoints": []}, end)
    import keras  # noqa: PLC0415 -- only once the probe waits for it

    print(f"Time of a step, relative: medians of {rounds} rounds of {steps} steps; 1.00 costs nothing")
    print(f"{'':12}" + "".join(f"{block:>12}" for block in blocks()), flush=True)
    for name, make in CASES.items():
        case = make(np.random.default_rng(0))
        case.model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        measured: dict[str, list[float]] = {block: [] for block in blocks()}
        for _ in range(rounds + 1):
            for block, armed in blocks().items():
                measured[block].append(seconds(probe, armed, case, steps))
        row = ""
        for block, times in measured.items():
            base = measured[_base(block)]
            ratio = statistics.median(one / other for one, other in zip(times[1:], base[1:], strict=True))
            row += f"{ratio:>12.2f}"
        print(f"{name:12}{row}", flush=True)
    print(f"{NUMBERS} and all as against nothing, the others as against {NUMBERS} alone")
    if end.titles:
        print("Found in healthy training: " + "; ".join(end.titles))
    probe.close()


def _base(block: str) -> str:
    return "nothing" if block in ("nothing", NUMBERS, "all") else NUMBERS


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
