"""The command line of `keras-debug compare`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyadapter.terminal.command import problem_with_output
from pyadapter.terminal.style import Style, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.parting import Parting
    from pyadapter.core.run_digest import RunRecord

SAME, PART, UNUSABLE = 0, 3, 2


def main(arguments: Sequence[str]) -> int:
    """Say where two recorded runs part.

    Returns:
        0 when they are the same but for rounding, 3 when they part, 2 when the files cannot be compared.
    """
    parser = argparse.ArgumentParser(
        prog="keras-debug compare",
        description="Find the first step and layer where two runs part: eager and compiled, float32 and "
        "mixed precision, a port and the original. Record each with `keras-debug run --record FILE SCRIPT`.",
        epilog="Exit code: 0 the same but for rounding, 3 they part, 2 the files cannot be compared.",
    )
    parser.add_argument("one", type=Path, metavar="A", help="a recording")
    parser.add_argument("other", type=Path, metavar="B", help="another one")
    parser.add_argument(
        "--tolerance",
        type=_tolerance,
        metavar="X",
        help="relative difference that counts as the same; default: that of rounding, 1.3e-4 for float32",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result as JSON, too")
    given = parser.parse_args(list(arguments))
    problem = problem_with_output("--json", given.json)
    if problem:
        sys.stderr.write(f"keras-debug: {problem}\n")
        return UNUSABLE
    from pyadapter.core.parting import part  # noqa: PLC0415 -- a command line that is refused loads nothing
    from pyadapter.terminal.compare_text import comparison_text  # noqa: PLC0415 -- as above

    records: list[RunRecord] = []
    for file in (given.one, given.other):
        record = _read(file)
        if isinstance(record, str):
            sys.stderr.write(f"keras-debug: {file} cannot be compared: {record}.\n")
            return UNUSABLE
        records.append(record)
    try:
        parting = part(records[0], records[1], given.tolerance)
    except ValueError as error:
        notes = "".join(f"\n  {note}" for record in records for note in record.notes)
        sys.stderr.write(f"keras-debug: {error}.{notes}\n")
        return UNUSABLE
    names = str(given.one), str(given.other)
    text = comparison_text(parting, names, (records[0], records[1]), Style.of(sys.stdout))
    say(sys.stdout, f"{text}\n")
    if given.json is not None:
        try:
            given.json.write_text(json.dumps(_to_json(parting), indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            sys.stderr.write(f"keras-debug: {given.json} cannot be written: {error.strerror or error}.\n")
            return UNUSABLE
    return SAME if parting.step is None else PART


def _read(file: Path) -> RunRecord | str:
    """Read a recording; returns why it cannot be read."""
    if file.is_dir():
        return "it is a folder"
    from pyadapter.core.run_digest import read_record  # noqa: PLC0415 -- as above

    try:
        with file.open(encoding="utf-8", errors="replace") as lines:  # it may be no text at all
            return read_record(lines)
    except OSError as error:
        return error.strerror or str(error)
    except (ValueError, TypeError, KeyError) as error:
        return str(error)


def _tolerance(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a relative difference, as 1e-3 is")
    return value


def _to_json(parting: Parting) -> dict[str, Any]:
    return {
        "version": 1,
        "same": parting.step is None,
        "steps": parting.steps,
        "tolerance": parting.tolerance,
        "step": parting.step,
        "stage": parting.stage,
        "names": None if parting.pair is None else [parting.pair.one.name, parting.pair.other.name],
        "difference": None if parting.pair is None else _number(parting.pair.difference),
        "reordered": parting.reordered,
        "withoutUpdate": None if parting.without_update is None else "AB"[parting.without_update],
        "gradual": parting.gradual,
        "loss": [{"step": step, "difference": _number(difference)} for step, difference in parting.course],
    }


def _number(value: float) -> float | str:
    return value if value < float("inf") else "infinite"
