"""The command line of `keras-debug check`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from pyadapter.core.source.checks import BY_CODE
from pyadapter.core.source.diagnostic import Level
from pyadapter.core.source.explain import explain
from pyadapter.core.source.ignoring import UNKNOWN_IGNORE
from pyadapter.terminal.check.checking import Wanted, check_file, check_text
from pyadapter.terminal.check.files import decoded, found
from pyadapter.terminal.check.text import counted, diagnostic_text, summary
from pyadapter.terminal.style import Style, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.terminal.check.checking import Checked

CLEAN, BAD, UNUSABLE = 0, 3, 2

_STDIN = "-"
_NAME_OF_STDIN = "<stdin>"
_CODES = frozenset({*BY_CODE, UNKNOWN_IGNORE})


def main(arguments: Sequence[str]) -> int:
    """Check files.

    Returns:
        0 when there is nothing at `warning` or above, 3 when there is, 2 for what cannot be read.
    """
    parser = _parser()
    given = parser.parse_args(list(arguments))
    if given.explain is not None:
        say(sys.stdout, explain(BY_CODE[given.explain]))
        return CLEAN
    paths: list[str] = given.paths
    if not paths:
        parser.error("which files or folders? `keras-debug check .` checks all that are here")
    if given.fix and _STDIN in paths:
        parser.error("--fix writes into files: it has no use for `-`")
    wanted = Wanted(frozenset().union(*given.select), frozenset().union(*given.ignore), dict(given.level))
    failed: dict[str, str] = {}
    files, count = _checked(paths, wanted, failed)
    mended = 0
    if given.fix:
        files, mended = _fixed(files, wanted, failed)
    form = "json" if given.json else given.format
    if given.sarif is not None:
        _write(given.sarif, _sarif(files, failed), failed)
    if form == "json":
        from pyadapter.terminal.check.json_form import to_json  # noqa: PLC0415 -- only who wants it waits

        say(sys.stdout, json.dumps(to_json(files, count, failed), indent=2) + "\n")
    elif form == "sarif":
        say(sys.stdout, _sarif(files, failed))
    else:
        _print(files, count, mended, hints=given.hints or bool(given.select))
    _tell(files, failed)
    if failed:
        return UNUSABLE
    bad = any(each.level in {"error", "warning"} for checked in files for each in checked.diagnostics)
    return BAD if bad else CLEAN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="keras-debug check",
        description="Find what is wrong in Keras code without running it: shapes that do not fit, losses "
        "that do not go with the last layer, code that a graph runs only once. TensorFlow is not imported.",
        epilog="Exit code: 0 nothing at `warning` or above, 3 there is, 2 a file or the command line cannot "
        "be read. A comment `# keras-debug: ignore[CODE]` leaves a line out.",
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files, folders, or - for standard input")
    parser.add_argument(
        "--select", type=_codes, action="append", default=[], metavar="CODE,…", help="only these"
    )
    parser.add_argument(
        "--ignore", type=_codes, action="append", default=[], metavar="CODE,…", help="not these"
    )
    parser.add_argument(
        "--level",
        type=_level,
        action="append",
        default=[],
        metavar="CODE=LEVEL",
        help=f"how bad a code is: {', '.join(get_args(Level))}",
    )
    parser.add_argument(
        "--hints", action="store_true", help="show hints, too: what is so, and need not be bad"
    )
    parser.add_argument("--fix", action="store_true", help="write the fixes that are certain into the files")
    parser.add_argument("--format", choices=("text", "json", "sarif"), default="text", help="default: text")
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument("--sarif", type=Path, metavar="FILE", help="write SARIF 2.1.0 into a file, too")
    parser.add_argument("--explain", choices=sorted(BY_CODE), metavar="CODE", help="what a code is about")
    return parser


def _codes(text: str) -> frozenset[str]:
    codes = frozenset(each.strip() for each in text.split(",")) - {""}
    for code in sorted(codes - _CODES):
        raise argparse.ArgumentTypeError(f"there is no check {code!r}; there are {', '.join(sorted(_CODES))}")
    return codes


def _level(text: str) -> tuple[str, Level]:
    code, _, given = text.partition("=")
    level = next((each for each in get_args(Level) if each == given), None)
    if level is None:
        raise argparse.ArgumentTypeError(f"{text!r}: CODE=LEVEL, LEVEL one of {', '.join(get_args(Level))}")
    _codes(code)
    return code, level


def _checked(paths: Sequence[str], wanted: Wanted, failed: dict[str, str]) -> tuple[list[Checked], int]:
    """Return the files that have Keras in them, and how many were looked at."""
    files = found([Path(each) for each in paths if each != _STDIN], failed)
    checked = [made for path in files if (made := check_file(path, wanted, failed)) is not None]
    if _STDIN not in paths:
        return checked, len(files)
    try:
        content = decoded(sys.stdin.buffer.read())
    except ValueError as error:
        failed[_NAME_OF_STDIN] = str(error)
        return checked, len(files)
    return [*checked, check_text(_NAME_OF_STDIN, content, wanted, failed)], len(files) + 1


def _fixed(files: list[Checked], wanted: Wanted, failed: dict[str, str]) -> tuple[list[Checked], int]:
    from pyadapter.terminal.check.fixing import fix_file  # noqa: PLC0415 -- only who wants it waits

    mended = 0
    for place, checked in enumerate(files):
        try:
            files[place], count = fix_file(checked, wanted, failed)
        except OSError as error:  # noqa: PERF203 -- the other files are mended all the same
            failed[checked.path] = error.strerror or str(error)
        else:
            mended += count
    return files, mended


def _sarif(files: Sequence[Checked], failed: dict[str, str]) -> str:
    from pyadapter.terminal.check.sarif_form import to_sarif  # noqa: PLC0415 -- only who wants it waits

    return json.dumps(to_sarif(files, failed, Path.cwd()), indent=2) + "\n"


def _write(file: Path, text: str, failed: dict[str, str]) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        failed[str(file)] = f"cannot be written: {error.strerror or error}"


def _print(files: Sequence[Checked], count: int, mended: int, *, hints: bool) -> None:
    style = Style.of(sys.stdout)
    lines: list[str] = []
    hidden = 0
    for checked in files:
        for each in checked.diagnostics:
            if each.level == "hint" and not hints:
                hidden += 1
                continue
            lines += [*diagnostic_text(checked, each, style), ""]
    if mended:
        lines.append(f"Mended {counted(mended, 'diagnostic')}.")
    lines.append(summary(files, count, hidden, style))
    say(sys.stdout, "\n".join(lines) + "\n")


def _tell(files: Sequence[Checked], failed: dict[str, str]) -> None:
    for checked in files:
        if checked.left_out is not None and checked.content.cells is None:
            say(
                sys.stderr,
                f"{checked.path}:{checked.left_out}: not all of it can be parsed; the rest is checked.\n",
            )
    for path, why in failed.items():
        say(sys.stderr, f"keras-debug: {path}: {why}.\n")
