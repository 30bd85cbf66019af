"""The cause `training-mode`: dropout that drops nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pyadapter.core.causes.training_mode import check
from pyadapter.core.setup import LayerFacts, Setup
from tests.core.setups import HIDDEN

DROPOUT = LayerFacts("drop", "model/drop", "Dropout", rate=0.3, location=HIDDEN)


@pytest.mark.parametrize(("random", "found"), [(False, True), (True, False), (None, False)])
def test_dropout_that_drew_nothing_is_a_hint(random: bool | None, found: bool) -> None:
    diagnoses = list(check(Setup(layers=(DROPOUT,), random=random)))
    assert [each.severity for each in diagnoses] == (["hint"] if found else [])
    assert all(each.cause.location == HIDDEN for each in diagnoses)


@pytest.mark.parametrize("other", [{"rate": 0.0}, {"trainable": False}, {"kind": "Dense"}])
def test_other_layers_have_nothing_to_drop(other: dict[str, object]) -> None:
    assert not list(check(Setup(layers=(replace(DROPOUT, **other),), random=False)))  # type: ignore[arg-type]  # one field each
