"""Targets of data breakpoints as text."""

from __future__ import annotations

import pytest

from pyadapter.protocol.targets import Maker, describe, is_target, short_name

MAKER = Maker(r"C:\work\train.py", "<lambda>", 12, "MatMul", "model/dense", 6)
FAR = Maker("", "", 0, "Relu", "model/dense", 0)


@pytest.mark.parametrize("maker", [MAKER, FAR])
def test_a_place_is_read_as_it_was_written(maker: Maker) -> None:
    assert Maker.of(maker.target()) == maker
    assert is_target(maker.target())


@pytest.mark.parametrize("text", ["", "tensor:", "tensor:a:b:c:d:e:f", "variable:x", "x:1:2:3:4:5:6"])
def test_other_text_is_no_place(text: str) -> None:
    assert Maker.of(text) is None


def test_they_are_described_to_people() -> None:
    assert describe(MAKER.target(), "y").endswith("train.py:12")
    assert describe(FAR.target()) == "what Relu makes at model/dense"
    assert describe("variable:dense/kernel", "self.w") == "self.w: variable dense/kernel"
    assert describe("batch:x[0]") == "x[0] of the batch"
    names = [short_name(text) for text in (MAKER.target(), "variable:dense/kernel", "batch:y")]
    assert names == ["MatMul", "kernel", "y"]
    assert short_name(MAKER.target(), "scaled") == "scaled"


def test_what_another_debugger_stored_is_no_target() -> None:
    assert not is_target("0x7ffe,8")
