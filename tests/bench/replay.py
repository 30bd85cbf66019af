"""What training at full speed costs, with TensorFlow's own ways to look for bad numbers beside it.

Usage: replay.py ROUNDS EPOCHS. Processes take turns, so that a busy machine hits all alike. A ratio is that
of the medians of all epochs to plain compiled `fit`: of processor time in all threads, and of the clock.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.sentinel import Judge
from pyadapter.probe.bootstrap import start_in_terminal
from tests.bench.kinds import Listing
from tests.bench.training import CASES

if TYPE_CHECKING:
    from types import FrameType

    from pyadapter.core.sentinel import Trip
    from pyadapter.probe.handles import Stop

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("full_speed.py")
RUN = (str(ROOT / "pyadapter"), "run", "--quiet", "--on-stop", "continue")
REPLAY = (*RUN, "--execution", "replay")

COMPILED, COMPILED_JIT = "plain compiled", "jit_compile"
VARIANTS: dict[str, tuple[tuple[str, ...], str]] = {
    COMPILED: ((), "compiled"),
    "replay": (REPLAY, "compiled"),
    COMPILED_JIT: ((), "jit"),
    "replay, jit": (REPLAY, "jit"),
    "plain eager": ((), "eager"),
    "watched eager": (RUN, "compiled"),
    "check_numerics": ((), "check_numerics"),
    "dump_debug_info": ((), "dump"),
}
"""By name: what the program is run under, and its own variant."""

TIMEOUT = 900
TRIPS_AT = 37


def costs(under: tuple[str, ...], model: str, variant: str, epochs: int) -> list[tuple[float, float]]:
    """Return the processor's and the clock's seconds of a step, for each epoch of a run."""
    with tempfile.TemporaryDirectory(prefix="keras-debug-bench-") as folder:
        output = Path(folder, "costs.json")
        command = [sys.executable, *under, str(PROGRAM), model, variant, str(epochs), str(output)]
        # The dump goes where temporary files are: with this folder, when it is measured.
        environment = {**_environment(), "TMPDIR": folder}
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=TIMEOUT
        )
        if not output.exists():
            raise SystemExit(f"{command} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
        measured: list[tuple[float, float]] = json.loads(output.read_text(encoding="utf-8"))
    return measured


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def compare(rounds: int, epochs: int) -> None:
    """Print what steps of each variant cost, as against plain compiled ones."""
    print(f"Cost of a step, relative to plain compiled: medians of {rounds} runs of {epochs} epochs")
    print("processor time | time of the clock; those with jit_compile relative to plain jit_compile")
    print(f"{'':18}" + "".join(f"{model:>18}" for model in CASES), flush=True)
    measured: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for _ in range(rounds):
        for model in CASES:
            for name, (under, variant) in VARIANTS.items():
                # Four times as slow or worse: one epoch of a hundred steps says enough.
                count = epochs if variant in {"compiled", "jit"} and name != "watched eager" else 1
                measured.setdefault((model, name), []).extend(costs(under, model, variant, count))
    for name in VARIANTS:
        row = ""
        for model in CASES:
            base = COMPILED_JIT if name == "replay, jit" else COMPILED
            pair = (_ratio(measured[model, name], measured[model, base], column) for column in (0, 1))
            row += f"{' | '.join(f'{ratio:.2f}' for ratio in pair):>18}"
        print(f"{name:18}{row}", flush=True)


def _ratio(one: list[tuple[float, float]], other: list[tuple[float, float]], column: int) -> float:
    return statistics.median(each[column] for each in one) / statistics.median(each[column] for each in other)


class Stopwatch(Listing):
    """Takes the time from a trip to the stop, and what was held then."""

    def __init__(self) -> None:
        super().__init__()
        self.tripped = self.stopped = 0.0

    def stop(self, stop: Stop, frame: FrameType | None, *, live: bool) -> None:
        """Take the time of the first stop."""
        self.stopped = self.stopped or time.perf_counter()
        super().stop(stop, frame, live=live)

    def watch(self, judge: type[Judge]) -> Any:
        """Take the time of the first trip, from now on; returns what was there before."""
        original = judge.judge

        def timed(*arguments: Any, **named: Any) -> Trip | None:
            trip = original(*arguments, **named)
            if trip is not None:
                self.tripped = self.tripped or time.perf_counter()
            return trip

        judge.judge = timed  # type: ignore[method-assign]  # the bench's own look inside
        return original


def trip(name: str, *, jit: bool) -> str:
    """Train a model with a NaN in one step; return a line on how soon that is shown, and at what memory."""
    import keras  # noqa: PLC0415 -- only once the probe waits for it
    import tensorflow as tf  # noqa: PLC0415 -- as above

    end, told = Stopwatch(), [{"bytes": 0, "limit": 1, "steps": 0}]
    configuration = {"breakpoints": [{"kind": "nan"}], "execution": "replay", "progress": True}
    probe = start_in_terminal(
        configuration, end, lambda progress: told.append(progress.get("replay", told[0]))
    )
    original = end.watch(Judge)
    try:
        model, features, labels = CASES[name](np.random.default_rng(0))
        inner = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

        def loss(target: Any, output: Any) -> Any:
            return inner(target[:, :1], output) * tf.reduce_mean(tf.sqrt(target[:, 1]))

        model.compile("adam", loss, jit_compile=jit)
        steps = TRIPS_AT + 13
        weights = np.ones(steps * len(labels))
        weights[TRIPS_AT * len(labels)] = -1  # of which the root is taken
        targets = np.stack([np.concatenate([labels] * steps), weights], axis=1).astype(np.float32)
        inputs = np.concatenate([features] * steps)
        model.fit(inputs, targets, batch_size=len(labels), shuffle=False, verbose=0)
    finally:
        Judge.judge = original  # type: ignore[method-assign]  # as above
        probe.close()
    shown = f"{end.stopped - end.tripped:>6.2f} s" if end.stopped else "  never"
    held = max(told, key=lambda status: status["bytes"])
    share = held["bytes"] / held["limit"]
    return f"{shown}   {held['bytes'] / 2**20:>7.1f} MiB for {held['steps']} steps, {share:.0%} of the bound"


def main(rounds: int, epochs: int) -> None:
    """Print the tables."""
    compare(rounds, epochs)
    print(f"\nFrom the trip to the stop, for a NaN in step {TRIPS_AT}; memory held to run steps again")
    for jit in (False, True):
        for name in CASES:
            print(f"{name + (', jit_compile' if jit else ''):26}{trip(name, jit=jit)}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
