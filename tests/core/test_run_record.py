"""Records of runs as JSON: what is written is read again, and nothing that is read is trusted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.run_record import (
    MOST_CAUSES,
    MOST_FINDINGS,
    MOST_HISTORY,
    MOST_TENSORS,
    MOST_TEXT,
    CauseRecord,
    FindingRecord,
    PlaceRecord,
    RunRecord,
    Seen,
    TensorRecord,
)
from pyadapter.core.run_record_json import from_json, to_json

TEXT = st.text(min_size=1, max_size=20)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
COUNT = st.integers(0, 1 << 40)
SEEN = st.builds(Seen, COUNT, NUMBER, NUMBER, NUMBER, NUMBER, COUNT)
PLACE = st.builds(PlaceRecord, TEXT, st.integers(1, 10**6), TEXT)
CAUSE = st.builds(CauseRecord, TEXT, TEXT, TEXT, st.none() | PLACE)
TENSOR = st.builds(
    TensorRecord,
    TEXT,
    TEXT,
    st.integers(1, 10**6),
    TEXT,
    TEXT,
    st.lists(st.none() | COUNT, max_size=5).map(tuple),
    TEXT,
    TEXT,
    st.lists(SEEN, max_size=3).map(tuple),
    st.none() | TEXT,
    NUMBER,
)
FINDING = st.builds(
    FindingRecord,
    TEXT,
    TEXT,
    TEXT,
    st.none() | COUNT,
    st.none() | COUNT,
    st.none() | PLACE,
    st.lists(CAUSE, max_size=2).map(tuple),
)
RECORD = st.builds(
    RunRecord,
    TEXT,
    st.floats(0, 1e10),
    COUNT,
    st.sampled_from(["eager", "replay"]),
    st.lists(TENSOR, max_size=3).map(tuple),
    st.lists(FINDING, max_size=3).map(tuple),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)

POS = TensorRecord("/a/train.py", "Net.call", 3, "pos = x", "pos", (32, 5), "float32", "f32[32,5]")
RUN = RunRecord("/a/train.py", 5.0, 1, tensors=(POS,))


def through_text(record: RunRecord) -> RunRecord | None:
    return from_json(json.loads(json.dumps(to_json(record), allow_nan=False)))


@given(RECORD)
def test_what_is_written_is_read_again(record: RunRecord) -> None:
    assert through_text(record) == record


@given(JSON)
def test_any_json_is_a_record_or_none(value: Any) -> None:
    found = from_json(value)
    assert found is None or isinstance(found, RunRecord)


@st.composite
def broken(draw: st.DrawFn) -> Any:
    """Records with something else in one place."""
    value = json.loads(json.dumps(to_json(draw(RECORD))))
    where, key = [value], draw(st.sampled_from(sorted(value)))
    while isinstance(where[-1][key], (dict, list)) and where[-1][key] and draw(st.booleans()):
        where.append(where[-1][key])
        inner = where[-1]
        key = draw(st.sampled_from(sorted(inner) if isinstance(inner, dict) else range(len(inner))))
    where[-1][key] = draw(JSON)
    return value


@given(broken())
def test_what_is_read_can_always_be_written(value: Any) -> None:
    found = from_json(value)
    if found is not None:
        assert through_text(found) == found


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_not_finite_are_none(number: float) -> None:
    seen = Seen(0, number, number, number, number, 4)
    record = RunRecord("/a", 5.0, tensors=(TensorRecord(**{**vars(POS), "history": (seen,)}),))
    found = through_text(record)
    assert found is not None
    assert found.tensors[0].history == (Seen(0, bad=4),)


@pytest.mark.parametrize("version", [0, 2, "1", None, True])
def test_another_version_is_none(version: Any) -> None:
    assert from_json({**to_json(RUN), "version": version}) is None


def test_too_much_is_left_out() -> None:
    history = tuple(Seen(step) for step in range(MOST_HISTORY + 5))
    tensor = TensorRecord(**{**vars(POS), "history": history, "digest": "x" * 5000})
    cause = CauseRecord("id", "why", "fix")
    finding = FindingRecord("nan", "t", "m", causes=(cause,) * (MOST_CAUSES + 1))
    record = RunRecord(
        "/a", 5.0, tensors=(tensor,) * (MOST_TENSORS + 1), findings=(finding,) * (MOST_FINDINGS + 1)
    )
    found = through_text(record)
    assert found is not None
    assert len(found.tensors) == MOST_TENSORS
    assert found.tensors[0].history == history[-MOST_HISTORY:]
    assert len(found.tensors[0].digest) == MOST_TEXT
    assert len(found.findings) == MOST_FINDINGS
    assert len(found.findings[0].causes) == MOST_CAUSES


@pytest.mark.parametrize(
    ("key", "value"),
    [("line", 0), ("line", True), ("line", "3"), ("shape", [-1]), ("shape", "32"), ("name", ""), ("file", 5)],
)
def test_an_entry_that_is_none_is_left_out_alone(key: str, value: Any) -> None:
    written = to_json(RunRecord("/a/train.py", 5.0, tensors=(POS, POS)))
    written["tensors"][0][key] = value
    found = from_json(written)
    assert found is not None
    assert found.tensors == (POS,)
