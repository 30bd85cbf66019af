"""What watching costs: `npm run bench [-- --rounds N] [--steps N] [--only NAME]`.

Every number is a ratio of two measurements that took turns in the same run: times of one machine say nothing
about another. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.harness.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parents[2]
TRAINING = Path(__file__).with_name("training.py")
MODELS = ("MLP", "CNN", "Transformer")
WARM_UP = 10
"""Steps that are not counted: variables are made, allocators and caches fill."""
NAMES = ("steps", "replay", "kinds", "hover", "panels", "training", "language")
TIMEOUT = 600
HOUR = 3600
REPLAY_EPOCHS = "6"
"""Of a hundred steps each, beside the first."""


def run(command: Sequence[str], timeout: float = TIMEOUT) -> str:
    """Run Python and return what it prints; TensorFlow's messages are shown only when it fails."""
    ended = subprocess.run(
        [sys.executable, *command], cwd=ROOT, check=False, capture_output=True, text=True, timeout=timeout
    )
    if ended.returncode != 0:
        raise SystemExit(f"{command} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def plain(arguments: Sequence[str]) -> None:
    """Run the training as its author does, with `run_eagerly=True`."""
    run([str(TRAINING), *arguments])


def watched(arguments: Sequence[str]) -> None:
    """Run it under `keras-debug run`."""
    run([str(ROOT / "pyadapter"), "run", str(TRAINING), *arguments])


def under_debugpy(arguments: Sequence[str]) -> None:
    """Run it under debugpy alone, as the Python Debugger extension does."""
    spec = importlib.util.find_spec("debugpy")
    if spec is None or spec.origin is None:
        raise SystemExit("debugpy is not installed")
    adapter = Path(spec.origin).with_name("adapter")
    with Session(command=[sys.executable, str(adapter)]) as session:
        session.launch(TRAINING, attributes={"args": list(arguments)}, filters=("uncaught",))
        session.wait_for_end(TIMEOUT)


def under_keras_debug(arguments: Sequence[str]) -> None:
    """Run it under our adapter with all tensor breakpoints on."""
    with Session() as session:
        session.launch(TRAINING, attributes={"args": list(arguments)})
        session.wait_for_end(TIMEOUT)


VARIANTS: dict[str, Callable[[Sequence[str]], None]] = {
    "plain eager": plain,
    "watched": watched,
    "debugpy": under_debugpy,
    "debugpy, watched": under_keras_debug,
}


def seconds_per_step(variant: Callable[[Sequence[str]], None], model: str, steps: int) -> float:
    """Return the median of one run."""
    with tempfile.TemporaryDirectory() as directory:
        output = Path(directory, "seconds.json")
        variant([model, str(steps + WARM_UP), str(output)])
        measured: list[float] = json.loads(output.read_text(encoding="utf-8"))
    return statistics.median(measured[WARM_UP:])


def compare_steps(rounds: int, steps: int) -> None:
    """Print how many times as long a step of each variant takes."""
    print(f"Time of a step, relative: medians of {rounds} runs of {steps} steps; 1.00 costs nothing")
    head = ("plain", "watched/plain", "debugpy/plain", "watched/debugpy", "both/plain")
    print(f"{'':12}" + "".join(f"{name:>17}" for name in head), flush=True)
    for model in MODELS:
        runs: dict[str, list[float]] = {name: [] for name in VARIANTS}
        for _ in range(rounds):
            for name, variant in VARIANTS.items():
                runs[name].append(seconds_per_step(variant, model, steps))
        base, probe, debugger, both = (statistics.median(runs[name]) for name in VARIANTS)
        ratios = (probe / base, debugger / base, both / debugger, both / base)
        row = f"{1 / base:>15.1f}/s" + "".join(f"{ratio:>17.2f}" for ratio in ratios)
        print(f"{model:12}{row}", flush=True)


def main() -> None:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--only", choices=NAMES)
    options = parser.parse_args()
    rounds, steps = str(options.rounds), str(options.steps)
    if options.only in (None, "steps"):
        compare_steps(options.rounds, options.steps)
        print()
    if options.only in (None, "replay"):
        print(run(["-m", "tests.bench.replay", rounds, REPLAY_EPOCHS], HOUR))
    if options.only in (None, "kinds"):
        print(run(["-m", "tests.bench.kinds", rounds, steps]))
    if options.only in (None, "panels"):
        print(run(["-m", "tests.bench.panels", rounds, steps]))
    if options.only in (None, "training"):
        print(run(["-m", "tests.bench.training_panel", steps]))
    if options.only in (None, "hover"):
        print(run(["-m", "tests.bench.hover"]))
    if options.only in (None, "language"):
        print(run(["-m", "tests.bench.language"]), end="")


if __name__ == "__main__":
    main()
