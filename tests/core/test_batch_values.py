"""What columns hold, and how one row of them is shown: tokens, curves, fields, bars, losses, text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pyadapter.core.batch.bars import bars_of, probabilities_of
from pyadapter.core.batch.contents import Hints, content_of
from pyadapter.core.batch.curves import curve
from pyadapter.core.batch.distributions import of_classes, of_numbers
from pyadapter.core.batch.fields import fields_of
from pyadapter.core.batch.literals import literal
from pyadapter.core.batch.losses import per_row, worst_first
from pyadapter.core.batch.oddities import odd_labels, odd_numbers, odd_tokens, odd_weights, rows_text
from pyadapter.core.batch.text import text_of
from pyadapter.core.batch.tokens import are_tokens, padding_of

if TYPE_CHECKING:
    from pyadapter.core.batch.contents import Role

RNG = np.random.default_rng(0)
IDS = RNG.integers(1, 5000, (8, 12))
IDS[:, 9:] = 0
SPARSE = Hints(loss="sparse_categorical_crossentropy")
LOGITS = Hints(loss="sparse_categorical_crossentropy", from_logits=True)
DISC = np.stack([np.hypot(*np.mgrid[-10:10, -10:10]) < radius for radius in (4, 6, 8)]).astype(float)
WAVE = np.sin(np.linspace(0, 20, 100)) + RNG.normal(size=(4, 1))


@pytest.mark.parametrize(
    ("role", "sample", "hints", "kind"),
    [
        ("feature", RNG.random((4, 8, 8, 3)), Hints(), "image"),
        ("feature", IDS, Hints(), "tokens"),
        ("feature", IDS[:, :3], Hints(embedded=True), "tokens"),
        ("feature", IDS[:, :3], Hints(), "vector"),
        ("feature", RNG.integers(0, 2, (8, 12)), Hints(embedded=True), "vector"),
        ("feature", RNG.normal(size=(8, 12)), Hints(), "vector"),
        ("feature", RNG.normal(size=(8, 40)), Hints(), "vector"),
        ("feature", WAVE, Hints(), "series"),
        ("feature", RNG.normal(size=(4, 1000)), Hints(), "series"),
        ("feature", RNG.normal(size=(4, 50, 3)), Hints(), "series"),
        ("feature", RNG.normal(size=(4, 50, 64)), Hints(), "other"),
        ("feature", RNG.normal(size=(4, 5, 64, 64, 3)), Hints(), "other"),
        ("feature", RNG.normal(size=8), Hints(), "scalar"),
        ("feature", np.array(["a", "b"]), Hints(), "text"),
        ("feature", np.array([1j]), Hints(), "scalar"),
        ("label", np.array([0, 3, 1]), SPARSE, "classes"),
        ("label", np.array([[0.0], [3.0]]), SPARSE, "classes"),
        ("label", np.array([0, 3, 1]), Hints(), "classes"),
        ("label", np.array([0, 3, 1]), Hints(loss="mean_squared_error"), "scalar"),
        ("label", np.array([0.5, 3, 1]), SPARSE, "scalar"),
        ("label", np.eye(4), Hints(), "classes"),
        ("label", np.tri(4), Hints(loss="binary_crossentropy"), "classes"),
        ("label", np.tri(4), Hints(loss="mean_squared_error"), "vector"),
        ("feature", DISC.reshape(3, 400), Hints(), "image"),
        ("feature", np.repeat(DISC.reshape(3, 400), 3, axis=1).astype("uint8") * 200, Hints(), "image"),
        ("feature", RNG.random((3, 400)), Hints(), "series"),
        ("feature", np.abs(np.sin(np.linspace(0, 60, 1200))).reshape(3, 400), Hints(), "series"),
        ("label", np.full((3, 4), 0.25), Hints(), "probabilities"),
        ("label", RNG.random((4, 8, 8, 1)), Hints(), "image"),
        ("prediction", np.full((3, 4), 0.25, "float32"), SPARSE, "probabilities"),
        ("prediction", RNG.normal(size=(3, 4)), LOGITS, "probabilities"),
        ("prediction", RNG.random((3, 1)), Hints(loss="binary_crossentropy"), "probabilities"),
        ("prediction", RNG.random((3, 1)), Hints(loss="mean_squared_error"), "scalar"),
        ("prediction", RNG.normal(size=(3, 4)), Hints(loss="mean_squared_error"), "vector"),
        ("sampleWeight", np.ones(4), Hints(), "scalar"),
        ("output", np.array([[1.0, np.nan]]), Hints(), "vector"),
    ],
)
def test_contents_are_told_apart(role: Role, sample: Any, hints: Hints, kind: str) -> None:
    assert content_of(role, sample, hints).kind == kind


@given(
    arrays.arrays(
        st.sampled_from([np.float16, np.float32, np.float64, np.int8, np.uint8, np.int64, np.bool_]),
        arrays.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=9),
    ),
    st.sampled_from(["feature", "label", "prediction", "sampleWeight", "output"]),
)
def test_no_column_is_too_strange(sample: Any, role: Role) -> None:
    content_of(role, sample, Hints(embedded=True))
    content_of(role, sample, LOGITS)


@given(st.lists(st.integers(0, 8), min_size=2, max_size=20), st.sampled_from([0, 1, 9]))
def test_padding_is_found_before_and_behind(lengths: list[int], token: int) -> None:
    assume(min(lengths) < 7 and len(set(lengths)) > 1)
    for behind in (True, False):
        rows = []
        for length in lengths:
            words = np.arange(20, 20 + length)
            filling = np.full(10 - length, token)
            rows.append(np.concatenate([words, filling] if behind else [filling, words]))
        assert padding_of(rows) == token


def test_rows_without_runs_have_no_padding() -> None:
    assert padding_of([np.array([3, 4, 5]), np.array([4, 5, 6])]) is None
    assert padding_of([]) is None
    assert not are_tokens(np.array([[-1, 5000, 0, 0]]), embedded=True)


@given(arrays.arrays(np.float64, st.integers(0, 3000), elements=st.floats(-1e6, 1e6)), st.integers(2, 300))
def test_a_curve_keeps_its_extremes(values: Any, points: int) -> None:
    found = curve(values, points)
    assert len(found) <= max(points, 2)
    assert set(found) <= set(values)
    if values.size:
        assert (found.min(), found.max()) == (values.min(), values.max())


def test_a_curve_keeps_its_gaps() -> None:
    values = np.zeros(10_000)
    values[777] = np.nan
    values[778] = 5
    found = curve(values)
    assert len(found) == 200
    assert np.isnan(found).sum() == 1
    assert np.nanmax(found) == 5


@given(arrays.arrays(np.float32, st.tuples(st.integers(1, 9), st.integers(1, 5))))
def test_fields_are_what_numpy_says_of_finite_values(rows: Any) -> None:
    for index, field in enumerate(fields_of(rows)):
        finite = rows[:, index][np.isfinite(rows[:, index])].astype(float)
        assert field.non_finite == len(rows) - finite.size
        if finite.size:
            assert (field.minimum, field.maximum) == (finite.min(), finite.max())
            assert field.mean == pytest.approx(finite.mean(), rel=1e-6, abs=1e-30)


def test_fields_have_flags() -> None:
    rows = np.array([[1, 500, np.nan, 0.1], [1, 700, 1, -0.2]])
    assert [field.flag for field in fields_of(rows)] == [
        "constant",
        "far from unit scale",
        "not finite",
        None,
    ]


@given(arrays.arrays(np.float64, st.integers(2, 20), elements=st.floats(-500, 500)), st.integers(0, 19))
def test_bars_are_the_largest_and_the_right_one(logits: Any, label: int) -> None:
    assume(label < len(logits))
    probabilities = probabilities_of(logits, "softmax")
    bars = bars_of(probabilities, frozenset({label}), 5)

    assert probabilities.sum() == pytest.approx(1)
    assert [bar.index for bar in bars if bar.label] == [label]
    assert len(bars) == min(5, len(logits))
    values = [bar.value for bar in bars]
    assert values == sorted(values, reverse=True)
    assert values[0] == probabilities.max() or label == bars[0].index


def test_one_probability_stands_for_two_classes() -> None:
    assert probabilities_of(np.array([0.25]), None).tolist() == [0.75, 0.25]
    assert probabilities_of(np.array([0.0]), "sigmoid").tolist() == [0.5, 0.5]
    assert np.isnan(probabilities_of(np.array([np.nan, 1]), "softmax")).all()


def test_losses_of_steps_become_losses_of_rows() -> None:
    values = np.array([[1.0, 3.0], [5.0, 100.0]], "float32")
    assert per_row(values).tolist() == [2, 52.5]  # type: ignore[union-attr]  # there are rows
    mask = np.array([[True, True], [True, False]])
    assert per_row(values, mask=mask).tolist() == [2, 5]  # type: ignore[union-attr]  # as above
    assert per_row(values, np.array([1.0, 2.0])).tolist() == [2, 105]  # type: ignore[union-attr]  # as above
    assert per_row(values, np.array([[1.0], [0.0]])).tolist() == [2, 0]  # type: ignore[union-attr]  # as above
    assert per_row(np.zeros((0, 3))).shape == (0,)  # type: ignore[union-attr]  # as above
    assert per_row(np.array(1.0)) is None


@given(arrays.arrays(np.float64, st.integers(0, 30)), st.sets(st.integers(0, 29), max_size=5))
def test_rows_are_ordered_by_falling_loss_the_guilty_ones_first(losses: Any, guilty: set[int]) -> None:
    guilty = {row for row in guilty if row < len(losses)}
    order = worst_first(losses, guilty)

    assert sorted(order) == list(range(len(losses)))
    assert set(order[: len(guilty)]) == guilty
    for part in (order[: len(guilty)], order[len(guilty) :]):
        ranked = [np.inf if np.isnan(losses[row]) else losses[row] for row in part]
        assert ranked == sorted(ranked, reverse=True)


def test_texts_are_short_and_true() -> None:
    assert text_of(np.array([9.0, -1, np.nan, -np.inf])) == "[9, -1, NaN, −Inf]"
    assert text_of(np.arange(20)) == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 20]"
    assert text_of(np.array(0.5, "float16")) == "0.5"
    assert text_of(np.array([b"gut", "ja"], object)) == "gut ja"
    assert text_of(np.zeros((0, 3))) == "f64[0,3] empty"
    assert text_of(np.zeros(100)).startswith("f64[100]")


@given(
    arrays.arrays(
        st.sampled_from([np.float16, np.float32, np.float64, np.int8, np.uint64, np.bool_]),
        arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    )
)
def test_a_literal_makes_the_array_again_bit_for_bit(values: Any) -> None:
    array = np.asarray(values)
    code = literal(array, "np")
    assert code is not None
    again = np.asarray(eval(code, {"np": np}))
    assert (again.dtype, again.shape, again.tobytes()) == (array.dtype, array.shape, array.tobytes())


def test_labels_and_predictions_are_counted_side_by_side() -> None:
    found = of_classes(np.array([0, 0, 1, 5]), np.array([1, 1, 1, 1]), 3, str)
    assert found is not None
    assert found.title == "Labels: 2 of 3 classes and 1 outside in this batch"
    assert found.note == "The model has answers for 0 to 2; labels are 5, too. Every row is predicted as 1."
    labels, predictions = ({bar.name: bar.count for bar in bars} for _, bars in found.groups)
    assert labels == {"0": 2, "1": 1, "2": 0, "5": 1}
    assert predictions == {"0": 0, "1": 4, "2": 0, "5": 0}


@given(arrays.arrays(np.float32, st.integers(1, 40)), arrays.arrays(np.float32, st.integers(0, 40)))
def test_every_finite_number_is_in_one_range(labels: Any, predictions: Any) -> None:
    found = of_numbers(labels, predictions, "sigmoid")
    finite = int(np.isfinite(labels).sum())
    assert (found is None) == (finite == 0)
    if found is not None:
        counts = {name: sum(bar.count for bar in bars) for name, bars in found.groups}
        assert counts["labels"] == finite
        assert counts.get("predictions", 0) == int(np.isfinite(predictions).sum())


def test_labels_out_of_reach_are_told() -> None:
    found = of_numbers(np.array([-3.0, 0.5, 12]), np.array([0.5, 0.5, 0.5]), "sigmoid")
    assert found is not None
    assert found.title == "Labels: -3 to 12; predictions: all 0.5"
    assert (
        found.note == "sigmoid answers 0 to 1: 2 of 3 labels are out of its reach. Every prediction is 0.5."
    )


def test_what_is_odd_about_columns_names_the_rows() -> None:
    rows = [(0, np.array([5, 0, 0])), (1, np.array([0, 0, 0])), (2, np.array([7, 30, 0]))]
    assert odd_tokens(rows, 0, 20) == [
        "nothing but padding: row 1", "ids up to 30, the embedding ends at 19: row 2",
    ]  # fmt: skip
    assert odd_labels(np.array([0, -1, 3]), 3) == ["outside of the classes 0 to 2: rows 1, 2"]
    assert odd_weights(np.array([1.0, 0, -1])) == ["no weight: row 1", "negative: row 2"]
    assert odd_numbers(np.array([[1.0, np.nan], [np.inf, 1]])) == ["2 not finite: rows 0, 1"]
    assert odd_numbers(np.array([3.0, 3.0])) == ["all rows are the same: 3"]
    assert rows_text(list(range(9))) == "rows 0, 1, 2, 3, 4 and 4 more"
