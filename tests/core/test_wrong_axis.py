"""The cause `wrong-axis`: joined along the batch instead of the features."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pyadapter.core.causes import Facts, Value, diagnose
from pyadapter.core.causes.facts import Joined
from pyadapter.core.causes.wrong_axis import check
from pyadapter.core.finding import Location
from pyadapter.core.setup import LayerFacts, OutputFacts, Setup
from tests.core.setups import HEAD, training


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


def test_what_the_source_joins_along_the_rows_is_named_with_its_line() -> None:
    here = Location("layer.py", 9, "call")
    joined = Joined("concatenated", 0, 2, "concatenated = ops.concatenate([a, b], axis=-1)", here)
    symbolic = facts((None, 16), (32, 16))

    (cause, *_) = diagnose(replace(symbolic, joined=(joined,)))
    assert (cause.id, cause.fix, cause.location) == ("wrong-axis", joined.along_the_last, here)

    for other in (replace(joined, axis=-1), replace(joined, parts=3), replace(joined, name="x")):
        assert diagnose(replace(symbolic, joined=(other,))) == ()


def test_a_layer_that_joins_along_the_batch_explains_too_many_rows() -> None:
    merge = LayerFacts("merge", "model/merge", "Concatenate", options={"axis": 0}, location=HEAD)
    refused = Facts(kind="shape-mismatch", phase="loss", setup=Setup(layers=(merge,)))
    (cause,) = diagnose(refused)
    assert (cause.id, cause.location) == ("wrong-axis", HEAD)

    along = replace(merge, options={"axis": -1})
    assert diagnose(replace(refused, setup=Setup(layers=(along,)))) == ()


@pytest.mark.parametrize(
    ("activation", "sums", "found"),
    [
        ("softmax", (0.02, 3.1), True),
        ("softmax", (1.0, 1.0), False),
        ("softmax", (0.998, 1.002), False),
        ("sigmoid", (0.2, 2.4), False),
        ("softmax", None, False),
    ],
)
def test_shares_that_do_not_add_up_come_from_another_axis(
    activation: str, sums: tuple[float, float] | None, found: bool
) -> None:
    setup = training("categorical_crossentropy", activation, 3)
    output = OutputFacts(0, activation, 1, 0, (32, 3), 0.0, 1.0, sums)
    found_here = list(check(replace(setup, outputs=(output,))))
    assert bool(found_here) is found
