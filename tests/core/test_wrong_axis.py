"""The cause `wrong-axis`: joined along the batch instead of the features."""

from __future__ import annotations

from pyadapter.core.causes import Facts, Value, diagnose


def facts(*shapes: tuple[int | None, ...], op: str = "MatMul") -> Facts:
    names = ("concatenated", "self.kernel", "inputs", "neg")
    values = tuple(Value(name, shape) for name, shape in zip(names, shapes, strict=False))
    return Facts(kind="shape-mismatch", phase="forward", op=op, inputs=values)


def test_rows_where_columns_are_wanted_are_a_wrong_axis() -> None:
    (cause,) = diagnose(facts((64, 16), (32, 16), (32, 16), (32, 16)))

    assert cause.id == "wrong-axis"
    assert cause.fix == "Join along the features: axis=-1 where `concatenated` is made."


def test_other_products_that_do_not_fit_have_other_causes() -> None:
    assert diagnose(facts((32, 16), (32, 16), (32, 16))) == ()  # nothing was joined
    assert diagnose(facts((64, 16), (48, 16), (32, 16))) == ()  # joined twice, wanted thrice
    assert diagnose(facts((None, 16), (32, 16), (None, 16))) == ()
    assert diagnose(facts((64, 16), (32, 16))) == ()
    assert diagnose(facts((64, 16), (32, 16), (32, 16), op="AddV2")) == ()
