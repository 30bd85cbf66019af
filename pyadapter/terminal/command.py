"""The command line of `keras-debug run`."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyadapter.core import kinds
from pyadapter.terminal.help import epilog
from pyadapter.terminal.kinds import breakpoint_of, default_in_words, each_kind, ignored_of
from pyadapter.terminal.options import FILES, Options

if TYPE_CHECKING:
    from collections.abc import Sequence

REPLAY = "replay"
"""The execution in which training is compiled, and a step that goes wrong runs once more, eagerly."""

PLAIN = "plain"
"""The execution in which the script runs as it is, in graphs: recorded, not watched."""

USAGE_ERROR = 2
"""The exit code of every command line that was refused, as argparse has it."""


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
    # The script may change the folder.
    files = {name: file.absolute() for name, file in options.files.items()}
    options = replace(options, files=files, record=options.record and options.record.absolute())
    if options.execution == PLAIN:
        from pyadapter.terminal.recorded_run import run_plain  # noqa: PLC0415 -- as below

        return run_plain(options)
    from pyadapter.terminal.run import run  # noqa: PLC0415 -- a command line that is refused loads nothing

    return run(options)


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; exits with a message when it cannot be used."""
    parser = argparse.ArgumentParser(
        prog="keras-debug run",
        description="Run a Keras training script eagerly and report where the first tensor goes bad.",
        epilog=epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--execution",
        choices=("eager", REPLAY, PLAIN),
        default="eager",
        help="how models run: eagerly, every op watched; `replay`: compiled, at full speed, a step that goes "
        "wrong once more and watched; or, with --record, as the script says, not watched",
    )
    parser.add_argument(
        "--record",
        type=Path,
        metavar="FILE.jsonl",
        help="write digests of layers, loss, gradients and weights of each step, for `keras-debug compare`",
    )
    parser.add_argument(
        "--break",
        dest="breakpoints",
        action="append",
        type=breakpoint_of,
        metavar="KIND[=CONDITION]",
        help="what is a finding, with a condition if you like: --break 'nan=step > 10'. May be given several "
        f"times; `all` is every kind, see below. Default: {default_in_words()}",
    )
    parser.add_argument(
        "--ignore",
        dest="ignored",
        action="append",
        type=ignored_of,
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
    parser.add_argument(
        "--snapshot-every",
        type=positive,
        metavar="N",
        help="with --execution replay: steps between two snapshots of weights, optimizer and metrics (50)",
    )
    parser.add_argument(
        "--replay-memory",
        type=positive,
        metavar="MIB",
        help="with --execution replay: what batches and snapshots may take that are kept to run steps again "
        "(1024)",
    )
    parser.add_argument(
        "--snapshots-on",
        choices=("device", "host"),
        help="with --execution replay: where snapshots are kept, beside the weights (device), or in the "
        "memory of the host, for a GPU that is full",
    )
    for name, form in FILES.items():
        parser.add_argument(f"--{name}", type=Path, metavar=f"FILE.{form.suffix}", help=form.help)
    parser.add_argument("-q", "--quiet", action="store_true", help="print nothing but findings")
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
        breakpoints=each_kind(given.breakpoints or [{"kind": kind} for kind in kinds.DEFAULT]),
        ignored=tuple(given.ignored),
        execution=given.execution,
        stop=given.on_stop == "exit",
        files={name: file for name in FILES if (file := getattr(given, name)) is not None},
        quiet=given.quiet,
        max_epochs=given.max_epochs,
        max_steps_per_epoch=given.max_steps_per_epoch,
        device=given.device,
        memory_budget=given.memory_budget,
        record=given.record,
        snapshot_every=given.snapshot_every,
        replay_memory=given.replay_memory,
        snapshots_on=given.snapshots_on,
    )


def problem_with(options: Options) -> str | None:
    """Say what stands in the way of the run, before anything of the user's has run."""
    problem = problem_with_script(options.script)
    if options.execution == PLAIN and options.record is None:
        problem = problem or "--execution plain watches nothing: it needs --record FILE."
    if options.execution == PLAIN and options.files:
        problem = (
            problem or f"--execution plain watches nothing that --{next(iter(options.files))} could tell of."
        )
    if options.execution == REPLAY and options.record is not None:
        problem = problem or (
            "--record needs every step as it is: record with --execution plain, or eagerly, without replay."
        )
    of_replay = {
        "--snapshot-every": options.snapshot_every,
        "--replay-memory": options.replay_memory,
        "--snapshots-on": options.snapshots_on,
    }
    for name, given in of_replay.items():
        if given and options.execution != REPLAY:
            problem = problem or f"{name} needs --execution replay: without it no steps are kept."
    for name, file in {**options.files, **({"record": options.record} if options.record else {})}.items():
        problem = problem or problem_with_output(f"--{name}", file)
    return problem


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
