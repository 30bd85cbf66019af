"""The command line of `keras-debug run`."""

from __future__ import annotations

import argparse
import difflib
import importlib.util
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyadapter.core import kinds
from pyadapter.core.condition import problem_with as problem_with_condition
from pyadapter.terminal.help import epilog

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALL = "all"

USAGE_ERROR = 2
"""The exit code of every command line that was refused, as argparse has it."""


@dataclass(frozen=True)
class Options:
    """What `keras-debug run` was asked to do.

    Attributes:
        script: The training script.
        arguments: Its command line.
        breakpoints: The schema's `TensorBreakpoint`s.
        ignored: The schema's `IgnoredFinding`s.
        execution: How models run.
        stop: Whether the first finding ends the run.
        report: Where the report is written as JSON.
        html: Where it is written as a page with the panels.
        max_epochs: At most so many epochs.
        max_steps_per_epoch: At most so many batches an epoch.
        device: Where to train.
        memory_budget: MiB that the tensors of a step may take.
    """

    script: Path
    arguments: tuple[str, ...]
    breakpoints: tuple[dict[str, Any], ...]
    ignored: tuple[dict[str, str], ...]
    execution: str
    stop: bool
    report: Path | None
    html: Path | None
    max_epochs: int | None
    max_steps_per_epoch: int | None
    device: str
    memory_budget: int | None


def main(arguments: Sequence[str]) -> int:
    """Run a script under the probe and report.

    Returns:
        0 when the script ended well with no finding, 3 when there was one, otherwise the script's own code;
        2 for a command line that cannot be used.
    """
    options = parse(arguments)
    problem = problem_with(options)
    if problem:
        sys.stderr.write(f"keras-debug: {problem}\n")
        return USAGE_ERROR
    from pyadapter.terminal.run import run  # noqa: PLC0415 -- a command line that is refused loads nothing

    # The script may change the folder.
    report, html = (path and path.absolute() for path in (options.report, options.html))
    return run(replace(options, report=report, html=html))


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; exits with a message when it cannot be used."""
    parser = argparse.ArgumentParser(
        prog="keras-debug run",
        description="Run a Keras training script eagerly and report where the first tensor goes bad.",
        epilog=epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--execution", choices=("eager",), default="eager", help="how models run")
    parser.add_argument(
        "--break",
        dest="breakpoints",
        action="append",
        type=_breakpoint,
        metavar="KIND[=CONDITION]",
        help="what is a finding, with a condition if you like: --break 'nan=step > 10'. May be given several "
        f"times; `all` is every kind, see below. Default: {_default_in_words()}",
    )
    parser.add_argument(
        "--ignore",
        dest="ignored",
        action="append",
        type=_ignored,
        default=[],
        metavar="KIND=LAYER",
        help="what is no finding in a layer: its name, path, a glob or a class, as in "
        "--ignore 'dead-units=*attention*'. `all` is every kind",
    )
    parser.add_argument(
        "--on-stop",
        choices=("exit", "continue"),
        default="exit",
        help="what follows a finding: end the run (default), or go on and report every fault once",
    )
    parser.add_argument(
        "--memory-budget",
        type=positive,
        metavar="MIB",
        help="`out-of-memory` is found when the tensors of a step take more than this",
    )
    parser.add_argument("--report", type=Path, metavar="FILE.json", help="write the report as JSON, too")
    parser.add_argument(
        "--html",
        type=Path,
        metavar="FILE.html",
        help="write a page for any browser, too: batch, tensors, layers, training and model",
    )
    parser.add_argument("--device", default="auto", type=device, help="auto, cpu, gpu or gpu:N")
    parser.add_argument("--max-epochs", type=positive, metavar="N", help="end fit after N epochs")
    parser.add_argument(
        "--max-steps-per-epoch", type=positive, metavar="N", help="end each epoch after N batches"
    )
    parser.add_argument("script", type=Path, metavar="SCRIPT", help="the training script")
    rest = parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="ARGS", help="arguments for the script"
    )
    rest.required = False  # argparse would name it among what is missing
    given = parser.parse_args(list(arguments))
    return Options(
        script=given.script,
        arguments=tuple(given.arguments),
        breakpoints=_each_kind(given.breakpoints or [{"kind": kind} for kind in kinds.DEFAULT]),
        ignored=tuple(given.ignored),
        execution=given.execution,
        stop=given.on_stop == "exit",
        report=given.report,
        html=given.html,
        max_epochs=given.max_epochs,
        max_steps_per_epoch=given.max_steps_per_epoch,
        device=given.device,
        memory_budget=given.memory_budget,
    )


def problem_with(options: Options) -> str | None:
    """Say what stands in the way of the run, before anything of the user's has run."""
    return (
        problem_with_script(options.script)
        or problem_with_output("--report", options.report)
        or problem_with_output("--html", options.html)
    )


