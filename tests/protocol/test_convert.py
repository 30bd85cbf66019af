"""Conversion: domain types survive the wire, and what is on the wire is what the schema says."""

from __future__ import annotations

import base64
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.digest import TensorDigest
from pyadapter.core.finding import BatchRows, Cause, Finding, Location
from pyadapter.core.histogram import Histogram
from pyadapter.core.statistics import Statistics
from pyadapter.core.window import Window
from pyadapter.protocol.convert import (
    finding_to_wire,
    histogram_to_wire,
    report_to_wire,
    window_to_wire,
)
from pyadapter.protocol.framing import encode_message
from pyadapter.protocol.validation import problems_with, schema

TEXT = st.text(max_size=8)
COUNT = st.integers(0, 2**40)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
STATISTICS = st.builds(
    Statistics,
    count=COUNT,
    counted=COUNT,
    nan=COUNT,
    positive_inf=COUNT,
    negative_inf=COUNT,
    zeros=COUNT,
    minimum=NUMBER,
    maximum=NUMBER,
    mean=NUMBER,
    standard_deviation=NUMBER,
    norm=NUMBER,
    unique=st.none() | COUNT,
)
LOCATION = st.builds(Location, file=TEXT, line=COUNT, function=st.none() | TEXT)
INDEX = st.lists(COUNT, max_size=3).map(tuple)
DIGEST = st.builds(
    TensorDigest,
    shape=st.lists(st.none() | COUNT, max_size=3).map(tuple),
    dtype=TEXT,
    device=TEXT,
    bytes=COUNT,
    line=TEXT,
    name=st.none() | TEXT,
    role=st.none() | st.just("input"),
    statistics=st.none() | STATISTICS,
    first_bad=st.none() | INDEX,
    made_by=st.none() | TEXT,
    handle=st.none() | COUNT,
)
FINDING = st.builds(
    Finding,
    kind=st.just("nan"),
    title=TEXT,
    message=TEXT,
    phase=st.just("forward"),
    epoch=st.none() | COUNT,
    step=st.none() | COUNT,
    location=st.none() | LOCATION,
    layer=st.none() | TEXT,
    op=st.none() | TEXT,
    tensor=st.none() | DIGEST,
    inputs=st.lists(DIGEST, max_size=2).map(tuple),
    batch=st.none()
    | st.builds(BatchRows, rows=INDEX, dataset_rows=st.lists(st.none() | COUNT, max_size=2).map(tuple)),
    causes=st.lists(
        st.builds(Cause, id=TEXT, message=TEXT, fix=TEXT, location=st.none() | LOCATION), max_size=2
    ).map(tuple),
)


def test_every_field_of_a_finding_is_on_the_wire() -> None:
    line = Location("train.py", 41, "call")
    tensor = TensorDigest(
        (None, 3), "float32", "CPU:0", 12, "f32[None,3]", "x", "input", None, (0, 2), "Log", 7
    )
    finding = Finding(
        "inf", "Inf in Log", "3 of 3", "backward", 1, 40, line, "model/dense", "Log", tensor, (tensor,),
        BatchRows((4, 9), (77, None)), (Cause("numeric-domain", "x holds a zero.", "x + 1", line),),
    )  # fmt: skip
    place = {"file": "train.py", "line": 41, "function": "call"}
    digest = {
        "shape": [None, 3], "dtype": "float32", "device": "CPU:0", "bytes": 12, "line": "f32[None,3]",
        "name": "x", "role": "input", "firstBad": [0, 2], "madeBy": "Log", "handle": 7,
    }  # fmt: skip
    assert finding_to_wire(finding) == {
        "kind": "inf", "title": "Inf in Log", "message": "3 of 3", "phase": "backward",
        "epoch": 1, "step": 40, "location": place, "layer": "model/dense", "op": "Log",
        "tensor": digest, "inputs": [digest],
        "batch": {"rows": [4, 9], "datasetRows": [77, None]},
        "causes": [{"id": "numeric-domain", "message": "x holds a zero.", "fix": "x + 1", "location": place,
                    "confidence": "likely"}],
            "evidence": [],
    }  # fmt: skip


def statistics_on_the_wire(statistics: Statistics) -> dict[str, Any]:
    tensor = TensorDigest((1,), "float32", "", 4, "f32[1]", statistics=statistics)
    wire: dict[str, Any] = finding_to_wire(Finding("nan", "", "", "loss", tensor=tensor))["tensor"][
        "statistics"
    ]
    return wire


@given(FINDING)
def test_a_finding_on_the_wire_is_what_the_schema_says(finding: Finding) -> None:
    assert problems_with(finding_to_wire(finding), schema()["definitions"]["Finding"], "finding") == []


@given(st.lists(FINDING, max_size=2))
def test_a_report_is_what_the_schema_says(findings: list[Finding]) -> None:
    report = report_to_wire("stopped", findings)
    assert problems_with(report, schema()["definitions"]["Report"], "report") == []


def test_what_is_not_known_is_left_out() -> None:
    wire = finding_to_wire(Finding("nan", "NaN in Log", "NaN", "loss"))
    assert wire == {
        "kind": "nan", "title": "NaN in Log", "message": "NaN", "phase": "loss", "inputs": [], "causes": [],
        "evidence": [],
    }  # fmt: skip


def test_a_tensor_without_finite_values_has_null_moments() -> None:
    wire = statistics_on_the_wire(Statistics(count=4, counted=2, nan=2))
    assert wire["minimum"] is None
    assert wire["norm"] is None
    assert wire["sampled"] is True
    assert "unique" not in wire


@pytest.mark.parametrize("mean", [float("inf"), float("nan"), np.float64("inf")])
def test_a_moment_that_overflowed_does_not_break_the_message(mean: float) -> None:
    wire = statistics_on_the_wire(Statistics(count=1, counted=1, mean=mean))
    assert wire["mean"] is None
    assert encode_message(wire)


def test_a_histogram_is_plain_numbers() -> None:
    histogram = Histogram(
        edges=(np.float64(0), 0.5, 1.0),
        counts=(4, 5),
        nan=1,
        positive_inf=2,
        negative_inf=3,
        sampled=False,
    )
    wire = histogram_to_wire(histogram)
    assert wire["edges"] == [0.0, 0.5, 1.0]
    assert wire["counts"] == [4, 5]
    assert problems_with(wire, schema()["definitions"]["Histogram"], "histogram") == []


def test_a_windows_values_are_little_endian_float64_row_by_row() -> None:
    values = np.array([[1.0, np.nan], [-np.inf, 4.0]])
    wire = window_to_wire(Window(shape=(9, 2, 2), row=0, column=0, rows=2, columns=2, values=values))
    read = struct.unpack("<4d", base64.b64decode(wire["values"]))
    np.testing.assert_array_equal(np.array(read).reshape(2, 2), values)
    assert problems_with(wire, schema()["definitions"]["Window"], "window") == []
