"""Validation: what is wrong with a configuration is said by the attribute's name."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from pyadapter.protocol.validation import attribute_problems, own_attributes, schema


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            {"progam": "x.py"},
            '"progam" is not an attribute of a keras configuration. Did you mean "program"?',
        ),
        ({"zzz": 1}, '"zzz" is not an attribute of a keras configuration.'),
        ({"maxEpochs": "three"}, '"maxEpochs" must be a whole number of at least 1 or null, not "three".'),
        ({"maxEpochs": 0}, '"maxEpochs" must be a whole number of at least 1 or null, not 0.'),
        ({"maxEpochs": True}, '"maxEpochs" must be a whole number of at least 1 or null, not true.'),
        ({"justMyCode": "yes"}, '"justMyCode" must be true or false, not "yes".'),
        (
            {"console": "terminal"},
            '"console" must be one of "internalConsole", "integratedTerminal", "external',
        ),
        ({"execution": "fast"}, '"execution" must be one of "eager", "replay", not "fast".'),
        ({"args": ["a", 1]}, '"args[1]" must be a text, not 1.'),
        ({"args": 1}, '"args" must be a list of texts or a text, not 1.'),
        ({"env": {"A": 1}}, '"env.A" must be a text or null, not 1.'),
        ({"device": "tpu"}, '"device" must be as described'),
        (
            {"tensorBreakpoints": ["nam"]},
            '"tensorBreakpoints[0]" must be a known name, not "nam". Did you mean "nan"?',
        ),
        (
            {"tensorBreakpoints": ["?"]},
            '"tensorBreakpoints[0]" must be one of "nan", "inf", "shape-mismatch"',
        ),
        (
            {"tensorBreakpoints": [{"kind": "gradients-missing"}]},
            '"tensorBreakpoints[0].kind" must be a known name, not "gradients-missing". Did you',
        ),
        ({"tensorBreakpoints": [{"condition": "x"}]}, '"tensorBreakpoints[0]" must have "kind"'),
        (
            {"tensorBreakpoints": [{"kind": "nan", "when": "x"}]},
            '"tensorBreakpoints[0].when" is not known.',
        ),
    ],
)
def test_a_problem_names_the_attribute_and_what_is_expected(arguments: dict[str, Any], problem: str) -> None:
    (found,) = attribute_problems("launch", arguments)
    assert found.startswith(problem)


def test_all_problems_are_told_at_once() -> None:
    assert len(attribute_problems("launch", {"progam": "x.py", "maxEpochs": "three"})) == 2


@pytest.mark.parametrize(
    ("request_", "arguments", "problem"),
    [
        ("attach", {"connect": {}}, '"connect" must have "port", a whole number from 1 to 65535.'),
        ("attach", {"connect": {"port": 70000}}, '"connect.port" must be a whole number from 1 to 65535'),
    ],
)
def test_attach_attributes_are_checked(
    request_: Literal["attach"], arguments: dict[str, Any], problem: str
) -> None:
    (found,) = attribute_problems(request_, arguments)
    assert found.startswith(problem)


@pytest.mark.parametrize(
    "arguments",
    [
        {"type": "keras", "request": "launch", "name": "x", "__sessionId": "1", "preLaunchTask": "build"},
        {"program": "x.py", "python": ["python3", "-X", "dev"], "args": "--epochs 3", "env": {"A": None}},
        {"pathMappings": [], "django": True, "redirectOutput": True, "subProcess": False, "qt": "none"},
        {"tensorBreakpoints": ["nan", {"kind": "inf", "condition": "step > 3"}], "maxEpochs": None},
        {"device": "gpu:1", "memoryGrowth": False, "statistics": "none", "maxStepsPerEpoch": 3.0},
    ],
)
def test_what_is_right_passes(arguments: dict[str, Any]) -> None:
    assert attribute_problems("launch", arguments) == ()


def test_a_child_session_attaches_with_its_parents_attributes() -> None:
    inherited = {"program": "x.py", "device": "cpu", "subProcessId": 7, "connect": {"host": "::1", "port": 5}}
    assert attribute_problems("attach", inherited) == ()


def test_every_launch_attribute_is_debugpys_or_ours() -> None:
    ours = {"execution", "tensorBreakpoints", "device", "memoryGrowth", "maxEpochs", "maxStepsPerEpoch"}
    ours |= {"memoryBudget", "statistics", "openPanelOnStop", "snapshotEvery", "replayMemory", "snapshotsOn"}
    assert own_attributes() == ours
    assert own_attributes() < schema()["definitions"]["LaunchAttributes"]["properties"].keys()