def problem_with_script(script: Path, command: str = "run") -> str | None:
    """Say why a script cannot be run; None when it can be tried.

    Args:
        script: As it was given.
        command: The command of `keras-debug` that would run it.
    """
    if script.is_dir():
        return f"{script} is a folder; give the training script in it."
    if not script.exists():
        return f"There is no script {script} in {Path.cwd()}."
    if not os.access(script, os.R_OK):
        return f"{script} cannot be read; check its permissions."
    if importlib.util.find_spec("tensorflow") is None:
        return (
            f"This Python has no TensorFlow: {sys.executable}. Run keras-debug with the Python that you "
            f"train with (`path/to/python -m pyadapter {command} …`), or install it: `{sys.executable} -m "
            f"pip install tensorflow`."
        )
    return None


def problem_with_output(option: str, file: Path | None) -> str | None:
    """Try a report's file now: to find out after an hour of training would be too late."""
    if file is None:
        return None
    if file.is_dir():
        return f"{option} {file} is a folder; give a file."
    existed = file.exists()
    try:
        with file.open("a", encoding="utf-8"):
            pass
        if not existed:
            file.unlink()
    except OSError as error:
        return f"{option} {file} cannot be written: {error.strerror or error}."
    return None


def _breakpoint(text: str) -> dict[str, Any]:
    kind, equals, condition = text.partition("=")
    kind, condition = _kind(kind), condition.strip()
    if not equals:
        return {"kind": kind}
    problem = problem_with_condition(condition, kind=None if kind == _ALL else kind)
    if problem is not None:
        raise argparse.ArgumentTypeError(f"the condition {condition!r}: {problem}")
    return {"kind": kind, "condition": condition}


def _ignored(text: str) -> dict[str, str]:
    kind, _, layer = text.partition("=")
    if not layer.strip():
        raise argparse.ArgumentTypeError(f"{text!r} names no layer; write KIND=LAYER, or all=LAYER")
    name = _kind(kind)
    return {"layer": layer.strip()} if name == _ALL else {"kind": name, "layer": layer.strip()}


def _kind(text: str) -> Any:
    kind = text.strip()
    if kind != _ALL and kind not in kinds.ALL:
        near = difflib.get_close_matches(kind, kinds.ALL, 1)
        hint = f"did you mean {near[0]}?" if near else f"the kinds are {', '.join(kinds.ALL)}"
        raise argparse.ArgumentTypeError(f"{kind!r} is not a kind of finding; {hint}")
    return kind


def _each_kind(breakpoints: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Write out `all`."""
    return tuple(
        {**given, "kind": kind}
        for given in breakpoints
        for kind in (kinds.ALL if given["kind"] == _ALL else (given["kind"],))
    )


def _default_in_words() -> str:
    left_out = [kind for kind in kinds.ALL if kind not in kinds.DEFAULT]
    return f"all but {', '.join(left_out)}" if left_out else "all"


def positive(text: str) -> int:
    """Read an option's count."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return int(text)


def device(text: str) -> str:
    """Read `--device`."""
    kind, colon, number = text.partition(":")
    if text in {"auto", "cpu", "gpu"} or (kind == "gpu" and colon and number.isdecimal()):
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is not a device; write auto, cpu, gpu or gpu:0")
