"""`npm run score [-- --only PATTERN] [--set DIRECTORY]`: how well faults are found and explained.

Runs each program of a set (see `expectation`) with `keras-debug run --report`, its default options, and
prints how many faults were found, how many got the right cause first and the right line, and each miss in
one line.
Exit code 0 only if the aims hold.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.harness.starter import Starter
from tests.score.expectation import Expectation, read_set
from tests.score.judge import Verdict, judge
from tests.score.table import aims_hold, table

HERE = Path(__file__).parent
LONGEST = 600
"""Seconds for a program: much more than it needs, for machines that have other things to do."""


def main() -> int:
    """Run the programs, print the table; return the exit code."""
    parser = argparse.ArgumentParser(prog="npm run score --", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--only", metavar="PATTERN", help="programs whose name or cause has this in it; * is a wildcard"
    )
    parser.add_argument("--set", metavar="DIRECTORY", type=Path, default=HERE, help="another set of programs")
    parser.add_argument("--jobs", metavar="N", type=int, default=2, help="programs at a time (default: 2)")
    parser.add_argument(
        "--seed", metavar="N", type=int, default=1, help="other weights and batches (default: 1)"
    )
    parser.add_argument("--verbose", action="store_true", help="say of each program what was told")
    options = parser.parse_args()
    programs = [program for program in read_set(options.set.resolve()) if _is_meant(program, options.only)]
    if not programs:
        parser.error("no such program")
    begin = time.monotonic()
    verdicts = run(programs, options.jobs, options.seed, options.verbose)
    print(table(verdicts, time.monotonic() - begin))
    return 0 if aims_hold(verdicts) else 1


def _is_meant(program: Expectation, only: str | None) -> bool:
    pattern = f"*{only or ''}*"
    return any(fnmatch.fnmatch(text, pattern) for text in (program.name, *program.causes))


def run(programs: list[Expectation], jobs: int, seed: int, verbose: bool) -> list[Verdict]:
    """Run programs, some at a time, with a line of progress for each; return verdicts in their order."""
    starters: SimpleQueue[Starter] = SimpleQueue()
    every = [Starter() for _ in range(min(jobs, len(programs)))]
    for starter in every:
        starters.put(starter)

    def run_one(program: Expectation) -> Verdict:
        starter = starters.get()
        try:
            with tempfile.TemporaryDirectory(prefix="keras-debug-score-") as folder:
                begin = time.monotonic()
                ended = starter.run(Path(folder), str(program.path), seed=seed, longest=LONGEST)
                return judge(program, ended, time.monotonic() - begin)
        finally:
            starters.put(starter)

    verdicts = []
    try:
        with ThreadPoolExecutor(len(every)) as pool:
            for number, verdict in enumerate(pool.map(run_one, programs), start=1):
                verdicts.append(verdict)
                _progress(number, len(programs), verdict, verbose)
    finally:
        for starter in every:
            starter.close()
    return verdicts


def _progress(number: int, of: int, verdict: Verdict, verbose: bool) -> None:
    if verbose:
        print(
            f"{number:>3}/{of} {verdict.seconds:5.1f} s  {verdict.expected.name}: {verdict.told}", flush=True
        )
    elif sys.stdout.isatty():
        print(f"\r\x1b[2K{number}/{of} {verdict.expected.name}", end="\n" if number == of else "", flush=True)


if __name__ == "__main__":
    sys.exit(main())
