"""Compares what was told of a program with what it expects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.harness.starter import Ended
    from tests.score.expectation import Expectation

FAILURE = "failure in the probe, please report it: "


@dataclass(frozen=True)
class Verdict:
    """How well one program was judged.

    Attributes:
        expected: The program.
        told: Kind, causes and place of the first finding in words, or how it ended without one.
        detected: There was a finding.
        diagnosed: The first cause of the first finding is one of the right ones.
        located: The line that it points at is one of the marked ones.
        broken: There was no finding, and the program did not end well either.
        failures: What failed in the probe itself, in words.
        seconds: How long it took.
    """

    expected: Expectation
    told: str
    detected: bool
    diagnosed: bool
    located: bool
    broken: bool
    failures: tuple[str, ...]
    seconds: float


def judge(expected: Expectation, ended: Ended, seconds: float) -> Verdict:
    """Judge a run by its report, or by how it ended without one.

    Only the first finding counts: the run is stopped there, and it is what the user reads.
    """
    findings = ended.report.get("findings", [])
    failures = tuple(_failures(ended.output))
    if not findings:
        told = (
            "nothing"
            if ended.code == 0
            else f"nothing, and it ended with {ended.code}: {_error(ended.output)}"
        )
        return Verdict(expected, told, False, False, False, ended.code != 0, failures, seconds)
    finding = findings[0]
    causes = [cause["id"] for cause in finding.get("causes", [])]
    place = _place(finding)
    return Verdict(
        expected,
        told=f"{finding['kind']}: {' > '.join(causes) or 'no cause'}, {_words(place)}",
        detected=True,
        diagnosed=causes[:1] != [] and causes[0] in expected.causes,
        located=_is_marked(place, expected),
        broken=False,
        failures=failures,
        seconds=seconds,
    )


def _is_marked(place: dict[str, Any] | None, expected: Expectation) -> bool:
    return (
        place is not None
        and Path(place["file"]).name == expected.path.name
        and place["line"] in expected.lines
    )


def _place(finding: dict[str, Any]) -> dict[str, Any] | None:
    """Where the first cause says that the fix belongs, otherwise where the finding is."""
    for cause in finding.get("causes", [])[:1]:
        if cause.get("location"):
            place: dict[str, Any] = cause["location"]
            return place
    return finding.get("location")


def _error(output: str) -> str:
    """The last line that the script itself wrote, which is its exception."""
    lines = [line for line in output.strip().splitlines() if line and not line.startswith("keras-debug:")]
    return lines[-1][:200] if lines else "no output"


def _failures(output: str) -> list[str]:
    """Each failure that `contained` logged: its function, and the exception at the end of its traceback."""
    return [
        f"{function}: {error.strip()[:200]}"
        for function, error in re.findall(rf"{FAILURE}(.+)\nTraceback.*\n(?: .*\n)*(.*)", output)
    ]


def _words(place: dict[str, Any] | None) -> str:
    return f"line {place['line']} of {Path(place['file']).name}" if place else "no line"
