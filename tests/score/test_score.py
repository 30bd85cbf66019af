"""The set covers the catalogue, and a verdict reads the first finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.harness.starter import Ended
from tests.score.expectation import Expectation, read, read_set
from tests.score.judge import judge
from tests.score.table import aims_hold

PROGRAMS = read_set(Path(__file__).parent)
CAUSES = [
    "labels-in-inputs",
    "label-out-of-range",
    "loss-activation-mismatch",
    "logits-probabilities",
    "loss-for-task",
    "learning-rate-high",
    "learning-rate-low",
    "learning-rate-default",
    "unscaled-input",
    "unscaled-target",
    "saturating-stack",
    "dead-relu",
    "weight-init",
    "linear-stack",
    "output-activation",
    "missing-flatten",
    "channel-order",
    "batch-axis",
    "target-rank",
    "wrong-axis",
    "incompatible-shapes",
    "numeric-domain",
    "float16-overflow",
    "epsilon-underflow",
    "forward-outside-tape",
    "non-differentiable",
    "frozen-variables",
    "sorted-split",
    "constant-labels",
    "nan-in-data",
    "dropout-high",
    "out-of-memory",
]
"""Those of the fault catalogue."""

SOFTMAX = Expectation(Path("faulty/softmax.py"), frozenset({"output-activation"}), frozenset({7, 9}), "")
HEALTHY = Expectation(Path("healthy/softmax.py"), frozenset(), frozenset(), "")


def finding(*causes: tuple[str, int | None], line: int = 12) -> dict[str, Any]:
    return {
        "kind": "output-range",
        "location": {"file": "softmax.py", "line": line},
        "causes": [
            {"id": cause, **({"location": {"file": "/home/ada/softmax.py", "line": at}} if at else {})}
            for cause, at in causes
        ],
    }


def ended(*findings: dict[str, Any], code: int = 3) -> Ended:
    return Ended(code, "Traceback\nValueError: no", {"findings": list(findings)})


@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_has_a_program(cause: str) -> None:
    assert [program for program in PROGRAMS if cause in program.causes]


def test_causes_are_those_of_the_catalogue() -> None:
    assert {cause for program in PROGRAMS for cause in program.causes} <= set(CAUSES)


def test_the_first_cause_and_its_place_count() -> None:
    verdict = judge(SOFTMAX, ended(finding(("output-activation", 7), ("dead-relu", 5))), 1)
    assert (verdict.detected, verdict.diagnosed, verdict.located) == (True, True, True)

    verdict = judge(SOFTMAX, ended(finding(("dead-relu", 5), ("output-activation", 7))), 1)
    assert (verdict.detected, verdict.diagnosed, verdict.located) == (True, False, False)


def test_a_finding_has_a_place_of_its_own() -> None:
    assert judge(SOFTMAX, ended(finding(line=9)), 1).located
    assert judge(SOFTMAX, ended(finding(("output-activation", None), line=9)), 1).located
    assert not judge(SOFTMAX, ended(finding(("output-activation", None))), 1).located


def test_an_end_with_an_error_and_no_finding_is_a_miss() -> None:
    verdict = judge(SOFTMAX, ended(code=1), 1)

    assert not verdict.detected
    assert verdict.told == "nothing, and it ended with 1: ValueError: no"


@pytest.mark.parametrize(
    ("result", "good"), [(ended(code=0), True), (ended(code=1), False), (ended(finding()), False)]
)
def test_a_healthy_program_ends_well_without_a_finding(result: Ended, good: bool) -> None:
    assert aims_hold([judge(HEALTHY, result, 1)]) is good


def test_a_failure_in_the_probe_is_told() -> None:
    logged = "failure in the probe, please report it: check\nTraceback (most recent\n  File\nKeyError: 3\n"

    verdict = judge(HEALTHY, Ended(0, f"epoch 1\n{logged}epoch 2", {}), 1)

    assert verdict.failures == ("check: KeyError: 3",)
    assert not aims_hold([verdict])


def test_a_faulty_program_says_what_is_wrong_and_where(tmp_path: Path) -> None:
    program = tmp_path / "faulty" / "program.py"
    program.parent.mkdir()
    program.write_text(
        '"""Too high."""\n# cause: learning-rate-high|unscaled-input\nrate = 10  # @here\n', "utf-8"
    )
    expected = read(program)
    assert expected.causes == {"learning-rate-high", "unscaled-input"}
    assert expected.lines == {3}
    assert expected.summary == "Too high."

    program.write_text("rate = 10\n", "utf-8")
    with pytest.raises(ValueError, match="needs a docstring"):
        read(program)
