"""Which non-finite value is the first, and which is explained or meant."""

from __future__ import annotations

import pytest

from pyadapter.core.detectors.non_finite import (
    SKIPPED_OPS,
    Ingredient,
    Verdict,
    attribute,
    judge,
    judge_source,
    judge_value,
)
from pyadapter.core.health import HEALTHY, Health

NAN = Health(nan=3)
INF = Health(positive_inf=1)
MASK = Health(negative_inf=5)


def test_nan_from_finite_inputs_is_a_finding() -> None:
    assert judge("Log", [HEALTHY], NAN, phase="forward") == "nan"


def test_nan_from_nan_is_explained() -> None:
    assert judge("Mul", [HEALTHY, NAN], NAN, phase="forward") is None


def test_nan_from_an_infinity_is_made_here() -> None:
    assert judge("Mul", [HEALTHY, MASK], NAN, phase="forward") == "nan"


def test_overflow_is_a_finding() -> None:
    assert judge("Exp", [HEALTHY], INF, phase="forward") == "inf"


@pytest.mark.parametrize("given", [NAN, INF, MASK])
def test_infinity_from_anything_bad_is_explained(given: Health) -> None:
    assert judge("Mul", [given], INF, phase="forward") is None


def test_a_mask_of_minus_infinity_is_meant() -> None:
    assert judge("Log", [HEALTHY], MASK, phase="forward") is None


def test_a_row_that_is_masked_everywhere_becomes_nan_in_softmax() -> None:
    assert judge("Softmax", [MASK], NAN, phase="forward") == "nan"


def test_scaled_gradients_overflow_on_purpose() -> None:
    assert judge("Mul", [HEALTHY], INF, phase="backward", loss_scaled=True) is None
    assert judge("Mul", [HEALTHY], INF, phase="forward", loss_scaled=True) == "inf"


def test_inputs_without_numbers_explain_nothing() -> None:
    assert judge("Log", [None], NAN, phase="forward") == "nan"


def test_an_op_that_only_moves_data_is_never_the_origin() -> None:
    assert judge("Reshape", [HEALTHY], NAN, phase="forward") is None


def test_a_loss_a_gradient_or_a_weight_has_no_reason_to_be_infinite() -> None:
    assert judge_value(HEALTHY) is None
    assert judge_value(MASK) == "inf"
    assert judge_value(Health(nan=1, positive_inf=1)) == "nan"


def test_nan_that_nobody_made_is_a_finding_at_the_input_that_brought_it() -> None:
    verdict = attribute(
        "MatMul", [Ingredient(NAN, "feature"), Ingredient(HEALTHY, "weight")], NAN, phase="forward"
    )
    assert verdict == Verdict("nan", culprit=0)


def test_a_loaded_weight_with_nan_is_a_finding() -> None:
    verdict = attribute(
        "MatMul", [Ingredient(HEALTHY, "op"), Ingredient(NAN, "weight")], NAN, phase="forward"
    )
    assert verdict == Verdict("nan", culprit=1)


def test_what_was_reported_is_not_reported_again() -> None:
    again = [Ingredient(NAN, "feature", known=True)]
    assert attribute("MatMul", again, NAN, phase="forward") is None


def test_nan_from_an_op_that_was_judged_is_explained() -> None:
    assert attribute("Mul", [Ingredient(NAN, "op")], NAN, phase="forward") is None


def test_the_op_itself_is_to_blame_when_its_inputs_are_healthy() -> None:
    assert attribute("Log", [Ingredient(HEALTHY), None], NAN, phase="forward") == Verdict("nan")


def test_nan_in_an_array_of_nobodys_is_a_finding() -> None:
    assert attribute("AddV2", [Ingredient(NAN, "other")], NAN, phase="forward") == Verdict("nan", 0)


def test_scaled_gradients_blame_nobody() -> None:
    assert attribute("Mul", [Ingredient(NAN, "other")], NAN, phase="backward", loss_scaled=True) is None


def test_a_mask_in_the_batch_and_a_best_loss_of_infinity_are_meant() -> None:
    assert judge_source(MASK, "feature") is None
    assert judge_source(INF, "other") is None
    assert judge_source(INF, "feature") == "inf"
    assert judge_source(MASK, "weight") == "inf"
    assert judge_source(HEALTHY, "weight") is None


def test_a_mask_that_a_constant_brings_does_not_hide_the_nan_made_of_it() -> None:
    verdict = attribute("Softmax", [Ingredient(MASK, "other")], NAN, phase="forward")
    assert verdict == Verdict("nan")


@pytest.mark.parametrize("op", ["Log", "Exp", "Softmax", "MatMul", "RealDiv", "AddV2", "Sum", "Selu"])
def test_ops_that_can_make_infinities_are_looked_at(op: str) -> None:
    assert op not in SKIPPED_OPS
