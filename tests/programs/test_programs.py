"""Every kind of finding: faulty programs are stopped on their marked line, look-alikes are left alone.

A folder is named after a kind. `faulty_*.py` ends the line to be named with `# @here`; `healthy_*.py` looks
like one of them and is fine, whatever kind is armed. A line `# keras-debug run --option` gives options.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pyadapter.core import kinds

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.harness.starter import Ended

pytestmark = pytest.mark.tensorflow
HERE = Path(__file__).parent
FAULTY = sorted(HERE.glob("*/faulty_*.py"))
HEALTHY = sorted(HERE.glob("*/healthy_*.py"))
COMMAND = "# keras-debug run "
FEWEST = 3
"""Programs of each sort that a kind needs."""


def name_of(program: Path) -> str:
    return f"{program.parent.name}/{program.stem}"


def own_arguments(program: Path) -> list[str]:
    text = program.read_text(encoding="utf-8")
    return re.findall(r"^# keras-debug run (.+)$", text, re.MULTILINE)[0].split() if COMMAND in text else []


@pytest.mark.parametrize("program", FAULTY, ids=name_of)
def test_a_faulty_program_is_stopped_on_its_line(
    program: Path, keras_debug_run: Callable[..., Ended]
) -> None:
    # Its kind alone: of many of them the set-up says more, and before the first update.
    ended = keras_debug_run("--break", program.parent.name, *own_arguments(program), str(program))

    assert ended.code == 3, ended.output
    finding = ended.findings[0]
    lines = program.read_text(encoding="utf-8").splitlines()
    marked = [number for number, line in enumerate(lines, start=1) if line.endswith("# @here")]
    assert finding["kind"] == program.parent.name, ended.output
    assert finding["location"]["file"] == str(program)
    assert finding["location"]["line"] in marked, ended.output
    assert len(finding["title"]) <= 40
    assert all(len(line) <= 85 for line in finding["message"].splitlines())


@pytest.mark.parametrize("program", HEALTHY, ids=name_of)
def test_a_healthy_look_alike_is_left_alone(program: Path, keras_debug_run: Callable[..., Ended]) -> None:
    ended = keras_debug_run("--break", "all", *own_arguments(program), str(program))

    assert ended.code == 0, ended.output
    assert (ended.report["ended"], ended.findings) == ("completed", [])


@pytest.mark.parametrize("kind", kinds.DEFAULT)
def test_a_kind_has_programs_of_both_sorts(kind: str) -> None:
    assert len([program for program in FAULTY if program.parent.name == kind]) >= FEWEST
    assert len([program for program in HEALTHY if program.parent.name == kind]) >= FEWEST
