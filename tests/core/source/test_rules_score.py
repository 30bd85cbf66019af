"""The score set read from its sources alone: what is told is right, and what is healthy is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyadapter.core.source.analysis import analyse
from tests.score.expectation import Expectation, read_set

PROGRAMS = read_set(Path(__file__).parents[2] / "score")
FAULTY = [each for each in PROGRAMS if each.faulty]
RIGHT = 25
"""Programs whose cause the source alone tells; the others need data, or numbers of a run."""


def told(program: Expectation) -> list[tuple[str, int]]:
    """Return the causes that are told, without hints, and where."""
    found = analyse(program.path.read_text(encoding="utf-8")).diagnostics
    return [(each.code, each.span.line) for each in found if each.level != "hint"]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda each: each.name)
def test_nothing_is_told_but_the_cause_where_the_fix_belongs(program: Expectation) -> None:
    wrong = [each for each in told(program) if each[0] not in program.causes or each[1] not in program.lines]
    assert wrong == []


def test_the_source_alone_tells_a_quarter_of_the_causes() -> None:
    assert sum(bool(told(program)) for program in FAULTY) >= RIGHT
