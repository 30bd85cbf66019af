"""The command line of `keras-debug test-layer`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyadapter.terminal.command import USAGE_ERROR, problem_with_output, problem_with_script
from pyadapter.terminal.script import INTERRUPTED
from pyadapter.terminal.style import Style, say

if TYPE_CHECKING:
    from collections.abc import Sequence

FAILED = 3
"""The exit code where something is wrong with what was tried."""

DTYPES = (
    "bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64",
    "float16", "float32", "float64",
)  # fmt: skip
"""What random inputs can be made of: what NumPy and TensorFlow both know by this name."""


def main(arguments: Sequence[str]) -> int:
    """Try a layer, a model, a loss or a metric on its own.

    Returns:
        0 when all is well, 3 when something failed, 2 when nothing could be tried.
    """
    parser = _parser()
    given = parser.parse_args(list(arguments))
    file, _, name = given.target.partition(".py:")
    path = Path(f"{file}.py" if name else given.target)
    problem = problem_with_script(path, "test-layer") or problem_with_output("--json", given.json)
    if problem:
        sys.stderr.write(f"keras-debug: {problem}\n")
        return USAGE_ERROR
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    report = given.json and given.json.absolute()
    # Imports numpy, which the script's folder must not hide; nothing of TensorFlow.
    from pyadapter.probe.trials.layer_subject import TrialError  # noqa: PLC0415 -- as above
    from pyadapter.probe.trials.layer_trial import try_layer  # noqa: PLC0415 -- as above
    from pyadapter.terminal.layer_text import trial_text  # noqa: PLC0415 -- as above

    try:
        trial = try_layer(path.resolve(), name or None, given.shape, given.arguments, given.dtype)
    except TrialError as error:
        sys.stderr.write(f"keras-debug: {error}\n")
        return USAGE_ERROR
    except KeyboardInterrupt:
        sys.stderr.write("keras-debug: interrupted.\n")
        return INTERRUPTED
    sys.stdout.flush()
    say(sys.stdout, f"\n{trial_text(trial, Style.of(sys.stdout))}\n")
    if report is not None:
        try:
            report.write_text(
                json.dumps(trial.to_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
        except OSError as error:
            sys.stderr.write(f"keras-debug: {report} cannot be written: {error.strerror or error}\n")
            return USAGE_ERROR
    return FAILED if trial.failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="keras-debug test-layer",
        description="Try a custom layer, model, loss or metric of a script on its own, before it is trained. "
        "The script is imported without its training, the class is made, called on random inputs, and asked "
        "one question after the other.",
        epilog="Exit code: 0 all is well, 3 something failed, 2 nothing could be tried.",
    )
    parser.add_argument(
        "target",
        metavar="FILE.py[:NAME]",
        help="the script, and the class or loss function if there are several",
    )
    parser.add_argument(
        "--shape",
        action="append",
        default=[],
        type=_shape,
        metavar="4,5",
        help="shape of the input, with the batch; once for each input. Default: as the script calls it, else "
        "inferred",
    )
    parser.add_argument(
        "--arguments", type=_arguments, metavar="JSON", help="arguments of the constructor: '{\"units\": 3}'"
    )
    parser.add_argument("--dtype", type=_dtype, help="of the inputs: float32, int32 for ids")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result as JSON, too")
    return parser


def _shape(text: str) -> tuple[int, ...]:
    parts = text.strip("()[] ").split(",")
    try:
        return tuple(int(part) for part in parts if part.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a shape; write 4,5") from None


def _arguments(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not JSON: {error}") from None
    if not isinstance(given, dict):
        raise argparse.ArgumentTypeError(f"{text!r} names no arguments; write '{{\"units\": 3}}'")
    return given


def _dtype(text: str) -> str:
    if text not in DTYPES:
        raise argparse.ArgumentTypeError(f"{text!r} is no dtype of inputs; write one of {', '.join(DTYPES)}")
    return text
