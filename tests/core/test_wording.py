"""Findings in words, as VS Code's exception widget shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.digest import TensorDigest, digest_line
from pyadapter.core.finding import BatchRows, Cause, Finding, Location, Replay
from pyadapter.core.statistics import Statistics, summarize
from pyadapter.core.wording import how_much, message, replayed, title, worded


def tensor(array: Any, **more: Any) -> TensorDigest:
    numbers = np.asarray(array, np.float32)
    statistics = summarize(numbers)
    line = digest_line(numbers.shape, "float32", "", statistics)
    return TensorDigest(
        **{
            "shape": numbers.shape,
            "dtype": "float32",
            "device": "CPU:0",
            "bytes": 4,
            "line": line,
            "statistics": statistics,
            **more,
        }
    )


BAD = np.ones((32, 10))
BAD[4, :3] = np.nan
LOG = Finding(
    kind="nan",
    title="",
    message="",
    phase="forward",
    epoch=0,
    step=37,
    location=Location("/home/ada/train.py", 41, "call"),
    layer="model/custom_log",
    op="Log",
    tensor=tensor(BAD, role="output"),
    inputs=(tensor([-0.3, 4], name="x", role="input"),),
    batch=BatchRows((4,), (77,)),
    causes=(
        Cause(
            "numeric-domain",
            "x reaches down to -0.3, and log is not defined below 0.",
            "keras.ops.log(keras.ops.maximum(x, 1e-7))",
        ),
    ),
)


def test_a_whole_finding() -> None:
    finding = worded(LOG)
    assert finding.title == "NaN in custom_log (Log)"
    assert finding.message.splitlines() == [
        "3 of 320 values are NaN, rows 4 (77 of the data set)",
        "Where: op Log, layer model/custom_log, train.py:41 in call",
        "When: epoch 0, step 37, in the forward pass",
        "x: f32[2] ∈[-0.3, 4] μ 1.85 σ 2.15",
        "Why: x reaches down to -0.3, and log is not defined below 0.",
        "Fix: keras.ops.log(keras.ops.maximum(x, 1e-7))",
    ]


@pytest.mark.parametrize(
    ("changes", "headline"),
    [
        ({"layer": None}, "NaN in call (Log)"),
        ({"layer": None, "location": None}, "NaN in Log"),
        ({"kind": "inf"}, "Inf in custom_log (Log)"),
        ({"phase": "backward"}, "NaN in gradient of custom_log (Log)"),
        ({"tensor": tensor([np.nan], role="loss")}, "NaN in the loss"),
        (
            {"tensor": tensor([np.nan], role="gradient", name="dense/kernel")},
            "NaN in gradient of dense/kernel",
        ),
        ({"tensor": tensor([np.nan], role="gradient")}, "NaN in gradient of custom_log"),
        ({"tensor": tensor([np.nan], role="variable", name="dense/kernel")}, "NaN in weight dense/kernel"),
        ({"tensor": tensor([np.nan], role="feature", name="age")}, "NaN in the data: age"),
        ({"tensor": tensor([np.nan], role="label")}, "NaN in the labels"),
        ({"layer": None, "op": None, "location": None, "tensor": None}, "NaN in a tensor"),
        (
            {"tensor": tensor([np.nan], role="variable", name="model/encoder_block/attention/query/kernel")},
            "NaN in weight kernel",
        ),
        ({"layer": "model/" + "very_" * 9 + "long"}, "NaN in very_very_very_very_very_v… (Log)"),
    ],
)
def test_titles_name_the_thing(changes: dict[str, Any], headline: str) -> None:
    assert title(replace(LOG, **changes)) == headline


@pytest.mark.parametrize(
    ("statistics", "sentence"),
    [
        (Statistics(1, 1, nan=1), "The value is NaN"),
        (Statistics(5, 5, nan=5), "All 5 values are NaN"),
        (Statistics(5, 5, nan=1), "1 of 5 values is NaN"),
        (Statistics(9, 9, nan=2, positive_inf=1), "2 of 9 values are NaN, 1 +Inf"),
        (Statistics(9, 9, positive_inf=2), "2 of 9 values are +Inf"),
        (Statistics(9, 4, nan=2), "At least 2 of 9 values are NaN"),
        (Statistics(9, 9), "There is NaN in the forward pass"),
        (None, "There is NaN in the forward pass"),
    ],
)
def test_how_much_is_bad(statistics: Statistics | None, sentence: str) -> None:
    digest = replace(tensor([1]), statistics=statistics)
    assert how_much(replace(LOG, tensor=digest, batch=None)) == sentence


@pytest.mark.parametrize(
    ("batch", "end"),
    [
        (BatchRows((4, 9), (77, 80)), ", rows 4 and 9 (77 and 80 of the data set)"),
        (BatchRows((4, 9, 11), (77, None, 80)), ", rows 4, 9 and 11"),
        (BatchRows(tuple(range(30)), (None,) * 30), ", rows 0, 1, 2, 3, 4 and 25 more"),
        (
            BatchRows(tuple(range(30)), tuple(range(30))),
            ", rows 0, 1 and 28 more (0, 1 and 28 more of the data set)",
        ),
        (BatchRows((10**20,), (10**20,)), ", rows 100000000000000000000"),
        (BatchRows((), ()), ""),
    ],
)
def test_guilty_rows_are_listed(batch: BatchRows, end: str) -> None:
    assert how_much(replace(LOG, batch=batch)) == f"3 of 320 values are NaN{end}"


def test_a_cause_on_another_line_says_where() -> None:
    cause = replace(LOG.causes[0], location=Location("/home/ada/losses.py", 8, "loss"))
    assert "Why (losses.py:8): x reaches" in message(replace(LOG, causes=(cause,)))
    assert "Why: x reaches" in message(replace(LOG, causes=(replace(cause, location=LOG.location),)))


def test_a_conclusion_that_is_the_cause_is_said_once_and_whole() -> None:
    why = (
        "`Dense(16)` and `Dense(8)` have no activation: together they are one linear layer, and nothing more."
    )
    cause = Cause("linear-stack", why, 'Dense(16, activation="relu")', Location("/home/ada/model.py", 8))
    lines = message(replace(LOG, message=f"{why[:84]}…", causes=(cause,))).splitlines()
    assert lines[:2] == [
        "`Dense(16)` and `Dense(8)` have no activation: together they are one linear layer,",
        "and nothing more.",
    ]
    assert lines[-1] == 'Fix (model.py:8): Dense(16, activation="relu")'
    assert not any(line.startswith("Why") for line in lines)


def test_validation_is_named() -> None:
    assert "When: epoch 0, step 37, in the forward pass of validation" in message(LOG, validating=True)


def test_a_long_path_of_layers_is_cut_before_the_line_of_source() -> None:
    finding = replace(LOG, layer="/".join(["encoder", *["transformer_block"] * 3, "attention"]))
    assert "Where: op Log, layer attention, train.py:41 in call" in message(finding).splitlines()


def test_a_windows_path_shows_its_file() -> None:
    finding = replace(LOG, location=Location("C:\\Users\\ada\\train.py", 41))
    assert "train.py:41" in message(finding)
    assert "Users" not in message(finding)


def test_a_weight_that_was_loaded_with_nan_says_so() -> None:
    weight = tensor([np.nan], role="variable", name="dense/kernel")
    finding = Finding("nan", "", "", "data", tensor=weight, op="AssignVariableOp")
    assert "When: as the weight was assigned" in message(finding)


def test_a_finding_of_which_little_is_known_has_three_lines() -> None:
    finding = Finding("nan", "", "", "loss", tensor=tensor([np.nan], role="loss"))
    assert message(finding).splitlines() == ["The value is NaN", "When: in the loss", "⚠ NaN×1 · f32[1]"]


@given(
    st.text(st.characters(exclude_categories=["C", "Z"]), max_size=120),
    st.integers(0, 9),
    st.text(max_size=400),
    st.text(max_size=400),
)
def test_the_widget_is_never_too_small(name: str, inputs: int, why: str, fix: str) -> None:
    finding = worded(
        replace(
            LOG,
            layer=f"model/{name}",
            inputs=tuple(tensor([1, 2], name=name) for _ in range(inputs)),
            causes=(Cause("numeric-domain", why, fix),),
        )
    )
    lines = finding.message.split("\n")
    assert len(finding.title) <= 40
    assert 3 <= len(lines) <= 8
    assert all(len(line) <= 85 for line in lines)


def test_a_replayed_step_says_from_where() -> None:
    assert replayed(Replay(37, 37)) == ("Step 37 was replayed exactly, from the state before it",)
    assert replayed(Replay(37, 30)) == ("Step 37 was replayed exactly, by way of the steps from 30 on",)


def test_what_cannot_be_replayed_exactly_is_said_before_all_other_evidence() -> None:
    replay = Replay(37, 30, exact=False, reasons=("tf.random.normal in Noisy.call draws from a generator",))
    finding = Finding("nan", "", "", "forward", evidence=("Norm per update: 1, 2",), replay=replay)
    assert worded(finding).evidence[0].startswith("Replayed approximately: tf.random.normal in Noisy.call")
