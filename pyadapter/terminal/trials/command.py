"""The command lines of `keras-debug overfit`, `check-data` and `baselines`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyadapter.terminal.command import USAGE_ERROR, device, positive, problem_with_output, problem_with_script

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SECONDS = 300
"""Seconds that the training on one batch may take by default: a coffee."""

COMMANDS = {
    "overfit": (
        "Train on one batch of the script's own data, to see whether the model can learn it at all. "
        "The script runs as ever until it calls fit, or train_on_batch. There its model is trained as it was "
        "compiled, on one batch again and again: a model without a fault learns it by heart. The process "
        "ends there; no callback of the script's is called, nothing of it is written."
    ),
    "check-data": (
        "Show the data that fit is given as Keras sees it, and what looks wrong with it. "
        "The script runs as ever until it calls fit, or train_on_batch. There the first batches are taken "
        "from the end of its pipeline and looked at; then the process ends, nothing is trained."
    ),
    "baselines": (
        "Compare the trained model with a constant answer and a linear model. "
        "The script runs as ever, and so does its fit. Then simple models are fitted to the same data and "
        "measured by the same loss and metrics; then the process ends."
    ),
}
"""What `--help` says."""

ENDS = {
    "overfit": "0 the batch is learned, or still being learned, 3 it is not",
    "check-data": "0 nothing looks wrong, 3 something does",
    "baselines": "0 the model is better than all of them, 3 it is not",
}


@dataclass(frozen=True)
class Options:
    """What was asked for.

    Attributes:
        command: One of `COMMANDS`.
        script: The training script.
        arguments: Its command line.
        number: Which call of `fit`, from 1.
        device: Where to compute.
        json: Where the result is written as JSON.
        rows: Rows at most: of the batch, or of the data.
        steps: Updates at most.
        seconds: Seconds at most.
        batches: Batches that are looked at.
    """

    command: str
    script: Path
    arguments: tuple[str, ...]
    number: int
    device: str
    json: Path | None
    rows: int
    steps: int
    seconds: float
    batches: int


def main(arguments: Sequence[str]) -> int:
    """Run a trial and report.

    Args:
        arguments: The command, and what follows it.

    Returns:
        0 when nothing is wrong, 3 when something is, 2 for a command line or a script that cannot be used,
        else the script's own code.
    """
    options = parse(arguments)
    problem = problem_with_script(options.script, options.command) or problem_with_output(
        "--json", options.json
    )
    if problem:
        sys.stderr.write(f"keras-debug: {problem}\n")
        return USAGE_ERROR
    from pyadapter.terminal.trials.run import run  # noqa: PLC0415 -- a command line that is refused loads nothing

    return run(options)


def parse(arguments: Sequence[str]) -> Options:
    """Read a command line; exits with a message when it cannot be used."""
    command = arguments[0]
    parser = argparse.ArgumentParser(
        prog=f"keras-debug {command}",
        description=COMMANDS[command],
        epilog=f"Exit code: {ENDS[command]}; 2 a wrong command line, or a script that cannot be "
        "tried, as one that never calls fit; otherwise the script's own.",
    )
    _OPTIONS[command](parser)
    parser.add_argument(
        "--fit", type=positive, default=1, metavar="N", help="take the Nth call of fit; those before it train"
    )
    parser.add_argument("--device", default="auto", type=device, help="auto, cpu, gpu or gpu:N")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result as JSON, too")
    parser.add_argument("script", type=Path, metavar="SCRIPT", help="the training script")
    rest = parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="ARGS", help="arguments for the script"
    )
    rest.required = False  # argparse would name it among what is missing
    given = parser.parse_args(list(arguments[1:]))
    return Options(
        command=command,
        script=given.script,
        arguments=tuple(given.arguments),
        number=given.fit,
        device=given.device,
        # The script may change the folder.
        json=given.json and given.json.absolute(),
        rows=getattr(given, "rows", 0),
        steps=getattr(given, "steps", 0),
        seconds=getattr(given, "seconds", 0),
        batches=getattr(given, "batches", 0),
    )


def _of_overfit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--steps",
        type=positive,
        default=1000,
        metavar="N",
        help="updates at most (1000; fewer when it is decided)",
    )
    parser.add_argument(
        "--rows",
        type=positive,
        default=16,
        metavar="N",
        help="rows of the batch at most (16, spread over it)",
    )
    parser.add_argument(
        "--seconds", type=positive, default=SECONDS, metavar="N", help=f"time for it at most ({SECONDS})"
    )


def _of_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--batches",
        type=positive,
        default=8,
        metavar="N",
        help="batches to look at (8): more for rare classes",
    )


def _of_baselines(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rows", type=positive, default=20_000, metavar="N", help="rows that are compared on at most (20000)"
    )


_OPTIONS: dict[str, Callable[[Any], None]] = {
    "overfit": _of_overfit,
    "check-data": _of_data,
    "baselines": _of_baselines,
}
